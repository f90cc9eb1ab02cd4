"""Parts of commands: what a file said before is gone with the person, and what it was to say; and whoever is known for
nothing any more is forgotten."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import not_, update

from services.registry.corrections.tables import IDENTITY_CORRECTION, PERSON_FACT
from services.registry.families.queries.companions import is_known, stands_beside
from services.registry.recipients.queries import was_recorded
from services.registry.veterans.commands.forgetting import forget_person, free_number
from services.registry.veterans.queries.persons import hold_person
from shared.command import Transaction


async def forget_facts(tx: Transaction, person_id: UUID, *, stays: Collection[str]) -> None:
    """The file's row is locked. That a field was corrected, when and by whom, is kept; of the fields that stay in the
    file, what they said too. What was proposed and not decided yet is withdrawn."""
    facts = update(PERSON_FACT).where(PERSON_FACT.c.person_id == person_id, PERSON_FACT.c.field.not_in(stays))
    await tx.connection.execute(facts.values(value=None, value_sealed=None))
    proposed = update(IDENTITY_CORRECTION).where(IDENTITY_CORRECTION.c.person_id == person_id)
    await tx.connection.execute(proposed.values(value_sealed=b""))
    # Nobody could say any more what an open one wants.
    await tx.connection.execute(proposed.where(IDENTITY_CORRECTION.c.outcome.is_(None)).values(_withdrawn(tx)))


async def forget_unknown(tx: Transaction, person_id: UUID) -> None:
    """A record of the person never held: a relation, an authority, or his own as a recipient. What was proposed by it
    is withdrawn; and who is known for nothing else is forgotten, so that his number is free for whose it is."""
    await hold_person(tx.connection, person_id)
    await _withdraw_unfounded(tx, person_id)
    if await is_known(tx.connection, person_id):
        return
    if await was_recorded(tx.connection, person_id):
        # He is erased by two persons.
        await free_number(tx, person_id)
        return
    await forget_facts(tx, person_id, stays=())
    await forget_person(tx, person_id)


async def _withdraw_unfounded(tx: Transaction, person_id: UUID) -> None:
    """By the file of a veteran beside whom he stands no longer."""
    held = IDENTITY_CORRECTION.c
    unfounded = (
        held.person_id == person_id,
        held.outcome.is_(None),
        held.beside_id.is_not(None),
        not_(stands_beside(held.beside_id, held.person_id)),
    )
    await tx.connection.execute(update(IDENTITY_CORRECTION).where(*unfounded).values(_withdrawn(tx)))


def _withdrawn(tx: Transaction) -> dict[str, Any]:
    return {"outcome": "withdrawn", "decided_by": tx.caller.account_id, "decided_at": tx.now}
