"""A member of a group as we want it: the canary of the one attribute without a public name, and an end in time."""

import asyncio

from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.consumer.fetcher import Fetcher

from deploy.embedded.kafka import Kafka
from shared.kafka.consumer import A_DAY_SECONDS, close_consumer, group_consumer, open_consumer
from shared.kafka.ending import STOP_SECONDS
from tests.shared.wire import given_topic


class Listener:
    async def on_partitions_revoked(self, revoked: object) -> None: ...

    async def on_partitions_assigned(self, assigned: object) -> None: ...


ConsumerRebalanceListener.register(Listener)


class TestAGroupConsumer:
    async def test_fetches_again_only_when_everything_was_taken(self, kafka: Kafka) -> None:
        """aiokafka counts its pause in seconds, from the answer on, as long as records wait."""
        assert Fetcher.__init__.__kwdefaults__["prefetch_backoff"] == 0.1
        topic = given_topic(kafka.broker)
        consumer = group_consumer(kafka.broker, topic, (topic,), Listener())
        await open_consumer(consumer)
        assert consumer.client._fetcher._prefetch_backoff == A_DAY_SECONDS
        await close_consumer(consumer)

    async def test_is_closed_in_time_when_stopping_hangs(self, kafka: Kafka) -> None:
        topic = given_topic(kafka.broker)
        consumer = group_consumer(kafka.broker, topic, (topic,), Listener())
        await open_consumer(consumer)
        stop, never = consumer.client.stop, asyncio.Event()
        consumer.client.stop = never.wait
        async with asyncio.timeout(STOP_SECONDS * 3):
            await close_consumer(consumer)
        never.set()
        await stop()
