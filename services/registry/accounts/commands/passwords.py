"""The holder of an account changes his password."""

from pydantic import SecretStr
from sqlalchemy import update

from services.registry.accounts.commands.delays import attempt_of, check_attempt, count_failure
from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.hashing import hashed, matches
from services.registry.accounts.domain.account import Account
from services.registry.accounts.domain.delays import Attempt
from services.registry.accounts.domain.passwords import CurrentPasswordWrong, check_password
from services.registry.accounts.queries import get_account, lock_account
from services.registry.accounts.tables import ACCOUNT
from shared.command import Transaction, Work, command
from shared.privacy.keyring import Keyring


@command(keeps_answer=False)
async def change_password(
    tx: Transaction, *, verified_hash: str | None, password: SecretStr, new_hash: str
) -> None:  # fmt: skip
    """Set the caller's own password and end all his sessions. `verified_hash`: what the current one was found to
    yield; None, nothing kept.

    Raises `CurrentPasswordWrong` (also when it was changed meanwhile), `PasswordUnfit`.
    """
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    mine = await lock_account(tx.connection, account_id)
    if verified_hash is None or mine.password_hash != verified_hash:
        raise CurrentPasswordWrong
    check_password(password.get_secret_value(), mine.username, field_name="new_password")
    changed = update(ACCOUNT).where(ACCOUNT.c.account_id == account_id).values(password_hash=new_hash)
    await tx.connection.execute(changed)
    await end_sessions(tx, account_id, EndCause.CHANGED)


async def prove_password(work: Work, *, keyring: Keyring, current: SecretStr) -> None:
    """Before something that only the holder himself may do. Raises `AccountNotFound`, `SignInDelayed`,
    `CurrentPasswordWrong`, which counts like a failed sign-in."""
    mine, attempt = await _mine(work, keyring)
    if not await matches(mine.password_hash, current):
        await count_failure(work, attempt=attempt, account_id=mine.account_id)
        raise CurrentPasswordWrong


async def change_own_password(work: Work, *, keyring: Keyring, current: SecretStr, password: SecretStr) -> None:
    """Change the caller's password; a wrong current one counts like a failed sign-in, after all else is undone.

    Both are hashed outside a transaction. Raises `AccountNotFound`, `SignInDelayed`, `CurrentPasswordWrong`,
    `PasswordUnfit`.
    """
    mine, attempt = await _mine(work, keyring)
    verified_hash = mine.password_hash if await matches(mine.password_hash, current) else None
    new_hash = await hashed(password) if verified_hash else ""
    try:
        await change_password(work, verified_hash=verified_hash, password=password, new_hash=new_hash)
    except CurrentPasswordWrong:
        await count_failure(work, attempt=attempt, account_id=mine.account_id)
        raise


async def _mine(work: Work, keyring: Keyring) -> tuple[Account, Attempt]:
    """The caller's account, and his attempt to prove that it is his. Raises `AccountNotFound`, `SignInDelayed`."""
    async with work.engine.connect() as connection:
        mine = await get_account(connection, work.caller.account_id)
        attempt = attempt_of(keyring, mine.username, work.caller.address)
        await check_attempt(connection, attempt, now=work.now)
    return mine, attempt
