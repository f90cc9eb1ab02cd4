"""Setting an installation up."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text

from services.registry.accounts.commands import add_account
from services.registry.accounts.domain import UsernameTaken
from services.registry.accounts.queries import any_account_exists
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
    password: SecretStr


@dataclass(frozen=True)
class Founded:
    account_id: UUID
    role: Role


@command
async def set_up(
    tx: Transaction, founders: Sequence[Founder], *, setup_token: SecretStr, expected_token: SecretStr | None,
    centre_code: str,
) -> list[Founded]:  # fmt: skip
    """Open the first accounts, each with a role over the whole county. Once: raises `AlreadySetUp` ever after.

    Raises `SetupTokenRefused`, `UsernameTaken`, `PasswordUnfit`.
    """
    check_setup_token(setup_token.get_secret_value(), expected_token.get_secret_value() if expected_token else None)
    await tx.connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    if await any_account_exists(tx.connection):
        raise AlreadySetUp
    with refusing({"uq_account_founding": AlreadySetUp(), "uq_account_username": UsernameTaken()}):
        founded = [await _found(tx, founder, centre_code=centre_code) for founder in founders]
    tx.concerns(" ".join(("accounts", *(str(each.account_id) for each in founded))))
    return founded


async def _found(tx: Transaction, founder: Founder, *, centre_code: str) -> Founded:
    account_id = await add_account(
        tx, username=founder.username, display_name=founder.display_name, password=founder.password, opened_by=None,
        founding=founder.role is Role.SYSTEM_ADMINISTRATOR,
    )  # fmt: skip
    await give_founding_grant(tx, account_id=account_id, role=founder.role, centre_code=centre_code)
    return Founded(account_id, founder.role)
