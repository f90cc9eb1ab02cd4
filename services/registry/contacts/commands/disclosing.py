"""Telling the numbers to our own service that sends messages."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import insert

from services.registry.contacts.parameters import MOBILE, PurposeCode
from services.registry.contacts.queries import list_verified_of
from services.registry.machines.queries import is_service
from services.registry.veterans.tables import DISCLOSURE
from shared.auth.permissions import permission
from shared.command import Transaction, command
from shared.events.registry import SensitiveRecordViewed
from shared.http.refusals import NotAllowed
from shared.ids import new_id
from shared.outbox.record import Outgoing


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
    views = [
        SensitiveRecordViewed(
            view_id=new_id(),
            account_id=tx.caller.account_id,
            person_id=point.person_id,
            purpose=purpose,
            fields=(MOBILE,),
            viewed_at=tx.now,
        )
        for point in found
    ]
    rows = [
        {
            "view_id": view.view_id,
            "veteran_id": view.person_id,
            "account_id": view.account_id,
            "purpose": purpose,
            "reason": purpose,
            "fields": list(view.fields),
            "viewed_at": tx.now,
        }
        for view in views
    ]
    if rows:
        await tx.connection.execute(insert(DISCLOSURE), rows)
    tx.publish_many([Outgoing(view, 1) for view in views])
    return [point.person_id for point in found]
