"""Who ranks where, and what may be done with a ranking and an appeal (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from services.reporting.rankings.parameters import AT_AN_END
from services.reporting.schemes.domain import NOTHING
from services.reporting.scores.domain import ONE, Round, Station
from services.reporting.scores.parameters import DEDUCTION, VETO
from services.reporting.scores.rules import is_vetoed, total_of
from shared.auth.hands import Hands, are_of
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field

T = TypeVar("T")


class RankingNotFound(NotFound):
    code = "ranking-not-found"
    zh = "没有这个排名。"
    en = "There is no such ranking."


class AppealNotFound(NotFound):
    code = "score-appeal-not-found"
    zh = "没有这项申诉。"
    en = "There is no such appeal."


class RoundChanged(Stale):
    """Something was done with it after it was shown."""

    code = "assessment-round-changed"
    zh = "本期考评在您办理期间已有变动，请核对后再办理。"
    en = "Something was done with the round meanwhile. Look at how it stands now, then decide."


class RoundIncomplete(Conflict):
    code = "assessment-round-incomplete"
    zh = "还有{scores}项未评分，不能公示排名。"
    en = "{scores} scores are still missing, so there is no ranking yet."


class NotProvisional(Conflict):
    code = "ranking-not-provisional"
    zh = "排名不在公示期。"
    en = "The ranking is not provisional."


class NotConfirmed(Conflict):
    code = "ranking-not-confirmed"
    zh = "排名尚未确认或者已经公布。"
    en = "The ranking was not confirmed, or it is published already."


class NotToReopen(Conflict):
    code = "assessment-round-open"
    zh = "本期考评正在评分，无需退回。"
    en = "The round is being scored; there is nothing to reopen."


class AppealsOpen(Conflict):
    """No ranking stands while somebody still has to decide."""

    code = "score-appeals-open"
    zh = "还有{appeals}项申诉未作决定。"
    en = "{appeals} appeals are not decided yet."


class AppealsPossible(Conflict):
    code = "score-appeals-possible"
    zh = "申诉期至{until}（含），期满后才能确认排名。"
    en = "Stations may appeal until the end of {until}; the ranking is confirmed after that."


class AppealsOver(Conflict):
    code = "score-appeals-over"
    zh = "申诉期已于{until}届满。"
    en = "Appeals were possible until the end of {until}."


class AppealOpenAlready(Conflict):
    code = "score-appeal-open"
    zh = "该项得分已有申诉，正等待决定。"
    en = "There is an appeal against this score, which is to be decided first."


class AppealDecided(Conflict):
    code = "score-appeal-decided"
    zh = "该申诉已有决定。"
    en = "The appeal was decided already."


class DecidedByScorer(Forbidden):
    """Who scored decides no appeal, nor does who lodged it, nor who stands in for one of them."""

    code = "appeal-decided-by-scorer"
    zh = "参加本期评分或者提出申诉的，以及代行其职责的，不能对申诉作决定，须由他人决定。"
    en = "Who scored in this round or lodged the appeal, or stands in for one who did, does not decide on it."


class AppealOfOwnStation(Forbidden):
    """Whoever has a post at the station, or stands in for somebody who has, does not decide on its appeals."""

    code = "appeal-of-own-station"
    zh = "您或者您代理的人在该服务站或者其服务室任职，不能决定该站的申诉，须由他人决定。"
    en = "You, or whom you stand in for, have a post at the station or in one of its rooms; somebody else decides."


class DecisionInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "appeal-decision-invalid"
    zh = "申诉决定有误，原因见各字段。"
    en = "The decision is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Result:
    """What a station has reached."""

    station: Station
    points: Mapping[str, Decimal]
    total: Decimal
    is_vetoed: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A station in its list; no `place`: vetoed."""

    result: Result
    place: int | None


def results_of(stations: Iterable[Station], points: Mapping[str, Mapping[str, Decimal]], of: Round) -> list[Result]:
    """One for each station."""
    return [
        Result(each, points[each.org_code], total_of(points[each.org_code], of.terms), is_vetoed(points[each.org_code]))
        for each in stations
    ]


def ranked(results: Iterable[Result]) -> list[Placed]:
    """List by list, the best first: who has as much shares a place, and the next one counts all before it (1, 1, 3).
    Who is vetoed stands at the end, without a place."""
    by_list: dict[str, list[Result]] = {}
    for result in results:
        by_list.setdefault(result.station.listed, []).append(result)
    return [placed for _, own in sorted(by_list.items(), reverse=True) for placed in _ranked(own)]


def _ranked(results: Iterable[Result]) -> list[Placed]:
    order = sorted(results, key=lambda each: (each.is_vetoed, -each.total, each.station.org_code))
    placed: list[Placed] = []
    for number, each in enumerate(order, start=1):
        before = placed[-1] if placed else None
        is_tied = before is not None and before.result.total == each.total
        place = before.place if before is not None and is_tied else number
        placed.append(Placed(each, None if each.is_vetoed else place))
    return placed


def must_be(of: Round, version: int | None) -> None:
    """Raises `RoundChanged`."""
    if version not in {None, of.version}:
        raise RoundChanged


def provisional(of: Round, missing: Mapping[str, tuple[str, ...]], until: date) -> Round:
    """Its next ranking, which stations may appeal against until that day. Raises `RoundNotOpen`, `RoundIncomplete`."""
    of.must_be_open()
    if missing:
        raise RoundIncomplete(scores=sum(map(len, missing.values())))
    return replace(of, state="provisional", edition=of.edition + 1, appeals_until=until)


def ranked_again(of: Round) -> Round:
    """After an appeal was upheld."""
    return replace(of, edition=of.edition + 1)


def must_take_appeals(of: Round, today: date) -> None:
    """Raises `NotProvisional`, `AppealsOver`."""
    if of.state != "provisional" or of.appeals_until is None:
        raise NotProvisional
    if today > of.appeals_until:
        raise AppealsOver(until=of.appeals_until)


def confirmed(of: Round, open_appeals: int, today: date) -> Round:
    """Raises `NotProvisional`, `AppealsPossible`, `AppealsOpen`."""
    if of.state != "provisional" or of.appeals_until is None:
        raise NotProvisional
    if today <= of.appeals_until:
        raise AppealsPossible(until=of.appeals_until)
    if open_appeals:
        raise AppealsOpen(appeals=open_appeals)
    return replace(of, state="confirmed")


def published(of: Round) -> Round:
    """Raises `NotConfirmed`."""
    if of.state != "confirmed":
        raise NotConfirmed
    return replace(of, state="published")


def reopened(of: Round, open_appeals: int) -> Round:
    """To be scored again; rankings that were made stay. Raises `NotToReopen`, `AppealsOpen`."""
    if of.state == "open":
        raise NotToReopen
    if open_appeals:
        raise AppealsOpen(appeals=open_appeals)
    return replace(of, state="open", appeals_until=None)


def must_be_impartial(hands: Hands, concerned: Iterable[UUID | None]) -> None:
    """`concerned`: who scored, and who appealed. Raises `DecidedByScorer`."""
    if are_of(hands, concerned):
        raise DecidedByScorer


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on an appeal. `points`: the score that holds instead, where it is upheld."""

    outcome: str
    points: Decimal | None
    note: str

    @property
    def is_upheld(self) -> bool:
        return self.outcome == "upheld"


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision on an indicator, with the score that stands and the full marks."""

    indicator: str
    decision: Decision
    before: Decimal | None
    most: Decimal


def _is_worse(judged: Judged) -> bool:
    points, before = judged.decision.points or NOTHING, judged.before or NOTHING
    return points > before if judged.indicator in {DEDUCTION, VETO} else points < before


_SOURCE = "the county's scheme of assessment (考评办法)"
RULES: tuple[Rule[Judged], ...] = (
    Rule("upheld-without-points", _SOURCE, ALWAYS,
         "申诉成立的，须写明更正后的得分。", "Where the appeal is upheld, say what the score is instead.",
         of_field("points", lambda it: not it.decision.is_upheld or it.decision.points is not None)),
    Rule("refused-with-points", _SOURCE, ALWAYS,
         "申诉不成立的，得分不变，不填得分。", "Where it is refused, the score stays.",
         of_field("points", lambda it: it.decision.is_upheld or it.decision.points is None)),
    Rule("more-than-full", _SOURCE, ALWAYS,
         "不能超过满分或者上限。", "More than the full marks, or the cap.",
         of_field("points", lambda it: it.decision.points is None or it.decision.points <= it.most)),
    Rule("veto-in-part", _SOURCE, ALWAYS,
         "一票否决填 1（否决）或者 0（不否决）。", "A veto is 1, or 0 for none.",
         of_field("points", lambda it: it.indicator != VETO or it.decision.points in {None, NOTHING, ONE})),
    Rule("upheld-for-the-worse", _SOURCE, ALWAYS,
         "申诉成立的，更正后的得分不能对服务站更为不利；须改低的，退回重新评分。",
         "An appeal that is upheld makes nothing worse for the station; what is too high is scored again.",
         of_field("points", lambda it: it.decision.points is None or not _is_worse(it))),
    Rule("score-the-same", _SOURCE, ALWAYS,
         "与现在的得分相同，申诉不成立。", "It is the score that stands: then the appeal is refused.",
         of_field("points", lambda it: it.decision.points is None or it.decision.points != it.before)),
)  # fmt: skip


def must_be_possible(judged: Judged, *, today: date) -> None:
    """Raises `DecisionInvalid` naming every broken rule."""
    refuse(DecisionInvalid, RULES, judged, on=today)


def both_ends(places: Sequence[T]) -> Sequence[T]:
    """Of a list in order, who leads it and who ends it, once each."""
    return places if len(places) <= 2 * AT_AN_END else [*places[:AT_AN_END], *places[-AT_AN_END:]]
