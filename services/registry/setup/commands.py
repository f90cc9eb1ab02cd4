"""Setting an installation up."""

from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text

from services.registry.accounts.commands import add_account
from services.registry.accounts.queries import any_account_exists
from services.registry.database import refusing
from services.registry.grants.commands import give_founding_grant
from services.registry.setup.domain import AlreadySetUp, check_setup_token
from shared.command import Transaction, command


@command
async def set_up(
    tx: Transaction, *, setup_token: SecretStr, expected_token: SecretStr | None, centre_code: str, username: str,
    display_name: str, password: SecretStr,
) -> UUID:  # fmt: skip
    """Create the first account, system administrator of the whole county. Once: raises `AlreadySetUp` ever after.

    Raises `SetupTokenRefused`, `PasswordUnfit`.
    """
    check_setup_token(setup_token.get_secret_value(), expected_token.get_secret_value() if expected_token else None)
    await tx.connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    if await any_account_exists(tx.connection):
        raise AlreadySetUp
    with refusing({"uq_account_founding": AlreadySetUp()}):
        account_id = await add_account(
            tx, username=username, display_name=display_name, password=password, founding=True
        )
    await give_founding_grant(tx, account_id=account_id, centre_code=centre_code)
    return account_id
