"""Part of the command that erases a person: which category and when stays, as figures may stand on it; what it rested
on, and what was said of it, is gone."""

from uuid import UUID

from sqlalchemy import select, update

from services.registry.categories.tables import CATEGORY_HOLDING_PAST, CATEGORY_OPINION
from services.registry.veterans.tables import CATEGORY_HOLDING
from shared.command import Transaction


async def forget_categories(tx: Transaction, person_id: UUID) -> None:
    """The row of the file, or of the recipient, is locked."""
    own = CATEGORY_HOLDING.c.holder_id == person_id
    theirs = select(CATEGORY_HOLDING.c.holding_id).where(own)
    nothing = {"certificate_sealed": None, "document": None}
    await tx.connection.execute(update(CATEGORY_HOLDING).where(own).values(nothing))
    past = update(CATEGORY_HOLDING_PAST).where(CATEGORY_HOLDING_PAST.c.holding_id.in_(theirs))
    await tx.connection.execute(past.values(nothing))
    said = update(CATEGORY_OPINION).where(CATEGORY_OPINION.c.holding_id.in_(theirs))
    await tx.connection.execute(said.values(note=None))
