"""The arithmetic of scores: from daily reports, from ratios of figures, and of a total (pure). Every step is written
down with its points; they add up to the score, to the hundredth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.reporting.schemes.domain import NOTHING, Terms, rounded, worded
from services.reporting.schemes.parameters import Indicator, Ratio
from services.reporting.scores.parameters import BONUS, DEDUCTION, OF_RATIOS, VETO


@dataclass(frozen=True, slots=True)
class Step:
    """`what` of `parameters.STEPS` adds so many points; `times` it cost `each`, on these `days`; or `part` of `whole`
    of a figure; or it leaves so much at `most`."""

    what: str
    points: str
    times: int | None = None
    each: str | None = None
    days: tuple[date, ...] = ()
    figure: str | None = None
    part: int | None = None
    whole: int | None = None
    most: str | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Points, and how they came about."""

    points: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Discipline:
    """Days of which a report was late; was missed, backfilled or not; says other numbers than when its bulletin was
    issued."""

    late: Sequence[date] = ()
    missed: Sequence[date] = ()
    wrong: Sequence[date] = ()


def by_reports(full: Decimal, terms: Terms, found: Discipline) -> Reckoned:
    """Full marks, less so much a report that was late, missed or wrong, not below 0."""
    steps, points = [Step("full", worded(full))], full
    for what in ("late", "missed", "wrong"):
        days, each = getattr(found, what), getattr(terms, what)
        if days and each:
            points -= each * len(days)
            steps.append(Step(what, worded(NOTHING - each * len(days)), len(days), worded(each), tuple(days)))
    if points < NOTHING:
        steps.append(Step("floor", worded(-points)))
    return Reckoned(max(points, NOTHING), tuple(steps))


def by_ratios(full: Decimal, ratios: Sequence[Ratio], value: Callable[[str], int]) -> Reckoned:
    """Each ratio has the same share of the full marks, and gives as much of it as is reached, at most all. Where there
    is nothing to be reached, all of it."""
    steps = [_of_ratio(share, ratio, value) for share, ratio in zip(_shares(full, len(ratios)), ratios, strict=True)]
    return Reckoned(sum((Decimal(step.points) for step in steps), NOTHING), tuple(steps))


def reckoned(
    indicator: Indicator,
    full: Decimal,
    terms: Terms,
    *,
    found: Discipline,
    value: Callable[[str], int],
) -> Reckoned | None:
    """None of what an inspector scores."""
    if indicator.of_reports:
        return by_reports(full, terms, found)
    return by_ratios(full, indicator.ratios, value) if indicator.ratios else None


def worth_of(full: Decimal, steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Steps of a score as they were kept, each of a ratio with what it is worth at most, which follows from the full
    marks."""
    if not any(step["what"] in OF_RATIOS for step in steps):
        return list(steps)
    return [{**step, "worth": worded(each)} for step, each in zip(steps, _shares(full, len(steps)), strict=True)]


def added_up(points: Mapping[str, Decimal], terms: Terms) -> Reckoned:
    """A total: of all indicators, with bonus and without deductions, not below 0; what a veto leaves of it."""
    total = sum((points.get(code, NOTHING) for code in terms.marks), NOTHING)
    steps = [Step("scores", worded(total))]
    for what, more in ((BONUS, points.get(BONUS)), (DEDUCTION, points.get(DEDUCTION))):
        if more:
            change = more if what == BONUS else -more
            total += change
            steps.append(Step(what, worded(change)))
    if total < NOTHING:
        steps.append(Step("floor", worded(-total)))
        total = NOTHING
    if is_vetoed(points):
        left = min(total, terms.veto)
        steps.append(Step(VETO, worded(left - total), most=worded(terms.veto)))
        total = left
    return Reckoned(total, tuple(steps))


def total_of(points: Mapping[str, Decimal], terms: Terms) -> Decimal:
    """What everything adds up to."""
    return added_up(points, terms).points


def is_vetoed(points: Mapping[str, Decimal]) -> bool:
    """Somebody said so, and nobody took it back."""
    return bool(points.get(VETO))


def _of_ratio(share: Decimal, ratio: Ratio, value: Callable[[str], int]) -> Step:
    part, whole = value(ratio.part), ratio.many * sum(map(value, ratio.whole))
    if whole <= 0:
        return Step("nothing-to-measure", worded(share), figure=ratio.part, part=part, whole=whole)
    reached = min(max(part, 0), whole)
    # Half up in whole hundredths, so that no division is cut off.
    hundredths = (2 * int(share * 100) * reached + whole) // (2 * whole)
    return Step("ratio", worded(Decimal(hundredths).scaleb(-2)), figure=ratio.part, part=part, whole=whole)


def _shares(full: Decimal, number: int) -> Iterable[Decimal]:
    """Equal to the hundredth, but for the last, which has the rest."""
    each = rounded(full / number)
    return (*([each] * (number - 1)), full - each * (number - 1))
