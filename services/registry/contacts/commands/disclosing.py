"""Telling the numbers to our own service that sends messages."""

from collections.abc import Collection
from uuid import UUID

from services.registry.contacts.parameters import MOBILE, PurposeCode
from services.registry.contacts.queries import list_verified_of
from services.registry.machines.queries import is_service
from services.registry.veterans.commands.disclose import record_viewings
from shared.auth.permissions import permission
from shared.command import Transaction, command
from shared.http.refusals import NotAllowed


@command(keeps_answer=False)
async def disclose_contacts(tx: Transaction, person_ids: Collection[UUID], *, purpose: PurposeCode) -> list[UUID]:
    """Record that the caller is about to get the verified numbers among these persons; answers whose they are.

    The values are read after this has committed (`queries.reveal_verified`). Each of them is a viewing, each time.
    Raises `NotAllowed`: the role alone, which a subscribing system has as well, is not enough.
    """
    tx.concerns("contact-points", purpose=purpose)
    if not await is_service(tx.connection, tx.caller, permission("contact-points.fetch").service):
        raise NotAllowed
    found = await list_verified_of(tx.connection, person_ids, caller=tx.caller)
    persons = [point.person_id for point in found]
    await record_viewings(tx, persons, purpose=purpose, fields=[MOBILE])
    return persons
