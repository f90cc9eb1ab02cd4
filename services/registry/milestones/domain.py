"""Which milestones somebody has reached, and what is told of them (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.milestones.parameters import MILESTONES, Milestone


@dataclass(frozen=True, slots=True)
class ToldMilestone:
    """What was told of an age; `month` only where it was told when it came."""

    milestone_id: UUID
    version: int
    month: date | None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be told of an age: it is reached, in this month or long ago (None), or it is not."""

    age: int
    month: date | None
    is_withdrawn: bool = False


def month_of(born_on: date, age: int) -> date:
    """The first day of the month in which that age is reached. Whoever was born on 29 February reaches it in
    February."""
    return date(born_on.year + age, born_on.month, 1)


def steps(born_on: date, categories: Collection[str], told: Mapping[int, ToldMilestone], today: date) -> Sequence[Step]:
    """What is told now. A month is told when it comes, and when what was told of it was wrong: of what was reached
    before the registration it would tell the month of birth to everybody."""
    found = (
        _step(each, month_of(born_on, each.age.number), categories, told.get(each.age.number), today)
        for each in MILESTONES
    )
    return [step for step in found if step is not None]


def _step(
    each: Milestone, month: date, categories: Collection[str], before: ToldMilestone | None, today: date
) -> Step | None:  # fmt: skip
    if before is not None and not before.is_withdrawn:
        return _of_told(each.age.number, month, before, today)
    if month > today or not each.age.in_force.covers(month) or (each.of and not each.of & {*categories}):
        return None
    return Step(each.age.number, month if month == today.replace(day=1) else None)


def _of_told(age: int, month: date, before: ToldMilestone, today: date) -> Step | None:
    if month > today:
        return Step(age, None, is_withdrawn=True)
    return None if before.month in {None, month} else Step(age, month)
