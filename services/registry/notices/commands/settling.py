"""What somebody makes of a notice."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.registry.notices.domain.settling import (
    NoticeForgotten,
    NoticeNotSettled,
    NoticeSettled,
    Settlement,
    must_be_possible,
)
from services.registry.notices.queries import COLUMN, get_notice, lock_notice
from services.registry.notices.tables import EXTERNAL_NOTICE
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.queries.files import get_place
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly

# Fields of a file, by their names there.
SHOWN = ("id_number", "name")


@command
async def settle_notice(tx: Transaction, notice_id: UUID, settlement: Settlement) -> None:
    """It has been looked into. Changes no file: a death or a move is recorded by its own command, before.

    Raises `NoticeNotFound` (also outside the scope), `NoticeSettled`, `SettlementInvalid`, `VeteranNotFound`.
    """
    tx.concerns(f"notice {notice_id}", purpose=settlement.outcome)
    row = await lock_notice(tx.connection, notice_id, tx.caller)
    if row.outcome is not None:
        raise NoticeSettled
    await settle(tx, row, settlement)


async def settle(tx: Transaction, row: Row[Any], settlement: Settlement) -> None:
    """Part of a command: `row` is held and waits. Raises `SettlementInvalid`, `VeteranNotFound`."""
    person_id, recorded = settlement.person_id, False
    if person_id is not None:
        await get_place(tx.connection, person_id, tx.caller)
        recorded = await find_death(tx.connection, person_id) is not None
    must_be_possible(settlement, row.kind, death_recorded=recorded)
    settled = {
        "outcome": settlement.outcome,
        "reason": settlement.reason,
        "settled_by": tx.caller.account_id,
        "settled_at": tx.now,
        "person_id": person_id or row.person_id,
    }
    await tx.connection.execute(update(EXTERNAL_NOTICE).where(COLUMN.notice_id == row.notice_id).values(settled))


@command
async def reopen_notice(tx: Transaction, notice_id: UUID, *, reason: str) -> None:
    """It was settled wrongly, and waits again. Raises `NoticeNotFound`, `NoticeNotSettled`, `NoticeForgotten`."""
    tx.concerns(f"notice {notice_id}", purpose=reason)
    row = await lock_notice(tx.connection, notice_id, tx.caller)
    if row.outcome is None:
        raise NoticeNotSettled
    if row.fault is None and row.sealed is None:
        raise NoticeForgotten
    waits = dict.fromkeys(("outcome", "reason", "settled_by", "settled_at"))
    await tx.connection.execute(update(EXTERNAL_NOTICE).where(COLUMN.notice_id == notice_id).values(waits))


@command(keeps_answer=False)
async def disclose_notice(tx: Transaction, notice_id: UUID, *, purpose: str, most_an_hour: int) -> None:
    """Record that the caller is about to see number and name in clear; of somebody registered it is a viewing like one
    of his file, and counted with those. Raises `NoticeNotFound`, `NoticeForgotten`, `TooManyDisclosures`."""
    tx.concerns(f"notice {notice_id}", purpose=purpose)
    row = await get_notice(tx.connection, notice_id, tx.caller)
    if row.sealed is None:
        raise NoticeForgotten
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    if row.person_id is not None:
        tx.concerns(f"veteran {row.person_id}", purpose=purpose)  # the person learns of it
        await record_viewing(tx, row.person_id, purpose=purpose, reason=f"notice {notice_id}", fields=SHOWN)
