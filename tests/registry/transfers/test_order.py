"""Which of a person's moves between counties was the last, whatever the clocks said that they were recorded by."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.transfers.tables import TRANSFER
from tests.registry.clocks import made_ahead
from tests.registry.given import given_network, published
from tests.registry.persons import ROOM_PATH, given_veteran
from tests.registry.relocations.given import MARCH, REGISTERED
from tests.registry.transfers.given import NEW, arriving, left, revoking, starting

ITS = TRANSFER.c.transfer_id


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTheLastMove:
    async def test_is_the_return_of_who_left_by_a_clock_that_was_ahead(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await left(registry_engine, veteran_id)
        await made_ahead(registry_engine, ITS, TRANSFER.c.direction == "out")
        await arriving(registry_engine, veteran_id)
        await revoking(registry_engine, veteran_id)
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["org_path"], event["away_since"]) == (ROOM_PATH, "2019-04-10")

    async def test_is_the_leaving_of_who_came_on_the_same_day(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await arriving(registry_engine, veteran_id, MARCH, **NEW)
        await made_ahead(registry_engine, ITS, TRANSFER.c.direction == "in")
        await left(registry_engine, veteran_id, MARCH)
        await revoking(registry_engine, veteran_id)
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["org_path"], event["away_since"]) == (ROOM_PATH, None)
        assert event["direction"] == "out"

    async def test_is_the_leaving_that_is_under_way(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await left(registry_engine, veteran_id)
        await arriving(registry_engine, veteran_id)
        await made_ahead(registry_engine, ITS, TRANSFER.c.direction == "in")
        await starting(registry_engine, veteran_id)
        await revoking(registry_engine, veteran_id)
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["direction"], event["away_since"]) == ("out", None)
        await starting(registry_engine, veteran_id)
