"""Enrolling a second factor, proving it, and taking it away."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.registry.accounts.commands.console import lock_named
from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.passwords import prove_password
from services.registry.accounts.domain.secrets import digest_of, new_secret
from services.registry.accounts.queries import lock_account
from services.registry.second_factor.domain import (
    CodeUsed,
    CodeWrong,
    Enrolment,
    Factor,
    OwnFactor,
    SecondFactorEnrolled,
    SecondFactorNeeded,
    SecondFactorNotBegun,
    TooManyCodes,
    matching_step,
    new_enrolment,
    was_taken,
)
from services.registry.second_factor.parameters import CHANGES_BY_CODE, CODES_AN_HOUR, RECOVERY_CODES
from services.registry.second_factor.tables import RECOVERY_CODE, SECOND_FACTOR
from shared.command import Transaction, Work, command
from shared.command.hourly import limit_hourly
from shared.privacy.encryption import decrypt, encrypt
from shared.privacy.keyring import Keyring
from shared.rotation import wrapped_keys
from shared.service.console import ConsoleTask

_PLACE = (SECOND_FACTOR.name, SECOND_FACTOR.c.secret_sealed.name)


FACTOR_KEYS = wrapped_keys(SECOND_FACTOR, SECOND_FACTOR.c.wrapped_key, SECOND_FACTOR.c.account_id)


@command(keeps_answer=False)
async def begin_enrolment(tx: Transaction, *, keyring: Keyring, issuer: str) -> Enrolment:
    """A secret for the caller's authenticator app; it counts once a code of it was confirmed.

    The secret is shown this once. Raises `SecondFactorEnrolled`.
    """
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    factor = await lock_factor(tx, account_id, keyring=keyring)
    if factor is not None and factor.is_confirmed:
        raise SecondFactorEnrolled
    enrolment = new_enrolment(account.username, issuer=issuer)
    key, wrapped = keyring.new_key(account_id)
    kept = {
        "wrapped_key": wrapped,
        "secret_sealed": encrypt(enrolment.secret, *_PLACE, account_id, key),
        "begun_at": tx.now,
        "confirmed_at": None,
        "last_step": 0,
    }
    row = upsert(SECOND_FACTOR).values(account_id=account_id, **kept)
    await tx.connection.execute(row.on_conflict_do_update(index_elements=[SECOND_FACTOR.c.account_id], set_=kept))
    return enrolment


async def enrol(work: Work, *, keyring: Keyring, issuer: str, current: SecretStr | None) -> Enrolment:
    """Begin the enrolment of whoever has just given his password: an open session alone must not shut its holder out.
    `current` is not asked for by a token that a sign-in gave for this alone.

    Raises what `prove_password` and `begin_enrolment` raise.
    """
    if work.caller.grants:
        await prove_password(work, keyring=keyring, current=current or SecretStr(""))
    return await begin_enrolment(work, keyring=keyring, issuer=issuer)


@command(keeps_answer=False)
async def confirm_enrolment(tx: Transaction, *, keyring: Keyring, code: str, at: datetime) -> list[str]:
    """From now on the caller's sign-ins need a code. Answers his recovery codes, shown this once.

    Raises `SecondFactorNotBegun`, `SecondFactorEnrolled`, `CodeWrong`.
    """
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    factor = await lock_factor(tx, account_id, keyring=keyring)
    if factor is None:
        raise SecondFactorNotBegun
    if factor.is_confirmed:
        raise SecondFactorEnrolled
    step = matching_step(factor, code, at=at)
    if step is None:
        raise CodeWrong
    await tx.connection.execute(_of(account_id).values(confirmed_at=tx.now, last_step=step))
    return await _new_codes(tx)


@command(keeps_answer=False)
async def renew_recovery_codes(tx: Transaction, *, keyring: Keyring, code: str, at: datetime) -> list[str]:
    """Ten new recovery codes for the caller, shown this once; those before are worth nothing any more.

    Raises `TooManyCodes`, `SecondFactorNotBegun`, `CodeWrong`.
    """
    await _prove_own(tx, code, keyring=keyring, at=at)
    await tx.connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.account_id == tx.caller.account_id))
    return await _new_codes(tx)


@command
async def remove_own_factor(tx: Transaction, *, keyring: Keyring, code: str, at: datetime) -> None:
    """The caller does without, or is about to enrol another phone.

    Raises `TooManyCodes`, `SecondFactorNotBegun`, `CodeWrong`.
    """
    await _prove_own(tx, code, keyring=keyring, at=at)
    await tx.connection.execute(delete(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == tx.caller.account_id))


@command
async def remove_factor(tx: Transaction, account_id: UUID, *, reason: str) -> None:
    """For who has lost phone and recovery codes: his sessions end, and he enrols anew with the next sign-in.

    Raises `OwnFactor`, `AccountNotFound`, `SecondFactorNotBegun`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    if account_id == tx.caller.account_id:
        raise OwnFactor
    await lock_account(tx.connection, account_id)
    await _remove(tx, account_id)


@command
async def remove_factor_on_console(tx: Transaction, *, username: str, reason: str) -> None:
    """Raises `AccountNotFound`, `SecondFactorNotBegun`."""
    account = await lock_named(tx, username, reason=reason)
    await _remove(tx, account.account_id)


async def _remove_on_console(settings: object, work: Work, arguments: Mapping[str, str]) -> str:
    await remove_factor_on_console(work, **arguments)
    return (
        "已停用动态验证码，下次登录时重新登记 · removed; it is enrolled anew at the next sign-in where one is required"
    )


REMOVE_SECOND_FACTOR = ConsoleTask(
    "remove-second-factor",
    "free an account of its second factor: its sessions end",
    {"username": "of the account", "reason": "for the audit"},
    _remove_on_console,
)


async def prove_factor(tx: Transaction, account_id: UUID, code: str | None, *, keyring: Keyring, at: datetime) -> bool:
    """Part of a sign-in: False where the account has no second factor.

    Raises `SecondFactorNeeded`, `CodeWrong`, and of its kind `CodeUsed`.
    """
    factor = await lock_factor(tx, account_id, keyring=keyring)
    if factor is None or not factor.is_confirmed:
        return False
    if code is None:
        raise SecondFactorNeeded
    if not await _takes(tx, account_id, factor, code, at=at):
        raise CodeUsed if was_taken(factor, code, at=at) else CodeWrong
    return True


async def lock_factor(tx: Transaction, account_id: UUID, *, keyring: Keyring) -> Factor | None:
    """The account's second factor, enrolled or about to be, locked until the transaction ends."""
    found = select(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == account_id).with_for_update()
    row = (await tx.connection.execute(found)).one_or_none()
    if row is None:
        return None
    key = keyring.unwrap(row.wrapped_key, account_id)
    return Factor(decrypt(row.secret_sealed, *_PLACE, account_id, key), row.confirmed_at is not None, row.last_step)


async def _prove_own(tx: Transaction, code: str, *, keyring: Keyring, at: datetime) -> None:
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    await limit_hourly(tx, CODES_AN_HOUR, TooManyCodes, counted_with=CHANGES_BY_CODE)
    factor = await lock_factor(tx, account_id, keyring=keyring)
    if factor is None or not factor.is_confirmed:
        raise SecondFactorNotBegun
    if not await _takes(tx, account_id, factor, code, at=at):
        raise CodeWrong


async def _new_codes(tx: Transaction) -> list[str]:
    codes = [new_secret(groups=3) for _ in range(RECOVERY_CODES)]
    rows = [{"account_id": tx.caller.account_id, "digest": digest_of(each)} for each in codes]
    await tx.connection.execute(insert(RECOVERY_CODE), rows)
    return codes


async def _remove(tx: Transaction, account_id: UUID) -> None:
    removed = delete(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == account_id)
    if (await tx.connection.execute(removed)).rowcount == 0:
        raise SecondFactorNotBegun
    await end_sessions(tx, account_id, EndCause.FACTOR_REMOVED)


async def _takes(tx: Transaction, account_id: UUID, factor: Factor, code: str, *, at: datetime) -> bool:
    """Whether it is a code of the moment, or a recovery code; either works once."""
    step = matching_step(factor, code, at=at)
    if step is not None:
        await tx.connection.execute(_of(account_id).values(last_step=step))
        return True
    used = delete(RECOVERY_CODE).where(
        RECOVERY_CODE.c.account_id == account_id, RECOVERY_CODE.c.digest == digest_of(code)
    )
    return (await tx.connection.execute(used)).rowcount == 1


def _of(account_id: UUID) -> Update:
    return update(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == account_id)
