"""What funds must be. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.refusal import FieldFault


def nothing_for_nothing(facts: Mapping[str, Any]) -> Sequence[FieldFault]:
    """An allocation of nothing is none."""
    if facts["amount_fen"] > 0:
        return ()
    return (FieldFault("amount_yuan", "not-positive", "应大于 0。", "Must be more than 0."),)
