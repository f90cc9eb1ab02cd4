"""A database that was restored to before an erasure knows the person again, until it is done once more."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from services.registry.corrections.queries.subjects import lock_any_recipient
from services.registry.erasures.commands.erasing import erase_subject
from services.registry.erasures.parameters import ERASED
from services.registry.erasures.tables import ERASURE
from services.registry.recipients.queries import is_recipient, subject_of
from services.registry.veterans.queries.holding import lock_any_file
from shared.command import Transaction, Work, command
from shared.erasure import ERASED as TOLD
from shared.erasure import Erased
from shared.events.catalogue import find_type
from shared.events.envelope import BrokenData, decode_data
from shared.events.registry import RecipientErased
from shared.ids import new_id
from shared.outbox.unrecorded import Unrecorded
from shared.service.erase_again import erase_again_task

DOCUMENT = "数据库恢复后重新删除 erased again after a restore"


@command
async def repeat_erasure(tx: Transaction, event: Erased, told_at: datetime) -> bool:
    """Erase a person again whom `event` told of before the database was restored; it is told again. False: there is
    nothing of the person, or nothing from before it was told."""
    tx.concerns(await subject_of(tx.connection, event.person_id), purpose=event.ground)
    row = await _known(tx, event, told_at)
    if row is None or row.wrapped is None:
        return False
    decided = {"outcome": ERASED, "decided_by": tx.caller.account_id, "decided_at": tx.now}
    same = (ERASURE.c.person_id == event.person_id, ERASURE.c.outcome.is_(None))
    if await tx.connection.scalar(select(ERASURE.c.erasure_id).where(*same)) is not None:
        await tx.connection.execute(update(ERASURE).where(*same).values(decided))
    else:
        line = {
            "erasure_id": new_id(),
            "person_id": event.person_id,
            "ground": event.ground,
            "document": DOCUMENT,
            "proposed_by": tx.caller.account_id,
            "proposed_at": tx.now,
        }
        await tx.connection.execute(insert(ERASURE).values(**line, **decided))
    await erase_subject(tx, row, event.ground)
    return True


async def _known(tx: Transaction, event: Erased, told_at: datetime) -> Row[Any] | None:
    if not await is_recipient(tx.connection, event.person_id):
        # Of whom a file was opened since, as a recipient nothing is left.
        told_of_file = not isinstance(event, RecipientErased)
        return await lock_any_file(tx.connection, event.person_id) if told_of_file else None
    row = await lock_any_recipient(tx.connection, event.person_id)
    # Whoever stayed known as a relative may have been recorded anew since.
    return None if row is None or row.known_from > told_at else row


async def take_over(work: Work, lost: Unrecorded) -> bool:
    """What `veterans reconcile` takes over. False: `lost` is no erasure, or nothing is left to erase."""
    published = find_type(lost.type)
    if published is None or lost.data is None or published.contract not in TOLD:
        return False
    try:
        event = decode_data(published, lost.data)
    except BrokenData:
        return False
    return isinstance(event, TOLD) and await repeat_erasure(work, event, lost.time or work.now)


ERASE_AGAIN = erase_again_task(repeat_erasure)
