"""An event that comes alone: whoever committed it wakes the relay."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recording import recorded
from deploy.embedded.kafka import Kafka
from shared.command import Transaction, command
from shared.events.registry import GrantRevoked
from shared.ids import new_id
from shared.outbox import relay as relaying
from shared.outbox import waking
from shared.outbox.waking import RING
from tests.given import NOW, given_work
from tests.shared.wire import given_relay, given_topic, published, running

LONG_SECONDS = 600.0


@command
async def revoke(tx: Transaction, grant_id: UUID, *, tells: bool = True) -> None:
    """Tell one event, or none."""
    if tells:
        tx.publish(GrantRevoked(grant_id=grant_id, account_id=new_id(), revoked_at=NOW), sequence=1)


@pytest.fixture(autouse=True)
def _long_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """No relay looks by itself while a test lasts, and who told one tells none again."""
    for name in ("SHORTEST_NAP_SECONDS", "LONGEST_NAP_SECONDS"):
        monkeypatch.setattr(relaying, name, LONG_SECONDS)
    monkeypatch.setattr(waking, "REST_SECONDS", LONG_SECONDS)
    waking.bell_of.cache_clear()


class TestARelayThatNaps:
    async def test_is_woken_by_a_command_and_by_its_end(self, kernel_engine: AsyncEngine, kafka: Kafka) -> None:
        given_topic(kafka.broker, name="registry.grants")
        await revoke(given_work(kernel_engine), new_id())
        waking.bell_of.cache_clear()
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
            await asyncio.sleep(0.1)  # until it naps
            await revoke(given_work(kernel_engine), new_id())
            await published(relay)


class TestACommand:
    async def test_wakes_it_after_the_commit_and_seldom(self, kernel_engine: AsyncEngine) -> None:
        with recorded(kernel_engine) as sent:
            for tells in (False, True, True):
                await revoke(given_work(kernel_engine), new_id(), tells=tells)
                await asyncio.sleep(0)
        said = [each.sql for each in sent]
        assert said.count(RING) == 1
        assert said[said.index(RING) - 1] == "COMMIT"
        assert said[: said.index(RING)].count("COMMIT") == 2
