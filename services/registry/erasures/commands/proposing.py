"""An erasure is proposed; refused by a second person, or taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.database import refusing
from services.registry.deaths.queries import find_standing as find_death
from services.registry.deregistrations.queries import find_standing as find_deregistration
from services.registry.erasures.domain import Ended, KeptAsRecipient, ground_of
from services.registry.erasures.parameters import Ground
from services.registry.erasures.queries import lock_erasure
from services.registry.erasures.tables import ERASURE
from services.registry.merges.queries import find_last_merge
from services.registry.recipients.queries import stands_as_recipient
from services.registry.veterans.domain.standing import State
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from services.registry.veterans.queries.persons import hold_person
from shared.approval.ending import refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def propose_erasure(
    tx: Transaction, veteran_id: UUID, *, document: str, keep_years: int, version: int | None = None
) -> UUID:
    """Propose it to a second person; nothing is erased yet.

    Raises `VeteranNotFound` (also outside the scope), `FileChanged`, `FileErased`, `ProposalOpen`, and
    what `judge` does.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    ground = await judge(tx.connection, row, now=tx.now, keep_years=keep_years)
    erasure_id = new_id()
    line = {
        "erasure_id": erasure_id,
        "person_id": veteran_id,
        "ground": ground,
        "document": document,
        "proposed_by": tx.caller.account_id,
        "proposed_at": tx.now,
    }
    with refusing({"uq_erasure_open": ProposalOpen()}):
        await tx.connection.execute(insert(ERASURE).values(line))
    return erasure_id


async def judge(connection: AsyncConnection, row: Row[Any], *, now: datetime, keep_years: int) -> Ground:
    """What allows to erase the person of this file. Raises `FileErased`, `KeptAsRecipient`, and what `ground_of`
    does."""
    must_be_readable(row)
    if row.state == State.DEREGISTERED:
        # Nobody records him as a recipient meanwhile.
        await hold_person(connection, row.veteran_id)
        if await stands_as_recipient(connection, row.veteran_id):
            raise KeptAsRecipient
    return ground_of(row.state, await _ended(connection, row), today=local_date(now), keep_years=keep_years)


async def _ended(connection: AsyncConnection, row: Row[Any]) -> Ended | None:
    """None for who is registered. A file that was merged into this one is erased with it, so its merge counts too."""
    find = find_deregistration if row.state == State.DEREGISTERED else find_death
    found = await find(connection, row.veteran_id)
    if found is None:
        return None
    merged_at = await find_last_merge(connection, row.veteran_id)
    recorded_at = max(found.recorded_at, merged_at or found.recorded_at)
    return Ended(None if row.state == State.DEREGISTERED else found.died_on, local_date(recorded_at))


@command
async def refuse_erasure(tx: Transaction, erasure_id: UUID, *, reason: str) -> None:
    """Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`."""
    proposed = await lock_erasure(tx.connection, erasure_id, tx.caller)
    tx.concerns(f"veteran {proposed.person_id}", purpose=reason)
    await refuse(tx, ERASURE, proposed, reason=reason)


@command
async def withdraw_erasure(tx: Transaction, erasure_id: UUID, *, reason: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    proposed = await lock_erasure(tx.connection, erasure_id, tx.caller)
    tx.concerns(f"veteran {proposed.person_id}", purpose=reason)
    await withdraw(tx, ERASURE, proposed, reason=reason)
