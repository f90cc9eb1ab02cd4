"""What a health check must be, and which categories the programme asks for. Pure."""

from collections.abc import Sequence

from services.benefits.conditions.domain import All, Condition, Leaf, Some
from services.benefits.eligibility.parameters import CATEGORIES
from shared.entries.domain import Facts, too_early
from shared.refusal import FieldFault

DECEASED = "deceased"
"""Why somebody did not come who died before the day."""
SLOT = "free-1"
"""The place in the programme group that free health checks have."""


def missed_after_the_day(facts: Facts) -> Sequence[FieldFault]:
    """Nobody misses a check before its day, unless he has died."""
    missed_on, scheduled_on = facts.get("missed_on"), facts["scheduled_on"]
    if missed_on is None or facts.get("miss_reason") == DECEASED or missed_on >= scheduled_on:
        return ()
    return (too_early("missed_on", scheduled_on),)


def categories_asked(condition: Condition) -> frozenset[str]:
    """One of which is to be held. What a condition rules out is none of them."""
    match condition:
        case Leaf(fact, "overlaps", value) if fact == CATEGORIES:
            return frozenset(value)
        case All(parts) | Some(parts):
            return frozenset[str]().union(*map(categories_asked, parts))
    return frozenset()
