"""Parts of commands that end a proposal: a row of the service's own table, which this transaction holds."""

from typing import Any

from sqlalchemy import Table, update

from shared.approval.proposal import Proposal
from shared.command import Transaction


async def refuse(tx: Transaction, table: Table, proposal: Proposal, **why: str) -> None:
    """The second person does not agree; `why` by the name of its column. Raises `ProposalDecided`,
    `ProposedByOneself`."""
    proposal.must_be_anothers(tx.caller.hands)
    await decide(tx, table, proposal, "refused", **why)


async def withdraw(tx: Transaction, table: Table, proposal: Proposal, **why: str) -> None:
    """Who proposed it takes it back. Raises `ProposalDecided`, `ProposalNotFound` (another's)."""
    proposal.must_be_of(tx.caller.account_id)
    await decide(tx, table, proposal, "withdrawn", **why)


async def decide(tx: Transaction, table: Table, proposal: Proposal, outcome: str, **why: Any) -> None:
    """How it ended, by whom and when. Raises `ProposalDecided`."""
    proposal.must_be_open()
    [key] = table.primary_key.columns
    decided = {"outcome": outcome, "decided_by": tx.caller.account_id, "decided_at": tx.now}
    await tx.connection.execute(update(table).where(key == proposal.proposal_id).values(**decided, **why))
