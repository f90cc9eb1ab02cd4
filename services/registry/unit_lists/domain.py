"""What a line of a list of units says. Whether the unit may be established: services/registry/network/rules.py."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registry.divisions.domain import NoTable, read_table
from services.registry.network.domain import NAME_LENGTH, NAME_PATTERN, HostKind, OrgUnit, UnitKind
from services.registry.network.rules import Proposal
from shared.characters import is_fit
from shared.clock import FIRST_DAY, LAST_DAY
from shared.places import CODE_PATTERN
from shared.refusal import FieldFault, Invalid

HEADER = ("code", "kind", "host_kind", "name", "parent_code", "division_code", "established_on")
FAULTS_SHOWN = 1_000
# Of a unit that is there already, what a list may not say otherwise: its name may have changed since.
LASTING = ("kind", "host_kind", "parent_code", "division_code")
ORDER = tuple(UnitKind)


class UnitListUnreadable(Invalid):
    """The body is not a CSV with the expected header, or its text is neither UTF-8 nor GB18030."""

    code = "unit-list-unreadable"
    zh = "无法读取机构名单：需要 UTF-8 或 GB18030 编码的 CSV，表头为 " + ",".join(HEADER) + "。"
    en = "The list of units cannot be read: a CSV in UTF-8 or GB18030 with the header " + ",".join(HEADER) + "."


class AboveRefused(Invalid):
    """The list says of a unit that it stands under one which the list gets wrong."""

    code = "unit-above-refused"
    zh = "本名单中其上级机构有误，请先改正。"
    en = "The list gets the unit above it wrong; correct that first."


class UnitListInvalid(Invalid):
    """At least one line breaks a rule; nothing was taken over. `fields` names line, column and rule."""

    code = "unit-list-invalid"
    zh = "机构名单有 {fault_count} 处错误，未设立任何机构。"
    en = "Faults in the list of units: {fault_count}; nothing was established."


@dataclass(frozen=True)
class Line:
    """One line of a list; `number` counts from 1, the header being line 1."""

    number: int
    proposal: Proposal


@dataclass(frozen=True)
class Column:
    """How a cell is read, and in words that complete "it must hold that …" what it must be."""

    name: str
    zh: str
    en: str
    read: Callable[[str], Any]


def _code(cell: str) -> str:
    if not re.search(CODE_PATTERN, cell):
        raise ValueError
    return cell


def _name(cell: str) -> str:
    if not 0 < len(cell) <= NAME_LENGTH or not is_fit(cell) or not re.search(NAME_PATTERN, cell):
        raise ValueError
    return cell


def _day(cell: str) -> date:
    day = date.fromisoformat(cell)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day


def _code_or_none(cell: str) -> str | None:
    return _code(cell) if cell else None


COLUMNS = (
    Column("code", "代码应为 6 至 24 位数字或大写字母", "the code has 6 to 24 digits or capital letters", _code),
    Column("kind", f"层级应为 {'、'.join(UnitKind)}", f"the kind is one of {', '.join(UnitKind)}", UnitKind),
    Column("host_kind", f"设在应为 {'、'.join(HostKind)}", f"the host is one of {', '.join(HostKind)}", HostKind),
    Column("name", f"名称不能为空，不超过 {NAME_LENGTH} 字，不以 = + - @ 开头，不含连续 9 位及以上数字",
           f"the name has 1 to {NAME_LENGTH} characters, does not begin with = + - @, has no nine or more digits in a "
           "row",
           _name),
    Column("parent_code", "上级代码应为空或机构代码", "the parent's code is empty or a unit's code", _code_or_none),
    Column("division_code", "区划代码应为空或区划代码", "the division's code is empty or a code", _code_or_none),
    Column("established_on", "设立日期应形如 2019-01-15，年份自 1900 至 2099",
           "the day of establishment reads like 2019-01-15, of the years 1900 to 2099",
           _day),
)  # fmt: skip


def read_list(content: bytes) -> list[Line]:
    """The lines of a list, parents before those below them. Raises `UnitListUnreadable`, `UnitListInvalid`."""
    try:
        table = read_table(content, HEADER)
    except NoTable as broken:
        raise UnitListUnreadable from broken
    lines, faults = read_lines((number, _cells(cells)) for number, cells in table)
    if faults:
        raise invalid([placed(number, fault) for number, found in faults.items() for fault in found])
    return lines


def read_lines(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[Line], Mapping[int, Sequence[FieldFault]]]:
    """The lines that can be read, parents before those below them, and by its number what is wrong with each other."""
    lines: list[Line] = []
    faults: dict[int, Sequence[FieldFault]] = {}
    first: dict[str, int] = {}
    for number, cells in rows:
        values, found = _read(cells)
        if first.setdefault(str(values.get("org_code")), number) != number:
            found.append(fault_of("code", "code-unique", "代码在名单中重复", "the code stands in the list once"))
        if found:
            faults[number] = found
        else:
            lines.append(Line(number, Proposal(**values)))
    return sorted(lines, key=lambda line: (ORDER.index(line.proposal.kind), line.proposal.org_code)), faults


def differences(line: Line, unit: OrgUnit) -> list[FieldFault]:
    """Where the line and a unit of its code that is there already are not the same unit."""
    zh, en = "该代码的机构已存在，且此项不同", "the unit of this code that is there agrees"
    differing = [name for name in LASTING if getattr(unit, name) != getattr(line.proposal, name)]
    return [fault_of(name, "unit-differs", zh, en) for name in differing]


def fault_of(column: str, code: str, zh: str, en: str) -> FieldFault:
    """`zh` and `en` without their ends."""
    return FieldFault(column, code, f"{zh}。", f"It must hold that {en}.")


def placed(number: int, fault: FieldFault) -> FieldFault:
    """A fault of a unit, as one of its line."""
    return FieldFault(
        f"lines.{number}.{fault.field}", fault.code, f"第 {number} 行：{fault.zh}", f"Line {number}: {fault.en}"
    )


def invalid(faults: Sequence[FieldFault]) -> UnitListInvalid:
    """The refusal that names them."""
    return UnitListInvalid(fields=faults[:FAULTS_SHOWN], fault_count=len(faults))


def _cells(cells: Sequence[str]) -> Mapping[str, str]:
    """By column. A missing cell is empty; too many spoil the last."""
    padded = [*cells, *[""] * len(COLUMNS)]
    given = [*padded[: len(COLUMNS) - 1], ",".join(cells[len(COLUMNS) - 1 :])]
    return dict(zip(HEADER, given, strict=True))


def _read(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[FieldFault]]:
    """What a unit is proposed with, and what could not be read."""
    values: dict[str, Any] = {}
    faults = []
    for column in COLUMNS:
        try:
            values["org_code" if column.name == "code" else column.name] = column.read(cells.get(column.name, ""))
        except ValueError:
            faults.append(fault_of(column.name, f"{column.name.replace('_', '-')}-form", column.zh, column.en))
    return values, faults
