"""A form that was refused does not stay for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.registrations.commands.forgetting import FORGET_REFUSED
from services.registry.veterans.domain.standing import FileState
from shared.command import command
from shared.schedule import Due
from tests.registry.given import NOW, audited, given_network, given_work
from tests.registry.persons import given_number, given_veteran
from tests.registry.registrations.given import REFUSES, given_handed_in, room, saying, scalar, station


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestARegistrationThatWasRefused:
    async def test_is_forgotten_once_it_can_be_challenged_no_more(self, registry_engine: AsyncEngine) -> None:
        refused = await given_handed_in(room(registry_engine))
        await saying(station(registry_engine), refused, REFUSES)
        other = await given_handed_in(room(registry_engine), id_number=given_number(9))
        last_moment = NOW.replace(year=NOW.year + (NOW.month > 6), month=(NOW.month + 5) % 12 + 1)
        assert not await self.forgotten(registry_engine, last_moment - timedelta(seconds=1))
        assert await self.forgotten(registry_engine, last_moment)
        assert not await self.forgotten(registry_engine, last_moment + timedelta(days=400))
        states = "SELECT state FROM veteran WHERE veteran_id = :id"
        assert await scalar(registry_engine, states, id=refused) == FileState.WITHDRAWN
        assert await scalar(registry_engine, states, id=other) == FileState.SUBMITTED
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key WHERE person_id = :id", id=refused) == 0
        runs = await audited(registry_engine, "forget-refused-registrations")
        assert [subject for subject, _ in runs if subject] == [f"veteran {refused}"]
        await given_veteran(registry_engine)

    async def forgotten(self, engine: AsyncEngine, at: datetime) -> bool:
        """Whether a run found somebody."""
        return await command(FORGET_REFUSED.run)(given_work(engine, now=at), Due("", at, {})) is not None
