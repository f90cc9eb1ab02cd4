"""What is counted into a bulletin, and what a later one adjusts of those before it (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.reporting.consistency.rules import RULES, Finding
from shared.calendar.periods import TenDays, Third
from shared.language import Text

# Of figures as of a day; of the numbers of daily reports in a period.
Kind = Literal["figure", "work"]
RECOUNTED = "C15"


class Value(msgspec.Struct, frozen=True):
    """A figure of the county at the end of the period before, and at the end of this one."""

    code: str
    before: int
    value: int

    @property
    def change(self) -> int:
        return self.value - self.before


class Trend(msgspec.Struct, frozen=True):
    """A figure of the county at the end of each of the last periods, by their codes; the last one is the bulletin's."""

    code: str
    ends: tuple[tuple[str, int], ...]


class Adjustment(msgspec.Struct, frozen=True):
    """What is told of an earlier period by now, and what is so."""

    period: str
    kind: Kind
    code: str
    told: int
    now: int

    @property
    def difference(self) -> int:
        return self.now - self.told


class Check(msgspec.Struct, frozen=True):
    """A rule, and where it does not hold what was found against what is expected, and the codes of the units."""

    rule: str
    severity: Literal["hard", "soft"]
    holds: bool
    value: str = ""
    expected: str = ""
    units: tuple[str, ...] = ()


class Station(msgspec.Struct, frozen=True):
    """The daily reports of a station in the period: how many in which state, and their numbers by line."""

    code: str
    name: str
    states: dict[str, int]
    lines: dict[str, int]


class Place(msgspec.Struct, frozen=True):
    """Where a station ranks: in a list of the code list ranking-list; `place` is None where it was vetoed."""

    listed: str
    place: int | None
    code: str
    name: str
    total: str


class MonthRanked(msgspec.Struct, frozen=True):
    """A ranking that was published in the period."""

    round_id: UUID
    month: str
    edition: int
    published_on: date
    places: tuple[Place, ...]


class Discount(msgspec.Struct, frozen=True):
    """What so many merchants of a line of business take off the price `base`, for whom."""

    industry: str
    subject: str
    base: str
    rate_bp: int
    merchants: int


class Content(msgspec.Struct, frozen=True):
    """All that a bulletin counts. `earlier`: the periods before it whose bulletins were issued when it was counted;
    `follows`: the last of them; `counted_at`: when that was. None in bulletins from before these were kept."""

    period: str
    as_of: date
    digest: str
    provisional: bool
    figures: tuple[Value, ...]
    stations: tuple[Station, ...]
    adjustments: tuple[Adjustment, ...]
    checks: tuple[Check, ...]
    follows: str | None = None
    rankings: tuple[MonthRanked, ...] = ()
    trends: tuple[Trend, ...] = ()
    discounts: tuple[Discount, ...] = ()
    counted_at: datetime | None = None
    earlier: tuple[str, ...] | None = None

    @property
    def states(self) -> dict[str, int]:
        """Daily reports of the county by state."""
        return _added(station.states for station in self.stations)

    @property
    def work(self) -> dict[str, int]:
        """The numbers of the county's daily reports by line."""
        return _added(station.lines for station in self.stations)

    def adjusts_all(self, earlier: tuple[str, ...]) -> bool:
        """Whether these are the periods before it that it was counted with; of one that did not keep them, whether the
        last is."""
        if self.earlier is None:
            return self.follows == (earlier[-1] if earlier else None)
        return self.earlier == earlier

    def reported_otherwise(self, now: Iterable[Station]) -> tuple[str, ...]:
        """The codes of the stations whose daily reports say other numbers by now than are told here, or are in other
        states."""
        told = {each.code: (each.states, each.lines) for each in self.stations}
        says = {each.code: (each.states, each.lines) for each in now}
        return tuple(code for code in sorted({*told, *says}) if told.get(code) != says.get(code))

    def ranked_otherwise(self, now: Iterable[MonthRanked]) -> tuple[str, ...]:
        """The months whose ranking is told here and holds no more, or holds and is not told."""
        told = {(each.month, each.round_id, each.edition) for each in self.rankings}
        holds = {(each.month, each.round_id, each.edition) for each in now}
        return tuple(sorted({month for month, *_ in told ^ holds}))

    @property
    def broken(self) -> tuple[Check, ...]:
        """Hard rules that do not hold."""
        return tuple(check for check in self.checks if check.severity == "hard" and not check.holds)

    @property
    def alerts(self) -> tuple[Check, ...]:
        """Soft rules that do not hold."""
        return tuple(check for check in self.checks if check.severity == "soft" and not check.holds)


@dataclass(frozen=True, slots=True)
class BulletinNumbers:
    """Of a period, by kind and code, what bulletins say."""

    period: str
    numbers: Mapping[tuple[Kind, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content) -> "BulletinNumbers":
        """What its own bulletin says."""
        figures: dict[tuple[Kind, str], int] = {("figure", each.code): each.value for each in content.figures}
        work: dict[tuple[Kind, str], int] = {("work", line): total for line, total in content.work.items()}
        return cls(content.period, figures | work)


def told_by(issued: Iterable[Content]) -> list[BulletinNumbers]:
    """Of each period, what its bulletin says as later ones adjusted it; in the order in which they come."""
    told: dict[str, dict[tuple[Kind, str], int]] = {}
    for content in issued:
        told[content.period] = dict(BulletinNumbers.of(content).numbers)
        for each in content.adjustments:
            if each.period in told:
                told[each.period][each.kind, each.code] = each.now
    return [BulletinNumbers(period, numbers) for period, numbers in told.items()]


def adjustments_of(told: BulletinNumbers, now: Mapping[tuple[Kind, str], int]) -> tuple[Adjustment, ...]:
    """What was told of a period and is so no more; a number that was not told is no adjustment."""
    return tuple(
        Adjustment(told.period, kind, code, number, now.get((kind, code), 0))
        for (kind, code), number in told.numbers.items()
        if now.get((kind, code), 0) != number
    )


def checks_of(findings: Iterable[Finding], *, counts_again: bool) -> tuple[Check, ...]:
    """Every rule, once for each fault; last whether the figures come out the same when they are counted again."""
    found = list(findings)
    checks: list[Check] = []
    for rule in RULES:
        faults = [finding.fault for finding in found if finding.rule is rule]
        checks += [Check(rule.code, rule.severity, False, each.value, each.expected, each.units) for each in faults]
        if not faults:
            checks.append(Check(rule.code, rule.severity, True))
    return (*checks, Check(RECOUNTED, "hard", counts_again))


def period_of(code: str) -> TenDays:
    """From its code, as 2019-04-C."""
    year, month, third = code.split("-")
    return TenDays(int(year), int(month), Third("ABC".index(third) + 1))


def period_said(code: str) -> Text:
    """What the period is called: 2019年4月下旬; in English by its code, 2019-04-C."""
    return Text(period_of(code).zh, code)


def _added(numbers: Iterable[Mapping[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for each in numbers:
        for code, number in each.items():
            totals[code] = totals.get(code, 0) + number
    return totals
