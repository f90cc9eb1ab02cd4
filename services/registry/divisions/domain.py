"""What a division is, and when a list of divisions may be taken over (docs/rules.md, data)."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.characters import is_fit
from shared.refusal import FieldFault, Invalid

HEADER = ("code", "name", "parent_code", "level")
CODE_DIGITS: Mapping[str, int] = {
    "county": 6,
    "subdistrict": 9,
    "town": 9,
    "township": 9,
    "village": 12,
    "community": 12,
}
TOWNSHIP_LEVELS = frozenset({"subdistrict", "town", "township"})
VILLAGE_LEVELS = frozenset({"village", "community"})
PARENT_DIGITS: Mapping[int, int] = {6: 4, 9: 6, 12: 9}
NAME_LENGTH = 60
FAULTS_SHOWN = 1_000


class DivisionsUnreadable(Invalid):
    """The body is not a CSV with the expected header, or its text is neither UTF-8 nor GB18030."""

    code = "divisions-unreadable"
    zh = "无法读取区划文件：需要 UTF-8 或 GB18030 编码的 CSV，表头为 code,name,parent_code,level。"
    en = "The division list cannot be read: a CSV in UTF-8 or GB18030 with the header code,name,parent_code,level."


class DivisionsInvalid(Invalid):
    """At least one line breaks a rule; nothing was taken over. `fields` names line, column and rule."""

    code = "divisions-invalid"
    zh = "区划文件有 {fault_count} 处错误，未导入任何内容。"
    en = "Faults in the division list: {fault_count}; nothing was imported."


@dataclass(frozen=True)
class Division:
    """One division. `parent_code` is None for the county, the root of this system's tree."""

    code: str
    name: str
    parent_code: str | None
    level: str


@dataclass(frozen=True)
class Line:
    """One line of a list as it was written; `number` counts from 1, the header being line 1."""

    number: int
    code: str
    name: str
    parent_code: str
    level: str

    def division(self) -> Division:
        return Division(self.code, self.name, None if self.level == "county" else self.parent_code, self.level)


@dataclass(frozen=True)
class Surroundings:
    """What a line is judged against: the codes of the whole list and those already known, and its first occurrences."""

    codes: frozenset[str]
    first_line: Mapping[str, int]


@dataclass(frozen=True)
class LineRule:
    """One rule over one column, in words that complete "it must hold that …"."""

    code: str
    column: str
    zh: str
    en: str
    holds: Callable[[Line, Surroundings], bool]


def _digits(line: Line) -> int | None:
    """How many digits the code has, or None when it is no code at all."""
    valid = line.code.isascii() and line.code.isdigit() and len(line.code) in PARENT_DIGITS
    return len(line.code) if valid else None


def _parent_is_prefix(line: Line, around: Surroundings) -> bool:
    digits = _digits(line)
    return digits is None or line.parent_code == line.code[: PARENT_DIGITS[digits]]


def _parent_exists(line: Line, around: Surroundings) -> bool:
    return line.level == "county" or line.parent_code in around.codes


def _level_fits_code(line: Line, around: Surroundings) -> bool:
    digits, expected = _digits(line), CODE_DIGITS.get(line.level)
    return digits is None or expected is None or digits == expected


# A rule that needs what another rule demands holds where that other rule is broken: each mistake is named once.
LINE_RULES = (
    LineRule("code-digits", "code", "代码应为 6、9 或 12 位数字", "the code has 6, 9 or 12 digits",
             lambda line, around: _digits(line) is not None),
    LineRule("code-unique", "code", "代码在文件中重复", "the code stands in the list once",
             lambda line, around: around.first_line[line.code] == line.number),
    LineRule("name-given", "name", "名称不能为空，且不超过 60 字", "the name has 1 to 60 characters",
             lambda line, around: 0 < len(line.name) <= NAME_LENGTH),
    LineRule("name-fit", "name", "名称含有不可见或无法保存的字符", "the name holds no character nobody can see or keep",
             lambda line, around: is_fit(line.name)),
    LineRule("parent-is-prefix", "parent_code", "上级代码应为本代码的前缀", "the parent's code begins this code",
             _parent_is_prefix),
    LineRule("parent-exists", "parent_code", "上级区划不存在", "the parent is in the list or already known",
             _parent_exists),
    LineRule("level-known", "level", "级别应为 county、subdistrict、town、township、village 或 community",
             "the level is county, subdistrict, town, township, village or community",
             lambda line, around: line.level in CODE_DIGITS),
    LineRule("level-fits-code", "level", "级别与代码位数不符", "the level fits the length of the code",
             _level_fits_code),
)  # fmt: skip


class NoTable(ValueError):
    """Bytes that are no CSV with the header that is expected."""


def read_table(content: bytes, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The cells of each line by its number, blank lines left out; UTF-8 or GB18030. Raises `NoTable`."""
    rows = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        numbered = [(rows.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error as broken:
        raise NoTable from broken
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if len(filled) < 2 or filled[0][1] != list(header):
        raise NoTable
    return filled[1:]


def read_lines(content: bytes) -> list[Line]:
    """Split a CSV into its lines, blank ones left out. Raises `DivisionsUnreadable`."""
    try:
        return [Line(number, *_four(cells)) for number, cells in read_table(content, HEADER)]
    except NoTable as broken:
        raise DivisionsUnreadable from broken


def check_lines(lines: Sequence[Line], known: frozenset[str]) -> None:
    """Judge every line before anything is written; `known` are the codes already held. Raises `DivisionsInvalid`."""
    first_line: dict[str, int] = {}
    for line in lines:
        first_line.setdefault(line.code, line.number)
    around = Surroundings(known | first_line.keys(), first_line)
    broken = [(line, rule) for line in lines for rule in LINE_RULES if not rule.holds(line, around)]
    if broken:
        shown = [_fault(line, rule) for line, rule in broken[:FAULTS_SHOWN]]
        raise DivisionsInvalid(fields=shown, fault_count=len(broken))


def _fault(line: Line, rule: LineRule) -> FieldFault:
    return FieldFault(
        field=f"lines.{line.number}.{rule.column}",
        code=rule.code,
        zh=f"第 {line.number} 行：{rule.zh}。",
        en=f"Line {line.number}: must hold that {rule.en}.",
    )


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoTable


def _four(cells: Sequence[str]) -> tuple[str, str, str, str]:
    """Four cells whatever the line has: a missing one is empty, too many spoil the level, so that a rule says so."""
    code, name, parent_code, *rest = [*cells, "", "", "", ""][: max(4, len(cells))]
    return code, name, parent_code, ",".join(rest)
