"""How long stations may appeal, within what an appeal is to be decided, which scores are weak, and how much of
a list is shown at a glance."""

from collections.abc import Mapping
from decimal import Decimal

from shared.events.reporting_codes import APPEAL_OUTCOME
from shared.language import Named

APPEAL_WORKDAYS = 3
DECISION_WORKDAYS = 3
# Below so much of the full marks a score stands out in a ranking.
WEAK = Decimal("0.75")
# So many that lead a list, and so many that end it, stand for it at a glance.
AT_AN_END = 3
OUTCOMES: Mapping[str, Named] = APPEAL_OUTCOME.by_code()
CHOICES = tuple(OUTCOMES.values())
