"""A database that was restored to before an erasure knows the person again, until it is done once more."""

from sqlalchemy import insert, select, update

from services.registry.erasures.commands.erasing import erase_person
from services.registry.erasures.parameters import ERASED
from services.registry.erasures.tables import ERASURE
from services.registry.veterans.queries.holding import lock_any_file
from shared.command import Transaction, Work, command
from shared.events.catalogue import find_type
from shared.events.envelope import BrokenData, decode_data
from shared.events.registry import PersonErased
from shared.ids import new_id
from shared.outbox.unrecorded import Unrecorded
from shared.service.erase_again import erase_again_task

DOCUMENT = "数据库恢复后重新删除 erased again after a restore"


@command
async def repeat_erasure(tx: Transaction, event: PersonErased) -> bool:
    """Erase a person again whom `event` told of before the database was restored; it is told again. False: there is
    nothing of the person."""
    tx.concerns(f"veteran {event.person_id}", purpose=event.ground)
    row = await lock_any_file(tx.connection, event.person_id)
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
    await erase_person(tx, row, event.ground)
    return True


async def take_over(work: Work, lost: Unrecorded) -> bool:
    """What `veterans reconcile` takes over. False: `lost` is no erasure, or nothing is left to erase."""
    published = find_type(lost.type)
    if published is None or lost.data is None or published.contract is not PersonErased:
        return False
    try:
        event = decode_data(published, lost.data)
    except BrokenData:
        return False
    return isinstance(event, PersonErased) and await repeat_erasure(work, event)


ERASE_AGAIN = erase_again_task(repeat_erasure)
