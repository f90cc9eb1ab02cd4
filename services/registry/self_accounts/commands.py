"""A station opens an account for a person it may see, and hands him a slip to activate it with."""

from secrets import randbelow
from uuid import UUID

from sqlalchemy import delete, update

from services.registry.accounts.commands.activation import write_activation
from services.registry.accounts.commands.bindings import end_bindings
from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.opening import add_account
from services.registry.accounts.domain.account import AccountNotFound
from services.registry.accounts.domain.handover import SlipGround
from services.registry.accounts.domain.secrets import Slip
from services.registry.accounts.queries import find_account_of, lock_account
from services.registry.accounts.tables import ACCOUNT, ACTIVATION, HANDOVER
from services.registry.database import refusing
from services.registry.grants.commands.writing import give
from services.registry.grants.domain.grant import Period, ProposedGrant
from services.registry.grants.parameters import Ground
from services.registry.second_factor.tables import SECOND_FACTOR
from services.registry.self_accounts.domain import SelfAccountExists
from services.registry.veterans.queries.holding import hold_living
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.ids import new_id

DISPLAY_NAME = "退役军人本人"
PURPOSE = "办理本人事项 own affairs"


@command(keeps_answer=False)
async def open_self_account(tx: Transaction, veteran_id: UUID) -> Slip:
    """An account for the person's own affairs, with the role that goes with it; once a person.

    The secret is kept nowhere. Raises `VeteranNotFound`, `PersonIsDeceased`, `SelfAccountExists`, and, rarely,
    `UsernameTaken`.
    """
    org_path = await _place(tx, veteran_id)
    if await find_account_of(tx.connection, veteran_id) is not None:
        raise SelfAccountExists
    with refusing({"uq_account_person_id": SelfAccountExists()}):
        account_id = await add_account(
            tx,
            username=f"v{randbelow(10**9):09}",  # says nothing of the person, and is easily typed
            display_name=DISPLAY_NAME,
            opened_by=tx.caller.account_id,
            person_id=veteran_id,
        )
    tx.concerns(f"veteran {veteran_id}")  # it stands in the story of the file
    own = ProposedGrant(account_id, Role.VETERAN, org_path, Period(tx.now, None), Ground.OWN_AFFAIRS)
    await give(tx, new_id(), own, purpose=PURPOSE)
    return await write_activation(tx, await lock_account(tx.connection, account_id), SlipGround.STATION)


@command(keeps_answer=False)
async def reissue_self_activation(tx: Transaction, veteran_id: UUID) -> Slip:
    """A new slip for who has lost his, or forgotten his password; what he had is worth nothing any more.

    Raises `VeteranNotFound`, `PersonIsDeceased`, `AccountNotFound`, `AccountIsDisabled`.
    """
    await _place(tx, veteran_id)
    found = await find_account_of(tx.connection, veteran_id)
    if found is None:
        raise AccountNotFound
    account = await lock_account(tx.connection, found.account_id)
    return await write_activation(tx, account, SlipGround.STATION)


async def close_self_account(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: nobody signs in to the person's account any more, and nothing is left
    that says who did."""
    found = await find_account_of(tx.connection, person_id)
    if found is None:
        return
    account_id = (await lock_account(tx.connection, found.account_id)).account_id
    closed = update(ACCOUNT).where(ACCOUNT.c.account_id == account_id)
    await tx.connection.execute(closed.values(disabled_at=tx.now, password_hash=None, display_name=DISPLAY_NAME))
    for table in (ACTIVATION, HANDOVER, SECOND_FACTOR):
        await tx.connection.execute(delete(table).where(table.c.account_id == account_id))
    await end_bindings(tx, account_id)
    await end_sessions(tx, account_id, EndCause.DISABLED)


async def _place(tx: Transaction, veteran_id: UUID) -> str:
    tx.concerns(f"veteran {veteran_id}")
    return await hold_living(tx.connection, veteran_id, tx.caller)
