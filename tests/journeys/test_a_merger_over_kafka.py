"""Two rooms are merged while four services speak over Kafka (R10): what one holds goes to the other, every service
clears it, and it closes by itself, with its Party group."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services import benefits, notifications, registry, reporting
from services.benefits.closings.loop import unit_answerer as of_benefits
from services.notifications.closings.loop import unit_answerer as of_notifications
from services.registry.party.domain import PartyKind
from services.registry.reorganisations.commands import merge_org_unit
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.loop import HoldingsMover, Merger
from services.reporting.closings.loop import unit_answerer as of_reporting
from shared.auth.roles import Role
from shared.command import Work
from shared.events.catalogue import origin_of
from shared.inbox.consumer import Consumer
from shared.outbox.relay import Relay
from shared.service.assembly import projections_of
from shared.service.worker import Part
from tests.given import given_grant
from tests.registry.given import given_account, given_network, given_party, given_work
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, given_number, given_veteran
from tests.shared.wire import eventually, running, scalar

pytestmark = pytest.mark.journey

ON = date(2019, 4, 20)


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this journey tells."""
    home = server_home / "merger"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


@pytest.fixture
async def county(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    own_kafka: Kafka,
) -> AsyncIterator[AsyncEngine]:
    """Registry's database; the workers of all four run."""
    own: dict[str, Sequence[Part]] = {
        "registry": (HoldingsMover(registry_engine, registrar=REGISTRAR), Merger(registry_engine)),
        "benefits": (_answerer(of_benefits, benefits_engine),),
        "reporting": (_answerer(of_reporting, reporting_engine),),
        "notifications": (_answerer(of_notifications, notifications_engine),),
    }
    engines = (registry_engine, benefits_engine, reporting_engine, notifications_engine)
    async with AsyncExitStack() as parts:
        for module, engine in zip((registry, benefits, reporting, notifications), engines, strict=True):
            name, broker = module.SERVICE.name, own_kafka.broker
            projections = projections_of(module.SERVICE)
            consumer = Consumer(engine, group=name, broker=broker, projections=projections)
            relay = Relay(engine, origin=origin_of(name), broker=broker)
            for part in (relay, consumer, *own[name]):
                await parts.enter_async_context(running(part))
        yield registry_engine


def _answerer(make: Any, engine: AsyncEngine) -> Part:
    part: Part = make(None, engine)
    return part


async def _is(engine: AsyncEngine, query: str, value: object) -> bool:
    return bool(await scalar(engine, query) == value)


class TestAMerger:
    async def test_closes_the_unit_by_itself_when_all_four_have_heard_all(
        self, county: AsyncEngine, benefits_engine: AsyncEngine, reporting_engine: AsyncEngine
    ) -> None:
        await given_network(county)
        for station, room in (("411329104", ROOM), ("411329105", OTHER_ROOM)):
            await given_party(county, PartyKind.BRANCH, station)
            await given_party(county, PartyKind.GROUP, room)
        for serial in range(1, 4):
            await given_veteran(county, id_number=given_number(serial), registered_on="2019-03-01")
        account = await given_account(county)
        await given_grant(county, account, Role.CENTRE_STAFF, "411329")
        work = given_work(county)
        asking = Work(county, replace(work.caller, account_id=account), work.now)
        await merge_org_unit(asking, ROOM, Handover(OTHER_ROOM, ON, "新退〔2019〕9号"))

        closed = f"SELECT closed_on FROM org_unit WHERE org_code = '{ROOM}'"
        await eventually(partial(_is, county, closed, ON))
        answered = f"SELECT count(*) FROM org_unit_answer WHERE org_code = '{ROOM}' AND open = '{{}}'"
        assert await scalar(county, answered) == 3
        assert await scalar(county, f"SELECT dissolved_on FROM party_organisation WHERE mirror_of = '{ROOM}'") == ON
        moved = f"SELECT count(*) FROM veteran WHERE org_code = '{OTHER_ROOM}'"
        assert await scalar(county, moved) == 3
        for engine in (benefits_engine, reporting_engine):
            await eventually(partial(_is, engine, "SELECT count(*) FROM closing_unit", 0))
        counted = "SELECT sum(delta) FROM figure_change WHERE figure_code = 'F01' AND org_path LIKE '%{}'"
        await eventually(partial(_is, reporting_engine, counted.format(OTHER_ROOM), 3))
        assert await scalar(reporting_engine, counted.format(ROOM)) == 0
