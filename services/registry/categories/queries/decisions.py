"""What was decided on a holding after it was applied for, read from what was said of it (`story`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.registry.categories.domain.holding import TRANSITIONS, HoldingState
from services.registry.categories.parameters import REASONS_OF, Act
from services.registry.categories.queries.story import Believed


@dataclass(frozen=True, slots=True)
class Decision:
    """What was said before it and after."""

    before: Believed
    after: Believed

    @property
    def revision(self) -> int:
        return self.after.revision

    @property
    def act(self) -> Act | None:
        """None: the recognition was corrected."""
        before, after = HoldingState(self.before.state), HoldingState(self.after.state)
        found = (act for act in REASONS_OF if before in TRANSITIONS[act].since and after in TRANSITIONS[act].to)
        return next(found, None)

    @property
    def is_of_application(self) -> bool:
        """Nothing was recognised yet."""
        return self.before.state == HoldingState.RECEIVED


def decisions_in(story: Sequence[Believed]) -> Sequence[Decision]:
    """Changes and corrections, in order; what was handed in, and what the levels said of it, is none."""
    made = [Decision(before, after) for before, after in pairwise(story)]
    return [each for each in made if _is_decided(each)]


def _is_decided(made: Decision) -> bool:
    if made.is_of_application:
        return made.after.state == HoldingState.CANCELLED
    # What is restored to a claim has to be applied for; what has a day was applied for.
    return made.after.state != HoldingState.RECEIVED or made.after.applied_on is None
