"""Reporting learns everything from Kafka, once, and can learn it all again."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services.reporting.figures.queries.standing import get_standing
from services.reporting.settings import Settings
from shared.events.catalogue import PARTITIONS
from shared.events.catalogue import published as published_as
from shared.events.contract import Event
from shared.inbox.projection import Projection
from shared.inbox.tables import PROJECTED_TYPE
from shared.kafka.partition import partition_for
from shared.outbox.record import Outgoing, record
from shared.rebuild.rebuild import list_missing, rebuild
from tests.databases import Databases
from tests.given import CENTRE, kafka_settings
from tests.reporting.consumed import caught_up, given_consumer
from tests.reporting.given import (
    AS_OF,
    OURS,
    RECORDED_AT,
    ROOMS,
    SHIAN,
    case_resolved,
    content,
    counted_singly,
    delivered,
    role_assumed,
    role_ended,
    small_county,
    unit_renamed,
    veteran_registered,
)
from tests.reporting.given import apply as apply_all
from tests.shared.wire import eventually, given_relay, published, running

SINCE = date(2018, 10, 1)
OF_THE_LOG = ("event_id", "sequence")  # what events are given where they are published


def told() -> list[Outgoing]:
    """What registry and benefits say of the small county: 400 veterans, 40 roles of which 10 ended, 60 cases."""
    random = Random(329)
    roles = [role_assumed(random.choice(ROOMS), SINCE + timedelta(days=number)) for number in range(40)]
    first = [
        *small_county(),
        *(
            veteran_registered(random.choice(ROOMS), SINCE + timedelta(days=number % 200), party_member=number % 3 == 0)
            for number in range(400)
        ),
        *roles,
        *(case_resolved(random.choice(ROOMS), SINCE + timedelta(days=3 * number)) for number in range(60)),
    ]
    second = [unit_renamed(SHIAN, "施庵镇服务站", AS_OF), *(role_ended(role, AS_OF) for role in roles[:10])]
    return [*(Outgoing(event, 1, synthetic=True) for event in first), *(Outgoing(event, 2) for event in second)]


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what these tests tell."""
    home = server_home / "reporting"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def events(own_kafka: Kafka, databases: Databases) -> AsyncIterator[list[Event]]:
    """Everything told has been published, by the outbox of another service."""
    outgoing = told()
    registry = await databases.emptied("registry")
    async with registry.begin() as connection:
        await record(connection, outgoing, now=RECORDED_AT)
    relay = given_relay(registry, own_kafka.broker)
    async with running(relay):
        await published(relay)
    yield [each.event for each in outgoing]


async def contents(engine: AsyncEngine, *, without: Iterable[str] = ()) -> dict[str, list[Any]]:
    async with engine.connect() as connection:
        return await content(connection, without=without)


async def folded_directly(engine: AsyncEngine, events: list[Event]) -> dict[str, list[Any]]:
    async with engine.begin() as connection:
        for projection in OURS:
            for table in projection.tables:
                await connection.execute(delete(table))
    async with engine.begin() as connection:
        await apply_all(connection, [delivered(event, partition=partition_of(event)) for event in events])
    return await contents(engine, without=OF_THE_LOG)


def partition_of(event: Event) -> int:
    """Where it lies in Kafka."""
    return partition_for(published_as(type(event)).key_of(event), PARTITIONS)


class TestReporting:
    async def test_shows_what_the_other_services_published(
        self, reporting_engine: AsyncEngine, own_kafka: Kafka, events: list[Event]
    ) -> None:
        await caught_up(reporting_engine, own_kafka)
        async with reporting_engine.connect() as connection:
            for path in (CENTRE, SHIAN):
                standing = await get_standing(connection, path.rpartition(".")[2], AS_OF)
                assert dict(standing.figures) == counted_singly(events, path, AS_OF)

    async def test_counts_each_event_once_though_its_consumer_stopped_half_way(
        self, reporting_engine: AsyncEngine, own_kafka: Kafka, events: list[Event]
    ) -> None:
        async def begun() -> bool:
            return bool((await contents(reporting_engine))["figure_change"])

        async with running(given_consumer(reporting_engine, own_kafka)):
            await eventually(begun)
        await caught_up(reporting_engine, own_kafka)
        found = await contents(reporting_engine, without=OF_THE_LOG)
        assert found == await folded_directly(reporting_engine, events)

    @pytest.mark.parametrize("projection", OURS, ids=lambda projection: projection.name)
    async def test_learns_all_of_it_again_in_a_rebuild(
        self,
        reporting_engine: AsyncEngine,
        own_kafka: Kafka,
        events: list[Event],
        settings_of: Callable[..., Settings],
        projection: Projection,
    ) -> None:
        await caught_up(reporting_engine, own_kafka)
        before = await contents(reporting_engine)
        async with reporting_engine.begin() as connection:
            for table in projection.tables:
                await connection.execute(delete(table))
            claimed = func.split_part(PROJECTED_TYPE.c.projection, " ", 1)
            await connection.execute(delete(PROJECTED_TYPE).where(claimed == projection.name))
        settings = settings_of("reporting", **kafka_settings(own_kafka.broker))
        assert await list_missing(settings, OURS) == [projection]
        rebuilt = await rebuild(settings, projection)
        assert await list_missing(settings, OURS) == []
        assert rebuilt.events
        assert rebuilt.rows
        assert await contents(reporting_engine) == before
