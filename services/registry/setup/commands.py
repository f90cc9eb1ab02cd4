"""Setting an installation up."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import text

from services.registry.accounts.commands.activation import write_activation
from services.registry.accounts.commands.opening import add_account
from services.registry.accounts.domain.handover import SlipGround
from services.registry.accounts.domain.secrets import Slip
from services.registry.accounts.queries import any_person_has_an_account, get_account
from services.registry.database import refusing
from services.registry.grants.commands.founding import give_founding_grant
from services.registry.setup.domain import AlreadySetUp, check_setup_token
from shared.auth.roles import Role
from shared.command import Transaction, command


@dataclass(frozen=True)
class Founder:
    """One of the first four, and what he is for the whole county."""

    role: Role
    username: str
    display_name: str


@dataclass(frozen=True)
class Founded:
    """What one of them is, and the slip that he activates his account with."""

    role: Role
    slip: Slip


@command
async def set_up(
    tx: Transaction, founders: Sequence[Founder], *, setup_token: SecretStr, expected_token: SecretStr | None,
    centre_code: str,
) -> list[Founded]:  # fmt: skip
    """Open the first accounts, each with a role over the whole county; each holder chooses his password with his slip.
    Once: raises `AlreadySetUp` ever after.

    Raises `SetupTokenRefused`, `UsernameTaken`.
    """
    check_setup_token(setup_token.get_secret_value(), expected_token.get_secret_value() if expected_token else None)
    await tx.connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    if await any_person_has_an_account(tx.connection):
        raise AlreadySetUp
    with refusing({"uq_account_founding": AlreadySetUp()}):
        founded = [await _found(tx, founder, centre_code=centre_code) for founder in founders]
    tx.concerns(" ".join(("accounts", *(str(each.slip.account_id) for each in founded))))
    return founded


async def _found(tx: Transaction, founder: Founder, *, centre_code: str) -> Founded:
    account_id = await add_account(
        tx,
        username=founder.username,
        display_name=founder.display_name,
        opened_by=None,
        founding=founder.role is Role.SYSTEM_ADMINISTRATOR,
    )
    await give_founding_grant(tx, account_id=account_id, role=founder.role, centre_code=centre_code)
    account = await get_account(tx.connection, account_id)
    return Founded(founder.role, await write_activation(tx, account, SlipGround.SERVER))
