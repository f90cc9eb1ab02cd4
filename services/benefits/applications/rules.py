"""How often a programme may be had. Pure.

A limit is of the version's terms: so many times a person or a household, in a period that ends with the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.benefits.programmes.domain import Limit
from services.benefits.programmes.parameters import HOUSEHOLD, PER, PERIODS
from shared.calendar.months import months_after
from shared.refusal import Conflict, FieldFault

HOUSEHOLD_MISSING = FieldFault(
    "household_no",
    "household-missing",
    "该项目按户限定次数，须填写户号。",
    "The programme is limited by household: say which it is.",
)
NUMBER_LENGTH = 8
MONTHS = {"24-months": 24}


class LimitReached(Conflict):
    """It was had as often as the terms allow."""

    code = "programme-limit-reached"
    zh = "“{programme}”{often_zh}最多享受 {most} 次：申请 {number} 已于 {had_on} 享受。"
    en = "{programme} is had {most} time(s) at most, {often_en}: application {number} had it on {had_on}."


@dataclass(frozen=True, slots=True)
class Had:
    """What another application was approved for, or paid first, on a day. `own`: the same person's, by whichever of his
    files; others are of the household."""

    application_id: UUID
    on: date
    own: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """How far a limit is used up: those that count against it, the first at the beginning."""

    limit: Limit
    had: tuple[Had, ...]

    @property
    def is_reached(self) -> bool:
        """Whether it cannot be had once more."""
        return len(self.had) >= self.limit.most


def limits_by_household(limits: Sequence[Limit]) -> bool:
    """Whether it is asked which household it is."""
    return any(limit.per == HOUSEHOLD for limit in limits)


def spent_of(limits: Sequence[Limit], had: Sequence[Had], today: date) -> list[Spent]:
    """Of each limit, in their order."""
    inorder = sorted(had, key=lambda each: (each.on, each.application_id))
    return [
        Spent(limit, tuple(each for each in inorder if _counts(limit, each, today))) for limit in limits
    ]  # fmt: skip


def _counts(limit: Limit, had: Had, today: date) -> bool:
    if limit.per != HOUSEHOLD and not had.own:
        return False
    match limit.period:
        case "calendar-year":
            return had.on.year == today.year
        case "ever":
            return True
    return today < months_after(had.on, MONTHS[limit.period])


def must_be_within(programme: str, limits: Sequence[Limit], had: Sequence[Had], today: date) -> None:
    """Raises `LimitReached`, naming the last that counts."""
    for each in spent_of(limits, had, today):
        if each.is_reached:
            per, period, last = PER[each.limit.per], PERIODS[each.limit.period], each.had[-1]
            raise LimitReached(
                programme=programme,
                often_zh=f"{per.zh}{period.zh}",
                often_en=f"{per.en} {period.en}",
                most=each.limit.most,
                number=str(last.application_id)[-NUMBER_LENGTH:],
                had_on=last.on,
            )
