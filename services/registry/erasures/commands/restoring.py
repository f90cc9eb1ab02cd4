"""A database that was restored to before an erasure knows the person again, until it is done once more."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from services.registry.corrections.queries.subjects import lock_any_recipient
from services.registry.erasures.commands.erasing import erase_subject
from services.registry.erasures.commands.proposing import judge
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
from shared.refusal import Refusal
from shared.service.erase_again import erase_again_task

DOCUMENT = "数据库恢复后重新删除 erased again after a restore"


@command
async def repeat_erasure(tx: Transaction, event: Erased, told_at: datetime, *, on_record: bool = False) -> bool:
    """Erase a person again whom `event` told of before the database was restored; it is told again. False: there is
    nothing of the person, or nothing from before it was told.

    `on_record`: only whom registry's own record says to be out of the register, as long as that may be challenged.
    Raises what `judge` does otherwise.
    """
    tx.concerns(await subject_of(tx.connection, event.person_id), purpose=event.ground)
    row = await _known(tx, event, told_at)
    if row is None or row.wrapped is None:
        return False
    if on_record:
        # For how many years files were kept when it was told, nobody knows.
        await judge(tx.connection, row, now=min(told_at, tx.now), keep_years=0)
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
    """What `veterans reconcile` takes over. False: `lost` is no erasure, nothing is left to erase, or it may be forged:
    told where registry does not tell it, or of somebody who is in the register; that stands in the audit."""
    published = find_type(lost.type)
    if published is None or lost.data is None or published.contract not in TOLD or lost.topic != published.topic:
        return False
    try:
        event = decode_data(published, lost.data)
    except BrokenData:
        return False
    if not isinstance(event, TOLD) or lost.key != str(event.person_id):
        return False
    try:
        return await repeat_erasure(work, event, lost.time or work.now, on_record=True)
    except Refusal:
        return False


ERASE_AGAIN = erase_again_task(repeat_erasure)
