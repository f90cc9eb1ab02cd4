"""A subject is bound to an account: by its holder, or by who keeps accounts, and then it awaits its holder."""

from uuid import UUID

from sqlalchemy import delete, insert, select, update

from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.once import use_once
from services.registry.accounts.queries import lock_account
from services.registry.accounts.tables import BINDING
from services.registry.database import refusing
from services.registry.issuers.commands.subjects import sealed_subject
from services.registry.issuers.domain.answer import Subject
from services.registry.issuers.domain.authorization import LIFETIME, AuthorizationRequest, NotBegunHere
from services.registry.issuers.domain.binding import BindingNotFound, IssuerBound, SubjectBound
from shared.auth.grants import get_epoch
from shared.command import Transaction, command
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def bind_subject(tx: Transaction, subject: Subject, *, asked: AuthorizationRequest, keyring: Keyring) -> UUID:
    """To the caller's own account, as whom he has signed in at the issuer just now: it counts at once.

    Raises `NotBegunHere` (used before, or all his sessions were ended since), `AccountIsDisabled`, `SubjectBound`,
    `IssuerBound`.
    """
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    account.must_be_usable()
    is_first = await use_once(tx, asked.state, until=asked.begun_at + LIFETIME)
    if not is_first or await get_epoch(tx.connection, account_id) != asked.epoch:
        raise NotBegunHere
    return await _bind(tx, account_id, subject, keyring=keyring, is_confirmed=True)


@command
async def propose_binding(
    tx: Transaction, account_id: UUID, subject: Subject, *, reason: str, keyring: Keyring
) -> UUID:
    """Of another's account. It admits nobody before the holder confirms it: one person alone must not be enough to
    become somebody else. Raises `AccountNotFound`, `AccountIsDisabled`, `MachineAccount`, `SubjectBound`,
    `IssuerBound`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    account = await lock_account(tx.connection, account_id)
    account.must_be_usable()
    account.must_be_a_persons()
    return await _bind(tx, account_id, subject, keyring=keyring, is_confirmed=False)


@command
async def confirm_binding(tx: Transaction, binding_id: UUID) -> None:
    """The caller is signed in by it from now on. Raises `BindingNotFound`."""
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    confirmed = update(BINDING).where(
        BINDING.c.binding_id == binding_id, BINDING.c.account_id == account_id, BINDING.c.confirmed_at.is_(None)
    )
    if (await tx.connection.execute(confirmed.values(confirmed_at=tx.now))).rowcount == 0:
        raise BindingNotFound


@command
async def end_binding(tx: Transaction, account_id: UUID, binding_id: UUID, *, reason: str = "") -> None:
    """Nobody is signed in by it any more; where it admitted anybody, all sessions of the account end. Raises
    `AccountNotFound`, `BindingNotFound`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    await lock_account(tx.connection, account_id)
    this = (BINDING.c.binding_id == binding_id, BINDING.c.account_id == account_id)
    found = (await tx.connection.execute(select(BINDING.c.confirmed_at).where(*this))).one_or_none()
    if found is None:
        raise BindingNotFound
    await tx.connection.execute(delete(BINDING).where(*this))
    if found.confirmed_at is not None:
        await end_sessions(tx, account_id, EndCause.BINDING_ENDED)


async def _bind(tx: Transaction, account_id: UUID, subject: Subject, *, keyring: Keyring, is_confirmed: bool) -> UUID:
    binding_id = new_id()
    row = {
        "binding_id": binding_id,
        "account_id": account_id,
        **sealed_subject(keyring, binding_id, subject),
        "bound_at": tx.now,
        "bound_by": tx.caller.account_id,
        "confirmed_at": tx.now if is_confirmed else None,
    }
    taken = {
        "uq_issuer_binding_account_id_issuer": IssuerBound(),
        "uq_issuer_binding_subject_hash_a": SubjectBound(),
        "uq_issuer_binding_subject_hash_b": SubjectBound(),
    }
    with refusing(taken):
        await tx.connection.execute(insert(BINDING).values(row))
    return binding_id
