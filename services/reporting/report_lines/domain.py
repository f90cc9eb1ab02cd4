"""Which lines reports have on which day, and how a county changes that (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from services.reporting.report_lines.parameters import FIRST, Line, LineList
from shared.auth.hands import Hands, are_of, joined
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field


class ReportLinesNotFound(NotFound):
    code = "report-lines-not-found"
    zh = "没有这版日报告项目。"
    en = "There is no such list of lines."


class ReportLinesChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "report-lines-changed"
    zh = "该版日报告项目在您办理期间已有变动，请核对后再办理。"
    en = "Somebody changed the list of lines meanwhile. Look at how it stands now."


class ReportLinesNotADraft(Conflict):
    code = "report-lines-not-a-draft"
    zh = "该版日报告项目已经启用或者撤回，不能再改。"
    en = "The list of lines was brought into force or withdrawn, and is not changed."


class ReportLinesNotInForce(Conflict):
    code = "report-lines-not-in-force"
    zh = "该版日报告项目没有启用，或者已经撤回。"
    en = "The list of lines was not brought into force, or it was withdrawn."


class ReportLinesBegun(Conflict):
    """Reports were opened with it."""

    code = "report-lines-begun"
    zh = "起始日{since}已到，不能再启用或者撤回；请另拟以后日期起的项目。"
    en = "Its first day, {since}, has come. Draft another that holds from a later day on."


class ReportLinesExist(Conflict):
    code = "report-lines-exist"
    zh = "自{since}起的日报告项目已经启用，请先撤回或者另定起始日。"
    en = "Lines from {since} on are in force already; withdraw those first, or choose another day."


class OwnReportLines(Forbidden):
    """Whoever wrote it does not bring it into force."""

    code = "own-report-lines"
    zh = "起草、修改过该版项目的（含代行），不能启用，须由他人核对后启用。"
    en = "Who wrote it, or stands in for who did, does not bring it into force: somebody else does."


class ReportLinesInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "report-lines-invalid"
    zh = "日报告项目有误，原因见各字段。"
    en = "The list of lines is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Lists:
    """The lines of every day: those of the last list whose first day has come. The first list holds before as well."""

    lists: tuple[LineList, ...] = (FIRST,)

    def on(self, day: date) -> LineList:
        begun = [each for each in self.lists if each.since <= day]
        return begun[-1] if begun else self.lists[0]

    def over(self, first: date, last: date) -> tuple[Line, ...]:
        """Every line that reports of these days have, as its last list calls it: those of the last day in their order,
        then what was given up before."""
        held = [each for each in reversed(self.lists) if first < each.since <= last]
        return tuple(_each_once([*held, self.on(first)]).values())

    def every(self) -> Mapping[str, Line]:
        """By code, every line that reports have or will have had, as its last list calls it."""
        return _each_once(reversed(self.lists))


def _each_once(lists: Sequence[LineList] | Iterator[LineList]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for each in lists:
        for line in each.lines:
            found.setdefault(line.code, line)
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list makes of the one before it: codes of lines that are new or read otherwise, and lines that go."""

    new: frozenset[str]
    otherwise: frozenset[str]
    gone: tuple[Line, ...]

    @classmethod
    def between(cls, before: LineList, after: LineList) -> Self:
        old, now = ({line.code: line for line in each.lines} for each in (before, after))
        both = old.keys() & now.keys()
        return cls(
            frozenset(now.keys() - old.keys()),
            frozenset(code for code in both if old[code] != now[code]),
            tuple(line for line in before.lines if line.code not in now),
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A list that somebody drafted. It holds once a leader who wrote nothing of it has brought it into force;
    `version`: what was done with it; `written_by`: who drafted and corrected it."""

    list_id: UUID
    said: LineList
    state: str = "draft"
    version: int = 1
    written_by: tuple[UUID, ...] = field(default=())

    def must_be(self, version: int | None) -> None:
        """Raises `ReportLinesChanged`."""
        if version not in {None, self.version}:
            raise ReportLinesChanged

    def corrected(self, said: LineList, by: Hands) -> Self:
        """Raises `ReportLinesNotADraft`."""
        self._must_be_a_draft()
        return replace(self, said=said, version=self.version + 1, written_by=joined(self.written_by, by))

    def adopted(self, today: date, by: Hands) -> Self:
        """Raises `ReportLinesNotADraft`, `OwnReportLines`, `ReportLinesBegun`."""
        self._must_be_a_draft()
        if are_of(by, self.written_by):
            raise OwnReportLines
        self._must_lie_ahead(today)
        return replace(self, state="adopted", version=self.version + 1)

    def withdrawn(self) -> Self:
        """A draft is given up. Raises `ReportLinesNotADraft`."""
        self._must_be_a_draft()
        return replace(self, state="withdrawn", version=self.version + 1)

    def revoked(self, today: date) -> Self:
        """What was brought into force never holds. Raises `ReportLinesNotInForce`, `ReportLinesBegun`."""
        if self.state != "adopted":
            raise ReportLinesNotInForce
        self._must_lie_ahead(today)
        return replace(self, state="withdrawn", version=self.version + 1)

    def _must_be_a_draft(self) -> None:
        if self.state != "draft":
            raise ReportLinesNotADraft

    def _must_lie_ahead(self, today: date) -> None:
        if self.said.since <= today:
            raise ReportLinesBegun(since=self.said.since)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list is judged on: every row of its form, empty ones as well, and each line that holds or held."""

    said: LineList
    known: Mapping[str, Line]
    today: date

    def rows(self) -> Iterator[tuple[int, Line]]:
        """The place and the line of each row that is not empty."""
        return ((at, line) for at, line in enumerate(self.said.lines) if not is_empty(line))

    def unsaid(self) -> Iterator[str]:
        """Every field that was left empty in a row that is not."""
        return (f"lines.{at}.{name}" for at, line in self.rows() for name in _NAMES if not getattr(line, name))

    def repeated(self, name: str) -> Iterator[str]:
        """That field of every row that says what a row above says."""
        seen: set[str] = set()
        for at, line in self.rows():
            said = getattr(line, name)
            if said and said in seen:
                yield f"lines.{at}.{name}"
            seen.add(said)

    def meaning_otherwise(self) -> Iterator[str]:
        """The codes that are known to mean something else."""
        for at, line in self.rows():
            before = self.known.get(line.code, line)
            if (before.unit, before.count) != (line.unit, line.count):
                yield f"lines.{at}.code"


_NAMES = ("code", "zh", "en")
_SOURCE = "the county's rules of the daily report (日报告制度)"
RULES: tuple[Rule[Proposal], ...] = (
    Rule("not-ahead", _SOURCE, ALWAYS,
         "起始日应晚于今日：已开立的日报告项目不变。",
         "The first day must be later than today: reports that are open keep their lines.",
         of_field("since", lambda facts: facts.said.since > facts.today)),
    Rule("no-lines", _SOURCE, ALWAYS,
         "至少应有一个项目。", "There must be a line.",
         of_field("lines", lambda facts: any(facts.rows()))),
    Rule("line-incomplete", _SOURCE, ALWAYS,
         "代码、名称、英文名称须一并填写；删去项目的，一并清空。",
         "A line has a code and a name in both languages; to remove it, empty all three.",
         lambda facts: facts.unsaid()),
    Rule("code-twice", _SOURCE, ALWAYS,
         "代码不能重复。", "A code stands for one line.",
         lambda facts: facts.repeated("code")),
    Rule("name-twice", _SOURCE, ALWAYS,
         "名称不能重复。", "Two lines cannot have one name.",
         lambda facts: (*facts.repeated("zh"), *facts.repeated("en"))),
    Rule("count-twice", _SOURCE, ALWAYS,
         "同一统计数只能预填一个项目。", "What is counted fills in one line.",
         lambda facts: facts.repeated("count")),
    Rule("means-otherwise", _SOURCE, ALWAYS,
         "该代码已有其他单位或者统计数，前后数字不能相加；请另用代码。",
         "This code is counted in another unit or from another count, so its numbers would not add up; use another.",
         lambda facts: facts.meaning_otherwise()),
)  # fmt: skip


def must_be_possible(said: LineList, known: Mapping[str, Line], *, today: date) -> None:
    """Raises `ReportLinesInvalid` naming every broken rule."""
    refuse(ReportLinesInvalid, RULES, Proposal(said, known, today), on=today)


def is_empty(line: Line) -> bool:
    """A row of the form in which no line stands."""
    return not (line.code or line.zh or line.en)


def without_empty(said: LineList) -> LineList:
    """As it is kept."""
    return replace(said, lines=tuple(line for line in said.lines if not is_empty(line)))
