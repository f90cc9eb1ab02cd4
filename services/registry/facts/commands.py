"""Telling what files say to our own service that finds who is entitled to what."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.registry.facts.parameters import ASKED, PurposeCode
from services.registry.facts.queries import list_files_of
from services.registry.machines.queries import is_service
from services.registry.veterans.commands.disclose import record_viewings
from shared.auth.permissions import permission
from shared.command import Transaction, command
from shared.http.refusals import NotAllowed


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
    await record_viewings(tx, found, purpose=purpose, fields=[field.name for field in ASKED])
    return found
