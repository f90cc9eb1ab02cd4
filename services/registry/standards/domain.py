"""What funds and checks must be. Pure."""

from collections.abc import Callable, Sequence

from shared.entries.domain import Facts
from shared.refusal import FieldFault

FIVE = ("institution", "establishment", "personnel", "funds", "support")


def nothing_for_nothing(facts: Facts) -> Sequence[FieldFault]:
    """An allocation of nothing is none."""
    if facts["amount_fen"] > 0:
        return ()
    return (FieldFault("amount_yuan", "not-positive", "应大于 0。", "Must be more than 0."),)


def found(*met: str) -> Callable[[Facts], Facts]:
    """What a check found is remembered when there is another; all of `met` makes it a good one."""

    def kept(facts: Facts) -> Facts:
        last = {"checked_on": facts["checked_on"].isoformat(), "met": all(facts[name] for name in met)}
        return {"earlier": [*facts["earlier"], last]}

    return kept


def in_order(facts: Facts) -> Sequence[FieldFault]:
    """A check is not before the one before."""
    earlier = facts.get("earlier") or [{"checked_on": ""}]
    last = earlier[-1]["checked_on"]
    if facts["checked_on"].isoformat() >= last:
        return ()
    return (FieldFault("checked_on", "too-early", f"不能早于上次核查日期 {last}。", f"Must not be before {last}."),)
