"""A day is asked about in the morning, looked at by one worker, again until it closes, and shown."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.main import create_app as create_notifications
from services.reporting.comparisons.driver import HolderUnavailable
from services.reporting.promises.commands import ASK_DAILY
from services.reporting.promises.loop import LEASE, LocalPeer, Reconciler, measure_promises
from services.reporting.promises.tables import PROMISE_DAY
from shared.auth.roles import Role
from shared.events.catalogue import published
from shared.events.registry import VeteranRegistered
from shared.inbox.tables import STREAM_VERSION
from shared.outbox.rows import OutboxRow, insert_rows
from shared.promises.told import RecordedEvent, ToldAnswer, UnappliedEvent
from shared.schedule.scheduler import Scheduler
from tests.browsers import words_of
from tests.given import NOW, given_grant
from tests.reporting.conftest import ClientFor
from tests.shared.wire import given_row

REGISTERED = published(VeteranRegistered)
ID = UUID("01900000-0000-7000-8000-000000000001")
YESTERDAY = NOW + timedelta(days=1)  # of which NOW is the day before


@dataclass
class Silent:
    """Does not answer, or not before the test lets it."""

    fault: str = "benefits: no answer"
    waits: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def recorded(self, *_: Any) -> Sequence[RecordedEvent]:
        raise HolderUnavailable(self.fault)

    async def applied(self, _events: Sequence[RecordedEvent]) -> Sequence[UnappliedEvent]:
        self.asked.set()
        if self.waits is not None:
            await self.waits.wait()
            return ()
        raise HolderUnavailable(self.fault)


class Nobody:
    """To be told."""

    async def told(self, _events: Sequence[RecordedEvent]) -> ToldAnswer:
        return ToldAnswer([], [])


@pytest.fixture
async def _registered(registry_engine: AsyncEngine, reporting_engine: AsyncEngine) -> None:
    """One person, of whom registry has told and reporting has heard."""
    event = OutboxRow(ID, REGISTERED.topic, "person", "person", 1, REGISTERED.type, b"", b"{}")
    async with registry_engine.begin() as connection:
        await insert_rows(connection, [event, given_row("another")], now=NOW)
        position = "INSERT INTO outbox_position VALUES (true, 1000000, '{}', 1)"
        position += " ON CONFLICT (one) DO UPDATE SET floor = excluded.floor"
        await connection.exec_driver_sql(position)
    await heard(reporting_engine)


async def heard(engine: AsyncEngine) -> None:
    version = {"topic": REGISTERED.topic, "key": "person", "sequence": 1, "event_id": ID}
    async with engine.begin() as connection:
        await connection.execute(STREAM_VERSION.insert(), version)


@pytest.fixture
def peers(registry_engine: AsyncEngine, benefits_engine: AsyncEngine, reporting_engine: AsyncEngine) -> dict[str, Any]:
    """By their databases."""
    engines = {"registry": registry_engine, "benefits": benefits_engine, "reporting": reporting_engine}
    return {name: LocalPeer(engine) for name, engine in engines.items()}


async def asked(engine: AsyncEngine, at: datetime = YESTERDAY) -> None:
    """The morning has come."""
    await Scheduler(engine, [ASK_DAILY], clock=lambda: at - timedelta(days=1)).keep()
    await Scheduler(engine, [ASK_DAILY], clock=lambda: at).run_what_is_due(asyncio.Event())


def reconciler(engine: AsyncEngine, peers: Mapping[str, Any], at: datetime = YESTERDAY) -> Reconciler:
    return Reconciler(engine, peers=peers, teller=Nobody(), clock=lambda: at)


async def looked(engine: AsyncEngine, peers: Mapping[str, Any], at: datetime = YESTERDAY) -> dict[str, Any]:
    """What is known of each promise once all that was due is looked at."""
    while await reconciler(engine, peers, at).look_next():
        pass
    async with engine.connect() as connection:
        return {row.promise: row for row in await connection.execute(select(PROMISE_DAY))}


def parts(row: Any) -> set[tuple[str, str, str, int]]:
    return {(each["service"], each["step"], each["state"], each["count"]) for each in row.parts}


class TestADay:
    async def test_is_asked_about_each_morning_and_days_that_were_left_out(self, reporting_engine: AsyncEngine) -> None:
        await asked(reporting_engine)
        await asked(reporting_engine, YESTERDAY + timedelta(days=2))
        async with reporting_engine.connect() as connection:
            days = (await connection.execute(select(PROMISE_DAY.c.day).order_by(PROMISE_DAY.c.day))).scalars().all()
        assert sorted(set(days)) == [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)]
        assert len(days) == 3 * 4

    async def test_that_a_clock_ahead_asked_about_is_asked_about_anew_when_it_comes(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await asked(reporting_engine)
        ahead = YESTERDAY + timedelta(days=3_000)
        await asked(reporting_engine, ahead)
        async with reporting_engine.begin() as connection:
            closed = update(PROMISE_DAY).where(PROMISE_DAY.c.asked_at == ahead)
            await connection.execute(closed.values(looked_at=ahead, look_at=None, closed_at=ahead, recorded=0))
        morning = YESTERDAY + timedelta(days=2)
        await asked(reporting_engine, morning)
        async with reporting_engine.connect() as connection:
            rows = await connection.execute(select(PROMISE_DAY).where(PROMISE_DAY.c.asked_at == morning))
            found = {(row.day, row.look_at, row.closed_at, row.recorded) for row in rows}
        assert found == {(date(2026, 5, day), morning, None, None) for day in (2, 3)}

    @pytest.mark.usefixtures("_registered")
    async def test_names_what_is_not_applied_and_closes_for_good_once_it_is(
        self,
        reporting_engine: AsyncEngine,
        benefits_engine: AsyncEngine,
        peers: dict[str, Any],
        client_for: ClientFor,
        browser_for: ClientFor,
    ) -> None:
        await asked(reporting_engine)
        found = await looked(reporting_engine, peers)
        assert {promise for promise, row in found.items() if row.closed_at} == {"decided", "resolved", "reported"}
        row = found["registered"]
        assert (row.recorded, row.look_at) == (1, YESTERDAY + timedelta(hours=1))
        assert parts(row) == {
            ("registry", "published", "published", 1),
            ("benefits", "applied", "under-way", 1),
            ("reporting", "applied", "applied", 1),
            ("notifications", "told", "nobody", 1),
        }
        async with reporting_engine.connect() as connection:
            await measure_promises(connection, row.asked_at + timedelta(hours=2))
        measured = {name: REGISTRY.get_sample_value(name, {"promise": "registered"}) for name in METRICS}
        assert measured == {"reporting_promise_days_open": 1, "reporting_promise_open_seconds": 7200}
        page = await (await browser_for(Role.BUREAU_LEADER)).get("/reporting/promises?state=open")
        assert "尚未处理" in words_of(page)
        assert str(ID) in page.text
        client = await client_for(Role.BUREAU_LEADER)
        [shown] = (await client.get("/promises?only_open=true")).json()["items"]
        assert (shown["promise"], shown["day"], shown["closed_at"]) == ("registered", "2026-05-01", None)
        assert str(ID) in [each for part in shown["parts"] for each in part["events"]]
        assert len((await client.get("/promises")).json()["items"]) == 4

        await heard(benefits_engine)
        assert not (await looked(reporting_engine, peers))["registered"].closed_at  # not before the hour is over
        later = YESTERDAY + timedelta(hours=1)
        row = (await looked(reporting_engine, peers, later))["registered"]
        assert (row.closed_at, row.look_at) == (later, None)
        again = await looked(reporting_engine, {**peers, "benefits": Silent()}, later + timedelta(days=1))
        assert again["registered"] == row
        assert (await client.get("/promises?only_open=true&promise=registered")).json()["items"] == []

    @pytest.mark.usefixtures("_registered")
    async def test_stays_open_while_a_service_does_not_answer_and_the_others_are_told_of(
        self,
        reporting_engine: AsyncEngine,
        benefits_engine: AsyncEngine,
        peers: dict[str, Any],
        browser_for: ClientFor,
    ) -> None:
        await asked(reporting_engine)
        found = await looked(reporting_engine, {**peers, "benefits": Silent("benefits answers 503")})
        assert ("benefits", "applied", "unanswered", 0) in parts(found["registered"])
        assert ("reporting", "applied", "applied", 1) in parts(found["registered"])
        assert parts(found["resolved"]) == {("benefits", "published", "unanswered", 0)}
        assert {promise for promise, row in found.items() if row.closed_at} == {"reported"}
        page = await (await browser_for(Role.BUREAU_LEADER)).get("/reporting/promises")
        assert "benefits answers 503" in words_of(page)
        await heard(benefits_engine)
        soon = await looked(reporting_engine, peers, YESTERDAY + timedelta(minutes=2))
        assert all(row.closed_at for row in soon.values())

    @pytest.mark.usefixtures("_registered")
    async def test_is_in_the_hands_of_one_worker_until_its_lease_is_over(
        self, reporting_engine: AsyncEngine, peers: dict[str, Any]
    ) -> None:
        await asked(reporting_engine)
        slow = Silent(waits=asyncio.Event())
        with_slow = {**peers, "benefits": slow}
        await looked(reporting_engine, {**peers, "benefits": Silent()})
        hour = YESTERDAY + timedelta(hours=1)
        looking = asyncio.create_task(self._until_done(reporting_engine, with_slow, hour))
        await asyncio.wait_for(slow.asked.wait(), 30)
        other = await looked(reporting_engine, peers, hour)
        assert other["registered"].looked_at == YESTERDAY
        assert other["registered"].claimed_until == hour + LEASE
        late = await looked(reporting_engine, peers, hour + LEASE)
        assert late["registered"].looked_at == hour + LEASE
        assert slow.waits is not None
        slow.waits.set()
        await looking

    async def _until_done(self, engine: AsyncEngine, peers: Mapping[str, Any], at: datetime) -> None:
        while await reconciler(engine, peers, at).look_next():
            pass


METRICS = ("reporting_promise_days_open", "reporting_promise_open_seconds")


class TestWhatBecameOfEvents:
    @pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.SYSTEM_ADMINISTRATOR, Role.SUBSCRIBER])
    async def test_is_told_to_no_person_and_no_system_outside(
        self,
        role: Role,
        notifications_engine: AsyncEngine,
        settings_of: Callable[..., Any],
        token_for: Callable[[UUID], str],
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        await given_grant(notifications_engine, ID, role)
        client = api_client(create_notifications(settings_of("notifications")), token_for(ID))
        span = {"types": [REGISTERED.type], "since": NOW.isoformat(), "until": NOW.isoformat()}
        answers = [
            await client.post("/promises/recorded", json=span),
            await client.post("/promises/applied", json={"events": []}),
            await client.post("/promises/told", json={"events": []}),
        ]
        assert {answer.status_code for answer in answers} == {403}
