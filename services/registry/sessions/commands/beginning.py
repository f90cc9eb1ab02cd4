"""Somebody signs in."""

from dataclasses import asdict, replace
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import insert

from services.registry.accounts.commands.delays import attempt_of, check_attempt, count_failure, note_success
from services.registry.accounts.commands.hashing import matches
from services.registry.accounts.domain.account import Account
from services.registry.accounts.domain.delays import Attempt
from services.registry.accounts.queries import find_account_named, lock_account
from services.registry.metrics import SIGN_INS_TOTAL
from services.registry.second_factor.commands import prove_factor
from services.registry.second_factor.domain import CodeUsed, CodeWrong, is_required
from services.registry.sessions.commands.issuing import EnrolmentDue, SignedIn, issue
from services.registry.sessions.domain import Session, SignInCodeUsed, SignInRefused, Unenrolled
from services.registry.sessions.tables import SESSION
from services.registry.settings import SessionTerms
from shared.auth.grants import get_epoch, list_grants
from shared.command import Transaction, Work, command
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def begin_session(
    tx: Transaction, *, verified_hash: str, attempt: Attempt, code: str | None, keyring: Keyring, at: datetime
) -> Session | Unenrolled:
    """A session of the caller, whose password was found to yield `verified_hash`; `Unenrolled` where he has to enrol a
    second factor first. `at` is the machine's instant, which codes go by.

    Raises `SignInRefused` when the account may not be used, holds no grant in force, has another password by now, or
    the code is wrong, of its kind `SignInCodeUsed` when it was used before; `SecondFactorNeeded`.
    """
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    if account.password_hash != verified_hash:
        raise SignInRefused
    try:
        return await admit(tx, account, attempt=attempt, code=code, keyring=keyring, at=at)
    except CodeUsed:
        raise SignInCodeUsed from None
    except CodeWrong:
        raise SignInRefused from None


async def admit(
    tx: Transaction,
    account: Account,
    *,
    attempt: Attempt,
    code: str | None,
    keyring: Keyring,
    at: datetime,
    is_multi_factor: bool = False,
) -> Session | Unenrolled:
    """Part of a sign-in, which has locked the account and knows whose it is. `is_multi_factor`: a second factor was
    asked for elsewhere. Raises `SignInRefused`, `SecondFactorNeeded`, `CodeWrong`."""
    account_id = account.account_id
    grants = await list_grants(tx.connection, account_id, now=tx.now)
    if not account.is_active or not grants:
        raise SignInRefused
    is_proven = is_multi_factor or await prove_factor(tx, account_id, code, keyring=keyring, at=at)
    await note_success(tx, attempt)
    epoch = await get_epoch(tx.connection, account_id)
    if is_required(grants) and not is_proven:
        return Unenrolled(account_id, epoch)
    session = Session(new_id(), account_id, epoch, is_proven, 1, started_at=tx.now, renewed_at=tx.now, ended_at=None)
    await tx.connection.execute(insert(SESSION).values({**asdict(session), "address": tx.caller.address}))
    return session


async def sign_in(
    work: Work, terms: SessionTerms, *, username: str, password: SecretStr, code: str | None = None, issued_at: datetime
) -> SignedIn | EnrolmentDue:
    """A session for whose password and code these are. The password is checked outside a transaction. `issued_at` is
    the machine's instant.

    Raises `SignInRefused` alike, and as slowly, for an unknown user, a wrong password and an account that may not sign
    in; `SecondFactorNeeded` when the password is right and a code is missing; `SignInDelayed` after too many failures.
    """
    attempt = attempt_of(terms.keyring, username, work.caller.address)
    async with work.engine.connect() as connection:
        await check_attempt(connection, attempt, now=work.now)
        found = await find_account_named(connection, username.strip().lower())
    verified_hash = found.password_hash if found else None
    is_right = await matches(verified_hash, password)
    try:
        if found is None or verified_hash is None or not is_right:
            raise SignInRefused
        holder = replace(work, caller=replace(work.caller, account_id=found.account_id))
        begun = await begin_session(
            holder, verified_hash=verified_hash, attempt=attempt, code=code, keyring=terms.keyring, at=issued_at
        )
    except SignInRefused:
        SIGN_INS_TOTAL.labels("refused").inc()
        await count_failure(work, attempt=attempt, account_id=found.account_id if found else None)
        raise
    SIGN_INS_TOTAL.labels("admitted").inc()
    return issue(terms, begun, issued_at=issued_at)
