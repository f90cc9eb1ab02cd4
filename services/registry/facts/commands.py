"""Telling what files say to our own service that finds who is entitled to what."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import insert

from services.registry.facts.parameters import ASKED, PurposeCode
from services.registry.facts.queries import list_files_of
from services.registry.machines.queries import is_service
from services.registry.veterans.tables import DISCLOSURE
from shared.auth.permissions import permission
from shared.command import Transaction, command
from shared.events.registry import SensitiveRecordViewed
from shared.http.refusals import NotAllowed
from shared.ids import new_id
from shared.outbox.record import Outgoing


@command(keeps_answer=False)
async def disclose_facts(tx: Transaction, person_ids: Collection[UUID], *, purpose: PurposeCode) -> Sequence[UUID]:
    """Record that the caller is about to get what the files of these persons say; answers whose they are.

    The values are read after this has committed (`queries.find_said`). Each file is a viewing, each time.
    Raises `NotAllowed`: the role alone, which a subscribing system has as well, is not enough.
    """
    tx.concerns("facts", purpose=purpose)
    if not await is_service(tx.connection, tx.caller, permission("facts.fetch").service):
        raise NotAllowed
    found = await list_files_of(tx.connection, person_ids, caller=tx.caller)
    fields = tuple(field.name for field in ASKED)
    views = [
        SensitiveRecordViewed(
            view_id=new_id(),
            account_id=tx.caller.account_id,
            person_id=person_id,
            purpose=purpose,
            fields=fields,
            viewed_at=tx.now,
        )
        for person_id in found
    ]
    rows = [
        {
            "view_id": view.view_id,
            "veteran_id": view.person_id,
            "account_id": view.account_id,
            "purpose": purpose,
            "reason": purpose,
            "fields": list(fields),
            "viewed_at": tx.now,
        }
        for view in views
    ]
    if rows:
        await tx.connection.execute(insert(DISCLOSURE), rows)
    tx.publish_many([Outgoing(view, 1) for view in views])
    return found
