"""The secret that the holder of an account chooses a password with: issued by who keeps accounts, used once."""

from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Update, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.commands.bindings import end_bindings
from services.registry.accounts.commands.delays import attempt_of, check_attempt, count_failure
from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.hashing import hashed
from services.registry.accounts.domain.account import Account, check_other
from services.registry.accounts.domain.handover import SlipGround, needs_second_person
from services.registry.accounts.domain.passwords import check_password
from services.registry.accounts.domain.secrets import LIFETIME, ActivationRefused, Slip, digest_of, new_secret
from services.registry.accounts.queries import find_account_named, lock_account
from services.registry.accounts.tables import ACCOUNT, ACTIVATION, HANDOVER
from shared.command import Transaction, Work, command
from shared.privacy.keyring import Keyring


@command(keeps_answer=False)
async def issue_activation(tx: Transaction, account_id: UUID, *, reason: str) -> Slip:
    """A new secret for an account; one issued before is worth nothing. An account in use is reset by it: its password
    is forgotten, its sessions end, and so do its bindings to external issuers.

    The secret is kept nowhere, so that it cannot be answered again. Raises `AccountNotFound`, `AccountIsDisabled`,
    `OwnAccount`, `MachineAccount`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    account = await lock_account(tx.connection, account_id)
    check_other(account, tx.caller.account_id)
    return await write_activation(tx, account, SlipGround.KEEPER)


async def write_activation(tx: Transaction, account: Account, ground: SlipGround) -> Slip:
    """Part of a command that has locked the account. Raises `AccountIsDisabled`, `MachineAccount`."""
    account.must_be_usable()
    account.must_be_a_persons()
    if account.password_hash is not None:
        await tx.connection.execute(_this(account.account_id).values(password_hash=None))
        await end_bindings(tx, account.account_id)
        await end_sessions(tx, account.account_id, EndCause.RESET)
    await tx.connection.execute(delete(HANDOVER).where(HANDOVER.c.account_id == account.account_id))
    slip = Slip(account.account_id, account.username, account.display_name, new_secret(), tx.now + LIFETIME)
    kept = {
        "secret_digest": digest_of(slip.secret),
        "expires_at": slip.expires_at,
        "issued_by": tx.caller.account_id,
        "ground": ground,
    }
    row = insert(ACTIVATION).values(account_id=account.account_id, **kept)
    await tx.connection.execute(row.on_conflict_do_update(index_elements=[ACTIVATION.c.account_id], set_=kept))
    return slip


@command
async def use_activation(tx: Transaction, account_id: UUID | None, *, digest: bytes, new_hash: str) -> bool:
    """The account gets its password; None is refused as if there were one. Whoever asks has not shown yet that it is
    his. False where a second person has to say so first. Raises `ActivationRefused`."""
    if account_id is None:
        raise ActivationRefused
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    used = delete(ACTIVATION).where(
        ACTIVATION.c.account_id == account_id, ACTIVATION.c.secret_digest == digest, ACTIVATION.c.expires_at > tx.now
    )
    slip = (await tx.connection.execute(used.returning(ACTIVATION.c.ground, ACTIVATION.c.issued_by))).one_or_none()
    if slip is None or account.disabled_at is not None:
        raise ActivationRefused
    if needs_second_person(SlipGround(slip.ground)):
        waiting = {"password_hash": new_hash, "issued_by": slip.issued_by, "chosen_at": tx.now}
        await tx.connection.execute(insert(HANDOVER).values(account_id=account_id, **waiting))
        return False
    await tx.connection.execute(_this(account_id).values(password_hash=new_hash))
    return True


async def activate_account(
    work: Work, *, keyring: Keyring, username: str, secret: SecretStr, password: SecretStr
) -> bool:
    """The holder chooses a password with the secret he was given; it is hashed outside the transaction. False where it
    waits for a second person.

    Raises `ActivationRefused` alike for an unknown user and a wrong, used or expired secret, as slowly;
    `SignInDelayed`, `PasswordUnfit`.
    """
    attempt = attempt_of(keyring, username, work.caller.address)
    async with work.engine.connect() as connection:
        await check_attempt(connection, attempt, now=work.now)
        found = await find_account_named(connection, username.lower())
    check_password(password.get_secret_value(), username)
    new_hash = await hashed(password)
    account_id = found.account_id if found else None
    try:
        return await use_activation(work, account_id, digest=digest_of(secret.get_secret_value()), new_hash=new_hash)
    except ActivationRefused:
        await count_failure(work, attempt=attempt, account_id=account_id)
        raise


def _this(account_id: UUID) -> Update:
    return update(ACCOUNT).where(ACCOUNT.c.account_id == account_id)
