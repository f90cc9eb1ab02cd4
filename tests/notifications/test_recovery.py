"""A database of notifications that went back: nobody is told twice."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from services.notifications import SERVICE
from services.notifications.deliveries import loop
from services.notifications.deliveries.driver import DRIVERS, GatewayRefused
from services.notifications.deliveries.loop import Sender, sender
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from services.notifications.settings import Settings
from shared.events.catalogue import Origin
from shared.outbox import reconcile as replacing
from shared.outbox.relay import Relay
from shared.service import reconcile_cli
from shared.service.assembly import recoveries_of
from tests.given import kafka_settings
from tests.notifications.drivers import Gateway, answer_with
from tests.notifications.given import (
    case_resolved,
    given_delivered,
    given_reachable,
    given_requested,
    given_sender,
    published_events,
)
from tests.shared.outbox.test_unrecorded import go_back
from tests.shared.wire import delete_topic, eventually, given_relay, given_topic, published, running, scalar

TOPIC = "notifications.deliveries"
ORIGIN = Origin("/notifications", (TOPIC,))


@pytest.fixture(autouse=True)
async def _topic(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    for module in (loop, reconcile_cli):
        monkeypatch.setattr(module, "origin_of", lambda _service: ORIGIN)  # without dead letters: no topic of theirs
    monkeypatch.setattr(loop, "REFUSAL_SECONDS", 0.05)
    monkeypatch.setattr(loop, "TROUBLE_SECONDS", 0.05)
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(replacing, "UNDER_WAY_SECONDS", 0.2)
    given_topic(kafka.broker, name=TOPIC)
    yield
    delete_topic(kafka.broker, TOPIC)


@pytest.fixture
def settings(settings_of: Any, kafka: Kafka) -> Settings:
    made: Settings = settings_of("notifications", **kafka_settings(kafka.broker))
    return made


@pytest.fixture
def relay(notifications_engine: AsyncEngine, kafka: Kafka) -> Relay:
    return given_relay(notifications_engine, kafka.broker, TOPIC, source=ORIGIN.source)


def given_real_sender(settings: Settings, engine: AsyncEngine, gateway: Gateway, patch: pytest.MonkeyPatch) -> Sender:
    """As the worker makes it, but for the gateway."""
    patch.setitem(DRIVERS, settings.driver, lambda: gateway)
    return sender(settings, engine)


async def restore(engine: AsyncEngine) -> None:
    """To the time before the last message was told of, and owed."""
    await go_back(engine, 1)
    async with engine.begin() as connection:
        await connection.execute(delete(DELIVERY))
        await connection.execute(delete(REQUEST))


async def says(part: Sender, beginning: str) -> bool:
    (check,) = await part.checks()
    return check.detail.startswith(beginning)


async def reconcile(engine: AsyncEngine, settings: Settings) -> None:
    await reconcile_cli.reconcile(engine, settings, yes=True, recoveries=recoveries_of(SERVICE))


class TestARestoredDatabase:
    async def test_sends_nothing_before_it_is_reconciled_and_nothing_twice_afterwards(
        self, notifications_engine: AsyncEngine, settings: Settings, relay: Relay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cause = given_delivered(case_resolved(await given_reachable(notifications_engine)))
        await given_requested(notifications_engine, [cause])
        await given_sender(notifications_engine, Gateway()).send_due()
        async with running(relay):
            await published(relay)
        [(_, _, told)] = await published_events(notifications_engine)

        await restore(notifications_engine)
        await given_requested(notifications_engine, [cause])  # its consumer went back as well
        gateway = Gateway()
        restored = given_real_sender(settings, notifications_engine, gateway, monkeypatch)
        async with running(restored):
            await eventually(lambda: says(restored, "kafka is ahead of this database by 1 events"))
            assert not (await restored.checks())[0].ok
            await reconcile(notifications_engine, settings)
            async with running(relay):
                await published(relay)
            await eventually(lambda: says(restored, "driver"))
            new = given_delivered(case_resolved(await given_reachable(notifications_engine)))
            await given_requested(notifications_engine, [new])
            await eventually(lambda: has_sent(notifications_engine, 2))
        assert len(gateway.given) == 1
        assert (await published_events(notifications_engine))[0] == ("notification-sent", 1, told)

    @pytest.mark.parametrize("owed", [True, False], ids=["already owed", "owed later"])
    async def test_keeps_why_somebody_was_not_told(
        self, notifications_engine: AsyncEngine, settings: Settings, relay: Relay, owed: bool
    ) -> None:
        cause = given_delivered(case_resolved(await given_reachable(notifications_engine)))
        await given_requested(notifications_engine, [cause])
        await given_sender(notifications_engine, Gateway(answer_with(GatewayRefused("blacklisted")))).send_due()
        async with running(relay):
            await published(relay)
        await restore(notifications_engine)
        if owed:
            await given_requested(notifications_engine, [cause])
        await reconcile(notifications_engine, settings)
        await given_requested(notifications_engine, [cause])
        gateway = Gateway()
        assert await given_sender(notifications_engine, gateway).send_due() == 0
        async with notifications_engine.connect() as connection:
            rows = (await connection.execute(text("SELECT state, reason FROM delivery"))).all()
        assert [tuple(row) for row in rows] == [("failed", "gateway-refused")]

    async def test_can_be_reconciled_twice(
        self, notifications_engine: AsyncEngine, settings: Settings, relay: Relay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cause = given_delivered(case_resolved(await given_reachable(notifications_engine)))
        await given_requested(notifications_engine, [cause])
        await given_sender(notifications_engine, Gateway()).send_due()
        async with running(relay):
            await published(relay)
        await restore(notifications_engine)
        with monkeypatch.context() as broken:
            broken.setattr(reconcile_cli, "replace_log", dies)
            with pytest.raises(TimeoutError):
                await reconcile(notifications_engine, settings)
        await reconcile(notifications_engine, settings)
        assert len(await published_events(notifications_engine)) == 1


async def dies(*_: Any) -> None:
    raise TimeoutError


async def has_sent(engine: AsyncEngine, count: int) -> bool:
    return bool(await scalar(engine, "SELECT count(*) = :count FROM delivery WHERE state = 'sent'", count=count))
