"""Part of commands that propose: by whom, for whom, and when."""

from typing import Any

from shared.command import Transaction


def by(tx: Transaction) -> dict[str, Any]:
    """What the row of a proposal keeps of it; `proposed_for`: the account that he stands in for with it."""
    caller = tx.caller
    return {"proposed_by": caller.account_id, "proposed_for": caller.on_behalf_of, "proposed_at": tx.now}
