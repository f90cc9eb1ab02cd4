"""What may be used once: remembered for as long as its age does not refuse it, and no longer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import FORGET_USED
from services.registry.accounts.commands.once import use_once
from shared.command import command
from shared.schedule import Due
from tests.races import race
from tests.registry.given import NOW, given_work

UNTIL = NOW + timedelta(minutes=5)
use = command(use_once)


async def remembered(engine: AsyncEngine, *, at: datetime) -> int:
    """What the job of this instant leaves."""
    await command(FORGET_USED.run)(given_work(engine, now=at), Due("", at, {}))
    async with engine.connect() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM used_once"))).scalar_one())


class TestWhatIsUsedOnce:
    async def test_is_used_by_one_of_two_at_once(self, registry_engine: AsyncEngine) -> None:
        uses = [use(given_work(registry_engine), "a state", until=UNTIL) for _ in range(2)]
        assert sorted(await race(registry_engine, "used_once", uses)) == [False, True]

    @pytest.mark.parametrize(
        ("after", "left"),
        [(-timedelta(days=1), 1), (-timedelta(microseconds=1), 1), (timedelta(microseconds=1), 0)],
    )
    async def test_is_remembered_until_its_age_refuses_it(
        self, registry_engine: AsyncEngine, after: timedelta, left: int
    ) -> None:
        """Forgotten earlier, it could be used again."""
        await use(given_work(registry_engine), "a state", until=UNTIL)
        assert await remembered(registry_engine, at=UNTIL + after) == left
        assert await use(given_work(registry_engine), "a state", until=UNTIL) is (left == 0)
