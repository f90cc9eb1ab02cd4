"""Parts of the command that erases a person: which category and when stays, as figures may stand on it; what it rested
on, and what was said of it, is gone."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select, update

from services.registry.categories.commands.keeping import publish, told, write_changed
from services.registry.categories.domain.holding import OPEN, HoldingState
from services.registry.categories.domain.terms import Change
from services.registry.categories.parameters import Act
from services.registry.categories.queries.holdings import holding_of, list_of_person
from services.registry.categories.tables import CATEGORY_HOLDING_PAST, CATEGORY_OPINION
from services.registry.veterans.tables import CATEGORY_HOLDING
from shared.clock import local_date
from shared.command import Transaction
from shared.events.registry import CategoryCancelled

_REASON = "recorded-in-error"


async def cancel_categories(tx: Transaction, person_id: UUID) -> None:
    """Of a recipient who stays known for somebody else's sake, as he is erased or recorded anew: he would hold again
    what nothing is left of. It is cancelled from its first day, and restored it is no more than claimed. The row of
    the recipient is locked."""
    today = local_date(tx.now)
    for row in await list_of_person(tx.connection, person_id):
        holding = holding_of(row)
        if holding.state not in OPEN:
            continue
        first = holding.recognised_on or holding.state_from
        cancelled = holding.changed(Change(Act.CANCEL, _REASON, first, ""), today=today)
        written = await write_changed(tx, replace(cancelled, former_state=HoldingState.RECEIVED))
        event = CategoryCancelled(**told(written, row), effective_on=first, reason_code=_REASON)
        publish(tx, written, row, event)


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
