"""What is known of an amount: exact, a bound, or nothing. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.refusal import FieldFault

UNSPECIFIED, EXACT = "unspecified", "exact"


def amount_faults(facts: Mapping[str, Any]) -> Sequence[FieldFault]:
    """80余万元 is at least 800,000 and below 900,000; an exact amount has no other bound, an unspecified one none."""
    amount, below, qualifier = facts["amount_fen"], facts["below_fen"], facts["qualifier"]
    found = []
    if (amount is None) != (qualifier == UNSPECIFIED):
        zh, en = "未写明金额的不填，其余必填。", "Left out where it is not specified, else required."
        found.append(FieldFault("amount_yuan", "amount-and-qualifier", zh, en))
    if below is not None and qualifier in {EXACT, UNSPECIFIED}:
        zh, en = "确切或未写明的金额没有上限。", "An exact or unspecified amount has no upper bound."
        found.append(FieldFault("below_yuan", "no-bound", zh, en))
    elif below is not None and amount is not None and below <= amount:
        zh, en = "上限应大于金额。", "The upper bound must be above the amount."
        found.append(FieldFault("below_yuan", "bound-too-low", zh, en))
    return found
