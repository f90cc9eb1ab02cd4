"""Part of the command that erases a person."""

from uuid import UUID

from sqlalchemy import select, update

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.former.commands import forget_former
from shared.command import Transaction


async def forget_applications(tx: Transaction, person_id: UUID) -> None:
    """Nothing is known any more of what the person's political status was before, nor of what was said of his
    applications before they were corrected; that he applied, and when, is counted still."""
    own = PARTY_APPLICATION.c.person_id == person_id
    ids = list(await tx.connection.scalars(select(PARTY_APPLICATION.c.application_id).where(own)))
    await tx.connection.execute(update(PARTY_APPLICATION).where(own).values(political_before=None))
    await forget_former(tx, PARTY_APPLICATION, ids)
