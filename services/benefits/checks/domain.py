"""What a health check must be. Pure."""

from collections.abc import Sequence

from shared.entries.domain import Facts, too_early
from shared.refusal import FieldFault

DECEASED = "deceased"
"""Why somebody did not come who died before the day."""


def missed_after_the_day(facts: Facts) -> Sequence[FieldFault]:
    """Nobody misses a check before its day, unless he has died."""
    missed_on, scheduled_on = facts.get("missed_on"), facts["scheduled_on"]
    if missed_on is None or facts.get("miss_reason") == DECEASED or missed_on >= scheduled_on:
        return ()
    return (too_early("missed_on", scheduled_on),)
