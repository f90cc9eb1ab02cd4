"""An erasure is proposed; refused by a second person, or taken back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.corrections.queries.subjects import lock_subject
from services.registry.database import refusing
from services.registry.deregistrations.queries import find_standing as find_deregistration
from services.registry.erasures.domain import Ended, KeptForFamily, ground_of
from services.registry.erasures.parameters import Ground
from services.registry.erasures.queries import is_void_beside, lock_erasure
from services.registry.erasures.tables import ERASURE
from services.registry.merges.queries import find_last_merge
from services.registry.recipients.queries import find_end, is_recipient, subject_of
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.ending import refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def propose_erasure(
    tx: Transaction, person_id: UUID, *, document: str, keep_years: int, version: int | None = None
) -> UUID:
    """Propose it to a second person; nothing is erased yet.

    Raises `VeteranNotFound`, `RecipientNotFound` (each also outside the scope), `FileChanged`, `RecipientChanged`,
    `FileErased`, `ProposalOpen`, and what `judge` does.
    """
    tx.concerns(await subject_of(tx.connection, person_id), purpose=document)
    row = await lock_subject(tx.connection, person_id, tx.caller, version=version)
    ground = await judge(tx.connection, row, now=tx.now, keep_years=keep_years)
    erasure_id = new_id()
    line = {
        "erasure_id": erasure_id,
        "person_id": person_id,
        "ground": ground,
        "document": document,
        **by(tx),
    }
    with refusing({"uq_erasure_open": ProposalOpen()}):
        await tx.connection.execute(insert(ERASURE).values(line))
    return erasure_id


async def judge(connection: AsyncConnection, row: Row[Any], *, now: datetime, keep_years: int) -> Ground:
    """What allows to erase the person of this row (`lock_subject`). Raises `FileErased`,
    `KeptForFamily`, and what `ground_of` does."""
    must_be_readable(row)
    ground = ground_of(row.state, await _ended(connection, row), today=local_date(now), keep_years=keep_years)
    if await is_void_beside(connection, row.veteran_id):
        raise KeptForFamily
    return ground


async def _ended(connection: AsyncConnection, row: Row[Any]) -> Ended | None:
    """None for who is registered. What else goes with it and may still be challenged counts too: the merge of another
    file into this one, the deregistration of a recipient's."""
    person_id = row.veteran_id
    record = await find_end(connection, person_id) if await is_recipient(connection, person_id) else None
    death = await find_death(connection, person_id)
    deregistration = await find_deregistration(connection, person_id)
    ended = record or (deregistration if row.state == FileState.DEREGISTERED else death)
    if ended is None:
        return None
    known = (record and record.known_from, death and death.recorded_at, deregistration and deregistration.recorded_at)
    recorded = [at for at in (*known, await find_last_merge(connection, person_id)) if at is not None]
    return Ended(_died_on(row.state, record, death), local_date(max(recorded)))


def _died_on(state: str, record: Row[Any] | None, death: Row[Any] | None) -> date | None:
    if state == FileState.DEREGISTERED:
        return None
    died_on: date | None = record.ended_on if record else death and death.died_on
    return died_on


@command
async def refuse_erasure(tx: Transaction, erasure_id: UUID, *, reason: str) -> None:
    """Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`."""
    proposed = await lock_erasure(tx.connection, erasure_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=reason)
    await refuse(tx, ERASURE, proposed, reason=reason)


@command
async def withdraw_erasure(tx: Transaction, erasure_id: UUID, *, reason: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    proposed = await lock_erasure(tx.connection, erasure_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=reason)
    await withdraw(tx, ERASURE, proposed, reason=reason)
