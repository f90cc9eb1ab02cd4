"""What an honour plate must be. Pure."""

from collections.abc import Collection, Sequence
from datetime import date

from shared.entries.domain import Facts, too_early
from shared.refusal import FieldFault

RULE_SINCE = date(2018, 7, 29)
"""国办发〔2018〕72号: plates of one make, one at a household, for all the families named there."""


def faults_of_plate(facts: Facts) -> Sequence[FieldFault]:
    """A plate of the rule hangs since the rule at the earliest."""
    return (too_early("hung_on", RULE_SINCE),) if facts["hung_on"] < RULE_SINCE else ()


def days_of_the_family(_facts: Facts) -> Collection[str]:
    """The family keeps its plate after a death, and may lose it, and have it again; it is not replaced any more."""
    return ("withdrawn_on", "restored_on")


def hangs_again(_facts: Facts) -> Facts:
    """Why it was withdrawn is said of a plate that is withdrawn."""
    return {"withdrawal_reason": None}
