"""What is said of a day's work, and what may be handed in (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.report_lines.parameters import Line
from shared.clock import SHANGHAI
from shared.refusal import FieldFault, Invalid
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field


class DailyReportInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "daily-report-invalid"
    zh = "日报告有误，原因见各字段。"
    en = "The report is wrong; the fields tell why."


Numbers = Mapping[str, int]


def numbers(lines: Sequence[Line], given: Numbers) -> dict[str, int]:
    """Every line of the report; 0 where nothing is given."""
    return {line.code: given.get(line.code, 0) for line in lines}


def filled_in(lines: Sequence[Line], counted: Numbers) -> dict[str, int]:
    """Every line of the report with what is counted for it, by the codes of counts; 0 where nothing is."""
    return {line.code: counted.get(line.count, 0) if line.count else 0 for line in lines}


def not_zero(said: Numbers) -> dict[str, int]:
    """What adds to a total: a line that was left out adds as little as 0."""
    return {code: number for code, number in said.items() if number}


def in_order(lines: Sequence[Line], said: Numbers) -> dict[str, int]:
    """What is said of the lines of the report; what was left out is not there."""
    return {line.code: said[line.code] for line in lines if line.code in said}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a station says of its day; a line that was left out is not there. `nothing`: it says so that there is
    nothing to report."""

    lines: Numbers
    text: str | None = None
    nothing: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(self.lines.values()) and not self.text

    def says_the_same_as(self, other: "Sheet | None") -> bool:
        """Line by line, and in its text; that there is nothing to report may be so of any day."""
        return other is not None and not self.is_empty and self._something() == other._something()

    def _something(self) -> tuple[Numbers, str | None]:
        """What is not 0, whichever lines the report of its day has."""
        return not_zero(self.lines), self.text


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet is judged on: the lines of the report, what is counted for each, and what the edition before says
    where it was not returned."""

    lines: Sequence[Line]
    sheet: Sheet
    counted: Numbers
    reason: str | None
    stands: Sheet | None

    def differing(self) -> tuple[str, ...]:
        """The lines in which the sheet says something else than what is counted."""
        return differing(self.lines, self.sheet.lines, self.counted)

    def told(self) -> Mapping[str, str]:
        """Each of them in words: what is counted, and what is said instead."""
        lines = {line.code: line for line in self.lines}
        zh, en = [], []
        for code in self.differing():
            counted, said = self.counted.get(code, 0), self.sheet.lines.get(code)
            written_zh, written_en = ("未填", "left out") if said is None else (f"填报 {said}", f"reported {said}")
            zh.append(f"{lines[code].zh}统计 {counted}，{written_zh}")
            en.append(f"{lines[code].en}: counted {counted}, {written_en}")
        return {"differing_zh": "；".join(zh), "differing_en": "; ".join(en)}

    def unknown(self) -> Iterable[str]:
        """The fields of lines that the report has not."""
        return (f"lines.{code}" for code in self.sheet.lines if code not in {line.code for line in self.lines})

    def missing(self) -> Iterable[str]:
        """The fields of required lines of which nothing is said."""
        return (f"lines.{line.code}" for line in self.lines if line.required and line.code not in self.sheet.lines)


def differing(lines: Sequence[Line], said: Numbers, counted: Numbers) -> tuple[str, ...]:
    """The lines in which people say something else than what is counted."""
    return tuple(line.code for line in lines if line.count and said.get(line.code, 0) != counted.get(line.code, 0))


SOURCE = "the county's rules of the daily report (日报告制度)"
RULES: tuple[Rule[Facts], ...] = (
    Rule("no-such-line", SOURCE, ALWAYS,
         "当日的日报告没有这个项目。", "The report of that day has no such line.",
         lambda facts: facts.unknown()),
    Rule("missing", SOURCE, ALWAYS,
         "必填；没有的填 0。", "Required; 0 where there is none.",
         lambda facts: facts.missing()),
    Rule("difference-unexplained", SOURCE, ALWAYS,
         "与系统统计数不一致，请写明原因：{differing_zh}。", "Not what is counted; say why: {differing_en}.",
         of_field("reason", lambda facts: bool(facts.reason) or not facts.differing()), Facts.told),
    Rule("nothing-not-said", SOURCE, ALWAYS,
         "各项均为零且没有文字的，请确认零报告。", "Every line is 0 and the text empty: confirm that it is nothing.",
         of_field("nothing", lambda facts: facts.sheet.nothing or not facts.sheet.is_empty)),
    Rule("not-nothing", SOURCE, ALWAYS,
         "已填数字或文字的，不是零报告。", "Something is reported, so it cannot be said that there is nothing.",
         of_field("nothing", lambda facts: not facts.sheet.nothing or facts.sheet.is_empty)),
    Rule("nothing-corrected", SOURCE, ALWAYS,
         "内容与上一版相同，无需更正。", "It says what it said before: nothing is corrected.",
         of_field("reason", lambda facts: facts.stands is None or not _is_the_same(facts.sheet, facts.stands))),
)  # fmt: skip


def _is_the_same(one: Sheet, other: Sheet) -> bool:
    return (dict(one.lines), one.text) == (dict(other.lines), other.text)


def must_be_possible(facts: Facts, *, today: date, nothing_from: datetime | None, at: datetime) -> None:
    """Raises `DailyReportInvalid` naming every broken rule. `nothing_from`: before that nobody says that there is
    nothing to report."""
    refuse(DailyReportInvalid, RULES, facts, on=today)
    if fault := nothing_too_early(facts.sheet, nothing_from, at):
        raise DailyReportInvalid(fields=[fault])


def nothing_too_early(sheet: Sheet, nothing_from: datetime | None, at: datetime) -> FieldFault | None:
    """What is wrong with a sheet that says too early in the day that there is nothing to report."""
    if not sheet.is_empty or nothing_from is None or at >= nothing_from:
        return None
    hour = f"{nothing_from.astimezone(SHANGHAI):%H:%M}"
    zh, en = f"当日 {hour} 以后才能报零报告。", f"That there is nothing to report is said from {hour} on."
    return FieldFault("nothing", "nothing-too-early", zh, en)
