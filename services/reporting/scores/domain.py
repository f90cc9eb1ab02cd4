"""Which stations are scored and compared, and what may be said of one (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from services.reporting.schemes.domain import NOTHING, Terms
from services.reporting.scores.parameters import BONUS, DEDUCTION, LIST_OF_HOST, OTHER_LIST, VETO
from services.reporting.snapshots.domain import Content
from shared.calendar.periods import CalendarMonth
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field

ONE = Decimal(1)


class RoundNotFound(NotFound):
    code = "assessment-round-not-found"
    zh = "没有这一期考评。"
    en = "There is no such round of assessment."


class AssessedStationNotFound(NotFound):
    code = "assessed-station-not-found"
    zh = "本期考评没有这个服务站。"
    en = "The station is not assessed in this round."


class AssessedIndicatorNotFound(NotFound):
    code = "assessed-indicator-not-found"
    zh = "本期考评没有这项指标。"
    en = "The indicator is not assessed in this round."


class MonthNotOver(Conflict):
    code = "assessment-month-not-over"
    zh = "{month}的日报告尚未截止，不能开始考评。"
    en = "The daily reports of {month} may still come in, so it cannot be assessed yet."


class RoundExists(Conflict):
    code = "assessment-round-exists"
    zh = "{month}的考评已经开始。"
    en = "The round of {month} was opened already."


class NoScheme(Conflict):
    code = "no-assessment-scheme"
    zh = "{day}没有适用的考评办法，该月不考评；考评办法应当在当月启用。"
    en = "No scheme of assessment held on {day}, so that month is not assessed; one must be in force within the month."


class FiguresNotFrozen(Conflict):
    """What is reckoned from figures must be reproducible, and of the whole day."""

    code = "assessment-figures-not-frozen"
    zh = "没有{day}全天的最终统计快照，请先冻结当日数字。"
    en = "The figures of the whole of {day} have not been frozen for good; freeze them first."


class RoundNotOpen(Conflict):
    code = "assessment-round-not-open"
    zh = "本期考评已公示，得分只能由申诉更正，或者由局领导退回评分后更正。"
    en = "The round is not being scored. A score changes by an appeal, or after a leader has reopened the round."


class ScoreChanged(Stale):
    """Somebody scored it after it was shown."""

    code = "score-changed"
    zh = "该项得分在您填写期间已有变动，请核对后再提交。"
    en = "Somebody scored it meanwhile. Look at how it stands now, then send it again."


class OwnScoreDecided(Forbidden):
    """Whoever gave the score that an appeal corrected does not put another one in place of the decision."""

    code = "own-score-decided-on-appeal"
    zh = "该项得分已由申诉决定更正，原评分人不能再更正，须由他人更正。"
    en = "An appeal corrected this score. Who gave it before does not change it again; somebody else must."


class OwnStationScored(Forbidden):
    """Whoever has a post at the station, or stands in for somebody who has, does not score it."""

    code = "own-station-scored"
    zh = "您或者您代理的人在该服务站或者其服务室任职，不能给该站评分，须由他人评分。"
    en = "You, or whom you stand in for, have a post at the station or in one of its rooms; somebody else scores it."


class OtherInspectorNamed(Forbidden):
    """The scheme names who scores the indicator."""

    code = "other-inspector-named"
    zh = "考评办法指定了该项指标的评分人，由其本人或者其代理人评分。"
    en = "The scheme names who scores this indicator: that account, or who stands in for it."


class ScoreInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "score-invalid"
    zh = "评分有误，原因见各字段。"
    en = "The score is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Station:
    """`listed`: with whom it is compared."""

    org_code: str
    org_path: str
    listed: str


@dataclass(frozen=True, slots=True)
class Round:
    """`version` counts the events about it, `edition` its rankings; `terms` are those of the scheme."""

    round_id: UUID
    month: str
    scheme_id: UUID
    scheme_number: int
    snapshot_id: UUID
    terms: Terms
    state: str = "open"
    version: int = 1
    edition: int = 0
    appeals_until: date | None = None

    @property
    def period(self) -> CalendarMonth:
        return month_of(self.month)

    @property
    def codes(self) -> tuple[str, ...]:
        """What must be scored of every station."""
        return tuple(self.terms.marks)

    def must_be_open(self) -> None:
        """Raises `RoundNotOpen`."""
        if self.state != "open":
            raise RoundNotOpen

    def told(self, events: int = 1) -> Self:
        """So many more events were published about it."""
        return replace(self, version=self.version + events)

    def most(self, indicator: str) -> Decimal:
        """Points that may be given for it. Raises `AssessedIndicatorNotFound`."""
        extras = {BONUS: self.terms.bonus, DEDUCTION: self.terms.deduction, VETO: ONE}
        found = {**self.terms.marks, **extras}.get(indicator)
        if found is None:
            raise AssessedIndicatorNotFound
        return found


def month_of(code: str) -> CalendarMonth:
    """2019-04."""
    year, _, number = code.partition("-")
    return CalendarMonth(int(year), int(number))


def must_be_over(month: CalendarMonth, now: datetime, usual: datetime, last_closing: datetime | None) -> None:
    """No report of it may still be handed in other than missed. `usual`: the last instant of lateness of its last day;
    `last_closing`: that of those that are due, later than usual where they were opened late. Raises `MonthNotOver`."""
    if now <= max(usual, last_closing or usual):
        raise MonthNotOver(month=month.zh)


def stations_in(content: Content, stood: Collection[str]) -> tuple[Station, ...]:
    """Those that stood at the end of the day, by code; a frozen day also holds what was not established yet and what
    was closed before."""
    return tuple(
        Station(unit.code, unit.path, LIST_OF_HOST.get(unit.host_kind or "", OTHER_LIST))
        for unit in sorted(content.units, key=lambda unit: unit.code)
        if unit.kind == "station" and unit.code in stood
    )


@dataclass(frozen=True, slots=True)
class Scoring:
    """What an inspector says of an indicator; `before`: what stands, `most`: full marks."""

    indicator: str
    points: Decimal
    reason: str | None
    most: Decimal
    before: Decimal | None


_SOURCE = "the county's scheme of assessment (考评办法)"
RULES: tuple[Rule[Scoring], ...] = (
    Rule("more-than-full", _SOURCE, ALWAYS,
         "不能超过满分或者上限。", "More than the full marks, or the cap.",
         of_field("points", lambda said: said.points <= said.most)),
    Rule("veto-in-part", _SOURCE, ALWAYS,
         "一票否决填 1（否决）或者 0（不否决）。", "A veto is 1, or 0 for none.",
         of_field("points", lambda said: said.indicator != VETO or said.points in {NOTHING, ONE})),
    Rule("correction-unexplained", _SOURCE, ALWAYS,
         "更正得分须写明原因。", "Say why a score is corrected.",
         of_field("reason", lambda said: said.before is None or bool(said.reason))),
    Rule("score-the-same", _SOURCE, ALWAYS,
         "与现在的得分相同，无需更正。", "It is the score that stands: nothing is corrected.",
         of_field("points", lambda said: said.before is None or said.points != said.before)),
)  # fmt: skip


def must_be_possible(said: Scoring, *, today: date) -> None:
    """Raises `ScoreInvalid` naming every broken rule."""
    refuse(ScoreInvalid, RULES, said, on=today)


def missing_of(round_: Round, scored: Mapping[str, Mapping[str, Decimal]]) -> dict[str, tuple[str, ...]]:
    """Station → indicators without points, of stations that have any such; `scored`: station → indicator → points."""
    found = {org: tuple(code for code in round_.codes if code not in points) for org, points in scored.items()}
    return {org: codes for org, codes in found.items() if codes}
