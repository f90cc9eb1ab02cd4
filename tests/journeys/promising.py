"""A day on which somebody was registered: it does not close while an event of it is parked, which it names."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services import benefits, notifications, reporting
from services.benefits.directory.projection import DIRECTORY
from services.reporting.promises.commands import ASK_DAILY
from services.reporting.promises.driver import Peer, Teller
from services.reporting.promises.loop import Reconciler
from services.reporting.promises.tables import PROMISE_DAY
from shared.auth.roles import Role
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Delivered, Projection
from shared.inbox.subscription import Subscription
from shared.kafka.broker import Broker
from shared.parked.commands import redrive_parked_key
from shared.schedule.scheduler import Scheduler
from shared.service.assembly import projections_of
from tests.given import CENTRE, given_caller, given_work
from tests.registry.given import NOW
from tests.registry.persons import given_number, given_veteran
from tests.shared.wire import eventually, running, scalar

MORNING = NOW + timedelta(days=1)


class Told(Protocol):
    """Services over one Kafka, and how reporting asks them."""

    @property
    def registry(self) -> AsyncEngine: ...
    @property
    def benefits(self) -> AsyncEngine: ...
    @property
    def reporting(self) -> AsyncEngine: ...
    @property
    def notifications(self) -> AsyncEngine: ...
    @property
    def broker(self) -> Broker: ...
    @property
    def peers(self) -> Mapping[str, Peer]: ...
    @property
    def teller(self) -> Teller: ...


async def a_day_closes(county: Told) -> None:
    """All others have heard of the last one registered that day; benefits cannot apply him at first."""
    stuck = await given_veteran(county.registry, id_number=given_number(104))
    registered = "SELECT event_id FROM outbox WHERE key = :who AND type LIKE '%veteran-registered%'"
    event = await scalar(county.registry, registered, who=str(stuck))
    own = projections_of(benefits.SERVICE)
    refusing = [replace(each, apply=_refuse) if each is DIRECTORY else each for each in own]
    told = await scalar(county.registry, "SELECT sum(version) FROM veteran")
    async with (
        _listening(county, benefits, refusing),
        _listening(county, reporting, projections_of(reporting.SERVICE)),
        _listening(county, notifications, projections_of(notifications.SERVICE)),
    ):
        for engine in (county.reporting, county.notifications):
            await eventually(partial(_has_heard, engine, told))
        await eventually(partial(_has_parked, county.benefits, stuck))

    await Scheduler(county.reporting, [ASK_DAILY], clock=lambda: NOW).keep()
    await Scheduler(county.reporting, [ASK_DAILY], clock=lambda: MORNING).run_what_is_due(asyncio.Event())
    row = await _look(county, MORNING)
    assert row.closed_at is None
    open_parts = [part for part in row.parts if part["events"]]
    assert open_parts == [
        {"service": "benefits", "step": "applied", "state": "parked", "reason": "handler", "count": 1,
         "events": [str(event)]}
    ]  # fmt: skip

    parked = await scalar(county.benefits, "SELECT id FROM parked_key WHERE key = :who", who=str(stuck))
    operator = given_work(county.benefits, given_caller(Role.SYSTEM_ADMINISTRATOR, CENTRE))
    await redrive_parked_key(operator, parked, group="benefits", subscription=Subscription(own))
    row = await _look(county, MORNING + timedelta(hours=1))
    assert row.closed_at == MORNING + timedelta(hours=1)
    states = {(part["service"], part["step"], part["state"]): part["count"] for part in row.parts}
    consumers = ("benefits", "reporting", "notifications")
    assert states == {
        ("registry", "published", "published"): row.recorded,
        **{(service, "applied", "applied"): row.recorded for service in consumers},
        ("notifications", "told", "nobody"): row.recorded,
    }


async def _refuse(_connection: AsyncConnection, _delivered: Sequence[Delivered[Any]]) -> None:
    raise ValueError("this version cannot")


@asynccontextmanager
async def _listening(county: Told, service: ModuleType, projections: Sequence[Projection]) -> AsyncIterator[None]:
    name = service.SERVICE.name
    consumer = Consumer(getattr(county, name), group=name, broker=county.broker, projections=projections)
    async with running(consumer):
        yield


async def _has_heard(engine: AsyncEngine, told: int) -> bool:
    applied = "SELECT sum(sequence) FROM stream_version WHERE topic = 'registry.persons'"
    return bool(await scalar(engine, applied) == told)


async def _has_parked(engine: AsyncEngine, who: UUID) -> bool:
    return bool(await scalar(engine, "SELECT count(*) FROM parked_key WHERE key = :who", who=str(who)))


async def _look(county: Told, at: datetime) -> Any:
    """What is known of what was registered that day, once all that is due was looked at."""
    reconciler = Reconciler(county.reporting, peers=county.peers, teller=county.teller, clock=lambda: at)
    while await reconciler.look_next():
        pass
    async with county.reporting.connect() as connection:
        registered = select(PROMISE_DAY).where(PROMISE_DAY.c.promise == "registered")
        return (await connection.execute(registered)).one()
