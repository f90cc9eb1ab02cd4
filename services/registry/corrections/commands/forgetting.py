"""Part of the command that erases a person: what the file said before is gone as well, and what it was to say."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from services.registry.corrections.tables import IDENTITY_CORRECTION, PERSON_FACT
from shared.command import Transaction


async def forget_facts(tx: Transaction, person_id: UUID, *, stays: Collection[str]) -> None:
    """The file's row is locked. That a field was corrected, when and by whom, is kept; of the fields that stay in the
    file, what they said too. What was proposed and not decided yet is withdrawn."""
    facts = update(PERSON_FACT).where(PERSON_FACT.c.person_id == person_id, PERSON_FACT.c.field.not_in(stays))
    await tx.connection.execute(facts.values(value=None, value_sealed=None))
    proposed = update(IDENTITY_CORRECTION).where(IDENTITY_CORRECTION.c.person_id == person_id)
    await tx.connection.execute(proposed.values(value_sealed=b""))
    # Nobody could say any more what an open one wants.
    ended = {"outcome": "withdrawn", "decided_by": tx.caller.account_id, "decided_at": tx.now}
    await tx.connection.execute(proposed.where(IDENTITY_CORRECTION.c.outcome.is_(None)).values(**ended))
