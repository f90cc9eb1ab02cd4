"""A broker whose every answer is late, as on a machine that is busy with much else (found by F10)."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.proxy import Direction, Proxy
from shared.kafka.broker import Broker
from tests.shared.wire import given_relay, given_row, given_rows, given_topic, published, records_of, running

LATE_SECONDS = 0.4


@pytest.mark.nightly
class TestARelay:
    async def test_is_not_kept_from_its_work_by_answers_that_are_late(
        self, kernel_engine: AsyncEngine, proxied: tuple[Proxy, Broker]
    ) -> None:
        """It asked over four connections where the log ends, was over its time before it knew, and began again."""
        proxy, broker = proxied
        topic = await asyncio.to_thread(given_topic, broker)
        relay = given_relay(kernel_engine, broker, topic)
        await given_rows(kernel_engine, [given_row(topic)])
        proxy.delay(LATE_SECONDS, Direction.TO_CLIENT)
        async with running(relay):
            await published(relay)
        proxy.heal()
        assert len(await records_of(broker, topic)) == 1
