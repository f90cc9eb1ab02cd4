"""Failed sign-ins are counted, and the next attempt has to wait (`domain/delays.py` says for whom and how long)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Row, bindparam, case, delete, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain.delays import (
    FORGOTTEN_AFTER,
    KNOWN_FOR,
    LIMITS,
    Attempt,
    Count,
    Failures,
    FailuresByCount,
    check_delay,
    counted,
)
from services.registry.accounts.queries import get_account
from services.registry.accounts.tables import SIGN_IN_DELAY
from shared.command import Transaction, command
from shared.privacy.keyring import Keyring
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

_PRIMARY = (SIGN_IN_DELAY.c.name_hash, SIGN_IN_DELAY.c.address)
_KEY = tuple_(*_PRIMARY)
_DELAY = (
    update(SIGN_IN_DELAY)
    .where(SIGN_IN_DELAY.c.name_hash == bindparam("name"), SIGN_IN_DELAY.c.address == bindparam("at"))
    .values(retry_at=bindparam("until"))
)


def attempt_of(keyring: Keyring, username: str, address: str) -> Attempt:
    """What people type as a user name may be a password: it is kept as a keyed hash alone."""
    return Attempt(keyring.search_hash(username.strip().lower(), field=SIGN_IN_DELAY.name), address)


async def check_attempt(connection: AsyncConnection, attempt: Attempt, *, now: datetime) -> None:
    """Raises `SignInDelayed`."""
    check_delay(await _kept(connection, attempt), now=now)


@command(keeps_answer=False)
async def count_failure(tx: Transaction, *, attempt: Attempt, account_id: UUID | None) -> None:
    """Note a failed sign-in. An unknown user (None) leaves the same trace and takes about as long."""
    if account_id is not None:
        tx.concerns(f"account {account_id}")
    counts = {attempt.key(count): count for count in counted(await _kept(tx.connection, attempt), now=tx.now)}
    failed = (await tx.connection.execute(_one_more(sorted(counts), tx.now))).all()
    delays = [
        {"name": name, "at": address, "until": tx.now + LIMITS[counts[name, address]].delay(failed_count)}
        for name, address, failed_count in failed
    ]
    await tx.connection.execute(_DELAY, delays)


async def note_success(tx: Transaction, attempt: Attempt) -> None:
    """Part of a sign-in: its failures are forgotten, and the user name is known at this address from now on."""
    here, anywhere = attempt.key(Count.NAME_HERE), attempt.key(Count.NAME)
    await tx.connection.execute(delete(SIGN_IN_DELAY).where(_KEY.in_([anywhere])))
    known = {"failed_count": 0, "retry_at": tx.now, "succeeded_at": tx.now}
    row = insert(SIGN_IN_DELAY).values(name_hash=here[0], address=here[1], **known)
    await tx.connection.execute(row.on_conflict_do_update(index_elements=_PRIMARY, set_=known))


@command
async def unlock_account(tx: Transaction, account_id: UUID, *, keyring: Keyring) -> None:
    """Nobody who signs in to this account has to wait for failures there were before. Raises `AccountNotFound`."""
    tx.concerns(f"account {account_id}")
    account = await get_account(tx.connection, account_id)
    await clear_delays(tx, account.username, keyring=keyring)


async def clear_delays(tx: Transaction, username: str, *, keyring: Keyring) -> None:
    """Part of a command."""
    name_hash = attempt_of(keyring, username, "").name_hash
    cleared = update(SIGN_IN_DELAY).where(SIGN_IN_DELAY.c.name_hash == name_hash)
    await tx.connection.execute(cleared.values(failed_count=0, retry_at=tx.now))


async def forget_delays(tx: Transaction, due: Due) -> Payload | None:
    """What delays nobody any more, and where nobody has signed in lately."""
    succeeded_at = SIGN_IN_DELAY.c.succeeded_at
    is_past = SIGN_IN_DELAY.c.retry_at < due.at - FORGOTTEN_AFTER
    is_unknown = or_(succeeded_at.is_(None), succeeded_at < due.at - KNOWN_FOR)
    await tx.connection.execute(delete(SIGN_IN_DELAY).where(is_past, is_unknown))
    return None


FORGET_DELAYS = Job("forget-sign-in-delays", forget_delays, daily(time(3, 40)), deletes=True)


async def _kept(connection: AsyncConnection, attempt: Attempt) -> FailuresByCount:
    counts = {attempt.key(count): count for count in Count}
    rows = await connection.execute(select(SIGN_IN_DELAY).where(_KEY.in_(list(counts))))
    return {counts[row.name_hash, row.address]: _failures(row) for row in rows}


def _failures(row: Row[Any]) -> Failures:
    """After a success nothing waits, whatever the clock said then."""
    return Failures(row.retry_at if row.failed_count else None, row.succeeded_at)


def _one_more(keys: Sequence[tuple[bytes, str]], now: datetime) -> Executable:
    """One failure more under each of the keys, in their order, so that two at once do not deadlock."""
    rows = [{"name_hash": name, "address": address, "failed_count": 1, "retry_at": now} for name, address in keys]
    is_over = SIGN_IN_DELAY.c.retry_at < now - FORGOTTEN_AFTER
    again = case((is_over, 1), else_=SIGN_IN_DELAY.c.failed_count + 1)
    counted_once = insert(SIGN_IN_DELAY).values(rows)
    counted_again = counted_once.on_conflict_do_update(
        index_elements=_PRIMARY, set_={"failed_count": again, "retry_at": now}
    )
    return counted_again.returning(SIGN_IN_DELAY.c.name_hash, SIGN_IN_DELAY.c.address, SIGN_IN_DELAY.c.failed_count)
