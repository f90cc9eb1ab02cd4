"""What the release before told otherwise than an account stands is told at night."""

from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import (
    TELL_STANDING,
    disable_account,
    enable_account,
    open_account,
    sign_out_everywhere,
)
from services.registry.accounts.tables import ACCOUNT
from shared.auth.roles import Role
from shared.command import Transaction, Work, command
from shared.schedule import Due
from tests.registry.given import given_work, published


def keeping(engine: AsyncEngine) -> Work:
    return given_work(engine, Role.SYSTEM_ADMINISTRATOR)


async def opening(engine: AsyncEngine, username: str) -> UUID:
    return await open_account(keeping(engine), username=username, display_name="办事员")


@command
async def _at_night(tx: Transaction) -> None:
    while await TELL_STANDING.run(tx, Due("", tx.now, {})) is not None:
        pass


async def told_at_night(engine: AsyncEngine) -> list[tuple[str, int, str]]:
    """Account, epoch and cause of what is told then."""
    before = len(await published(engine))
    await _at_night(given_work(engine))
    told = (await published(engine))[before:]
    return sorted((data["account_id"], sequence, data["cause"]) for _, sequence, data in told)


async def without_a_word(engine: AsyncEngine, account_id: UUID, *, disabled: bool) -> None:
    """What is left of it where the release before enabled it, or ended the sessions of a disabled one otherwise."""
    own = update(ACCOUNT).where(ACCOUNT.c.account_id == account_id)
    async with engine.begin() as connection:
        await connection.execute(own.values(disabled_at=func.now() if disabled else None))


async def test_of_an_account_that_was_enabled_again_and_of_a_disabled_one_whose_sessions_were_ended_otherwise(
    registry_engine: AsyncEngine,
) -> None:
    keeper = keeping(registry_engine)
    enabled, disabled = [await opening(registry_engine, name) for name in ("zhao", "qian")]
    await disable_account(keeper, enabled, reason="离职")
    await without_a_word(registry_engine, enabled, disabled=False)
    await sign_out_everywhere(keeper, disabled)
    await without_a_word(registry_engine, disabled, disabled=True)
    assert await told_at_night(registry_engine) == sorted(
        [(str(enabled), 2, "enabled"), (str(disabled), 2, "disabled")]
    )
    assert await told_at_night(registry_engine) == []


async def test_of_nobody_whose_last_end_says_how_the_account_stands(registry_engine: AsyncEngine) -> None:
    keeper = keeping(registry_engine)
    _, signed_out, back, disabled = [await opening(registry_engine, name) for name in ("zhao", "qian", "sun", "li")]
    for account_id in (signed_out, back, disabled):
        await sign_out_everywhere(keeper, account_id)
    for account_id in (back, disabled):
        await disable_account(keeper, account_id, reason="离职")
    await enable_account(keeper, back, reason="返岗")
    assert await told_at_night(registry_engine) == []
