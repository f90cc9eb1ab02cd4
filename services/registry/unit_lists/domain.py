"""What a line of a list of units says. Whether the unit may be established: services/registry/network/rules.py."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registry.divisions.domain import NoTable, read_table
from services.registry.network.domain import CODE_PATTERN, NAME_LENGTH, HostKind, OrgUnit, UnitKind
from services.registry.network.rules import Proposal
from shared.characters import is_fit
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
    if not 0 < len(cell) <= NAME_LENGTH or not is_fit(cell):
        raise ValueError
    return cell


def _code_or_none(cell: str) -> str | None:
    return _code(cell) if cell else None


COLUMNS = (
    Column("code", "代码应为 6 至 24 位数字或大写字母", "the code has 6 to 24 digits or capital letters", _code),
    Column("kind", f"层级应为 {'、'.join(UnitKind)}", f"the kind is one of {', '.join(UnitKind)}", UnitKind),
    Column("host_kind", f"设在应为 {'、'.join(HostKind)}", f"the host is one of {', '.join(HostKind)}", HostKind),
    Column("name", f"名称不能为空，且不超过 {NAME_LENGTH} 字", f"the name has 1 to {NAME_LENGTH} characters", _name),
    Column("parent_code", "上级代码应为空或机构代码", "the parent's code is empty or a unit's code", _code_or_none),
    Column("division_code", "区划代码应为空或区划代码", "the division's code is empty or a code", _code_or_none),
    Column("established_on", "设立日期应形如 2019-01-15", "the day of establishment reads like 2019-01-15",
           date.fromisoformat),
)  # fmt: skip


def read_list(content: bytes) -> list[Line]:
    """The lines of a list, parents before those below them. Raises `UnitListUnreadable`, `UnitListInvalid`."""
    try:
        table = read_table(content, HEADER)
    except NoTable as broken:
        raise UnitListUnreadable from broken
    read = [(number, *_read(number, cells)) for number, cells in table]
    faults = [fault for _, _, found in read for fault in found]
    first: dict[str, int] = {}
    for number, values, _ in read:
        if first.setdefault(str(values.get("org_code")), number) != number:
            faults.append(
                fault_at(number, "code", "code-unique", "代码在名单中重复", "the code stands in the list once")
            )
    if faults:
        raise invalid(faults)
    lines = [Line(number, Proposal(**values)) for number, values, _ in read]
    return sorted(lines, key=lambda line: (ORDER.index(line.proposal.kind), line.proposal.org_code))


def differences(line: Line, unit: OrgUnit) -> list[FieldFault]:
    """Where the line and a unit of its code that is there already are not the same unit."""
    zh, en = "该代码的机构已存在，且此项不同", "the unit of this code that is there agrees"
    differing = [name for name in LASTING if getattr(unit, name) != getattr(line.proposal, name)]
    return [fault_at(line.number, name, "unit-differs", zh, en) for name in differing]


def fault_at(number: int, column: str, code: str, zh: str, en: str) -> FieldFault:
    """`zh` and `en` without their ends."""
    return FieldFault(
        f"lines.{number}.{column}", code, f"第 {number} 行：{zh}。", f"Line {number}: it must hold that {en}."
    )


def placed(number: int, fault: FieldFault) -> FieldFault:
    """A fault of a unit, as one of its line."""
    return FieldFault(
        f"lines.{number}.{fault.field}", fault.code, f"第 {number} 行：{fault.zh}", f"Line {number}: {fault.en}"
    )


def invalid(faults: Sequence[FieldFault]) -> UnitListInvalid:
    """The refusal that names them."""
    return UnitListInvalid(fields=faults[:FAULTS_SHOWN], fault_count=len(faults))


def _read(number: int, cells: Sequence[str]) -> tuple[Mapping[str, Any], list[FieldFault]]:
    """What a unit is proposed with, and what could not be read. A missing cell is empty; too many spoil the last."""
    values: dict[str, Any] = {}
    faults = []
    padded = [*cells, *[""] * len(COLUMNS)]
    given = [*padded[: len(COLUMNS) - 1], ",".join(cells[len(COLUMNS) - 1 :])]
    for column, cell in zip(COLUMNS, given, strict=True):
        try:
            values["org_code" if column.name == "code" else column.name] = column.read(cell)
        except ValueError:
            faults.append(fault_at(number, column.name, f"{column.name.replace('_', '-')}-form", column.zh, column.en))
    return values, faults
