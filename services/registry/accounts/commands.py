"""Opening accounts, signing in, changing a password."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import TypeVar
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import insert, update

from services.registry.accounts.domain import (
    Account,
    CurrentPasswordWrong,
    SignInLimits,
    SignInRefused,
    UsernameTaken,
    after_failure,
    after_success,
    check_password,
    hash_password,
    password_matches,
)
from services.registry.accounts.queries import find_account_named, get_account, lock_account
from services.registry.accounts.tables import ACCOUNT
from services.registry.database import refusing
from services.registry.metrics import PASSWORD_CHECK_SECONDS, SIGN_INS_TOTAL
from shared.command import Transaction, Work, command
from shared.ids import new_id

T = TypeVar("T")


def _yield_to_others() -> None:
    """A tenth of the usual weight for this thread (nice, by thread on Linux): who works goes before who signs in."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


# Two at a time: each hash takes 64 MiB and a core for 50 ms.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2", initializer=_yield_to_others)


@command
async def open_account(tx: Transaction, *, username: str, display_name: str, password: SecretStr) -> UUID:
    """Open an account that may do nothing until it is given grants. Raises `UsernameTaken`, `PasswordUnfit`."""
    if await find_account_named(tx.connection, username.lower()) is not None:
        raise UsernameTaken
    with refusing({"uq_account_username": UsernameTaken()}):
        return await add_account(
            tx, username=username, display_name=display_name, password=password, opened_by=tx.caller.account_id
        )


@command
async def change_password(
    tx: Transaction, *, verified_hash: str | None, password: SecretStr, new_hash: str
) -> None:  # fmt: skip
    """Set the caller's own password. `verified_hash`: what the current one was found to yield; None, nothing kept.

    Raises `CurrentPasswordWrong` (also while locked, or when it was changed meanwhile), `PasswordUnfit`.
    """
    tx.concerns(f"account {tx.caller.account_id}")
    mine = await lock_account(tx.connection, tx.caller.account_id)
    if mine.is_locked(tx.now) or mine.password_hash != verified_hash:
        raise CurrentPasswordWrong
    check_password(password.get_secret_value(), mine.username, field_name="new_password")
    await _keep(tx, replace(after_success(mine), password_hash=new_hash))


@command
async def admit_account(tx: Transaction, *, verified_hash: str) -> None:
    """Note the caller's sign-in. Raises `SignInRefused` when locked, or when the password was changed meanwhile."""
    tx.concerns(f"account {tx.caller.account_id}")
    mine = await lock_account(tx.connection, tx.caller.account_id)
    if mine.is_locked(tx.now) or mine.password_hash != verified_hash:
        raise SignInRefused
    await _keep(tx, after_success(mine))


@command
async def count_failed_sign_in(tx: Transaction, *, account_id: UUID | None, limits: SignInLimits) -> None:
    """Note a failed sign-in. An unknown user (None) leaves the same trace and takes about as long."""
    if account_id is None:
        return
    tx.concerns(f"account {account_id}")
    await _keep(tx, after_failure(await lock_account(tx.connection, account_id), limits, at=tx.now))


async def sign_in(work: Work, *, username: str, password: SecretStr, limits: SignInLimits) -> UUID:
    """Whose password this is. The password is checked outside a transaction, the lock inside one.

    Raises `SignInRefused` alike for an unknown user, a wrong password and a locked account.
    """
    async with work.engine.connect() as connection:
        found = await find_account_named(connection, username.lower())
    verified_hash = found.password_hash if found else await _in_thread(_nobodys_hash)
    if not await _matches(verified_hash, password) or found is None:
        SIGN_INS_TOTAL.labels("refused").inc()
        await count_failed_sign_in(work, account_id=found.account_id if found else None, limits=limits)
        raise SignInRefused
    await admit_account(_as(work, found), verified_hash=verified_hash)
    SIGN_INS_TOTAL.labels("admitted").inc()
    return found.account_id


async def change_own_password(work: Work, *, current: SecretStr, password: SecretStr, limits: SignInLimits) -> None:
    """Change the caller's password; a wrong current one counts like a failed sign-in, after all else is undone.

    Both are hashed outside a transaction. Raises `AccountNotFound`, `CurrentPasswordWrong`, `PasswordUnfit`.
    """
    account_id = work.caller.account_id
    async with work.engine.connect() as connection:
        kept_hash = (await get_account(connection, account_id)).password_hash
    verified_hash = kept_hash if await _matches(kept_hash, current) else None
    new_hash = await _hashed(password) if verified_hash else ""
    try:
        # A repeated request comes here as well, its answer is kept: by now the current password is another.
        await change_password(work, verified_hash=verified_hash, password=password, new_hash=new_hash)
    except CurrentPasswordWrong:
        await count_failed_sign_in(replace(work, idempotency=None), account_id=account_id, limits=limits)
        raise


async def add_account(
    tx: Transaction, *, username: str, display_name: str, password: SecretStr, opened_by: UUID | None,
    founding: bool = False,
) -> UUID:  # fmt: skip
    """Part of a command: write an account, `opened_by` None at the setup.

    Raises `PasswordUnfit`; a name in use violates `uq_account_username`.
    """
    check_password(password.get_secret_value(), username)
    account_id = new_id()
    tx.concerns(f"account {account_id}")
    row = {
        "account_id": account_id,
        "username": username.lower(),
        "display_name": display_name,
        "password_hash": await _hashed(password),
        "founding": founding,
        "opened_by": opened_by,
        "created_at": tx.now,
    }
    await tx.connection.execute(insert(ACCOUNT).values(row))
    return account_id


async def _keep(tx: Transaction, changed: Account) -> None:
    row = {
        "password_hash": changed.password_hash,
        "failed_count": changed.failed_count,
        "locked_until": changed.locked_until,
    }
    await tx.connection.execute(update(ACCOUNT).where(ACCOUNT.c.account_id == changed.account_id).values(row))


def _as(work: Work, signed_in: Account) -> Work:
    """The same work, done by the one whose password was right."""
    return replace(work, caller=replace(work.caller, account_id=signed_in.account_id))


@cache
def _nobodys_hash() -> str:
    """Checked when no such user exists, so that the answer takes as long. No password yields it."""
    return hash_password(str(new_id()))


async def _hashed(password: SecretStr) -> str:
    return await _in_thread(lambda: hash_password(password.get_secret_value()))


async def _matches(password_hash: str, password: SecretStr) -> bool:
    return await _in_thread(lambda: password_matches(password_hash, password.get_secret_value()))


async def _in_thread(compute: Callable[[], T]) -> T:
    with PASSWORD_CHECK_SECONDS.time():
        return await asyncio.get_running_loop().run_in_executor(_HASHING, compute)
