"""Which ages are told, and of whom."""

from dataclasses import dataclass
from datetime import date

from shared.rule import Limit, Period

SURVIVORS = frozenset({"21", "22", "23"})


@dataclass(frozen=True, slots=True)
class Milestone:
    """An age that is told of who holds, or claims, one of these categories; of everybody where there are none. Who
    reaches it when it is in force no more is not told of: since 2025 the ages of retirement rise by months
    (实施渐进式延迟法定退休年龄的决定, 2024), and no one year stands for them."""

    age: Limit
    of: frozenset[str] = frozenset()


MILESTONES: tuple[Milestone, ...] = (
    Milestone(Limit(18, "child-of-the-dead", "军人抚恤优待条例 (2024), 19 to 22: pension of a child"), SURVIVORS),
    Milestone(Limit(22, "child-at-school", "the county's own: longer only while still at school"), SURVIVORS),
    Milestone(Limit(55, "women-retire", "国发〔1978〕104号, until 2024-12-31", Period(None, date(2024, 12, 31)))),
    Milestone(Limit(60, "sixty", "民发〔2011〕110号: allowance of rural ex-soldiers; 国发〔1978〕104号: men retired")),
    Milestone(Limit(80, "served-at-home", "the county's own")),
)
