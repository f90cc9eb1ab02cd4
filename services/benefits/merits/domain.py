"""What a merit bulletin must be. Pure."""

from collections.abc import Collection, Sequence

from services.benefits.merits.parameters import DELIVERED_BY, LEVELS, RULE_SINCE
from shared.entries.domain import Facts, too_early
from shared.refusal import FieldFault


def faults_of_bulletin(facts: Facts) -> Sequence[FieldFault]:
    """It is not to be delivered before it was received; since there is a rule, who delivers it is of high enough a
    level."""
    found = [too_early("due_on", facts["received_on"])] if facts["due_on"] < facts["received_on"] else []
    level = facts.get("delivered_by")
    return [*found, *(_level_too_low(facts["merit"], level) if level and facts["received_on"] >= RULE_SINCE else ())]


def _level_too_low(merit: str, level: str) -> Sequence[FieldFault]:
    lowest, order = DELIVERED_BY[merit], list(LEVELS)
    if order.index(level) <= order.index(lowest):
        return ()
    zh = f"《立功受奖军人家庭送喜报工作办法》规定，该奖励的喜报至少由{LEVELS[lowest].zh}送达。"
    en = f"Under the rule in force, a bulletin of this award is delivered by {LEVELS[lowest].en} level at least."
    return (FieldFault("delivered_by", "level-too-low", zh, en),)


def days_of_the_family(_facts: Facts) -> Collection[str]:
    """Merit is honoured after a death too: it is the family that is told."""
    return ("granted_on", "received_on", "due_on", "delivered_on", "returned_on")
