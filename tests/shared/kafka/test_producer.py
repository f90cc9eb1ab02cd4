"""Closing a producer whose broker is gone: at once, and nothing of it is left behind.

The second class holds the private names of aiokafka that this takes to what they mean today.
"""

import asyncio
import gc
from collections import deque
from typing import Any

from deploy.embedded.kafka import Kafka
from faults.proxy import Proxy
from shared.kafka.broker import Broker
from shared.kafka.ending import STOP_SECONDS
from shared.kafka.producer import KafkaProducer, close_producer, start_producer
from tests.shared.wire import eventually, given_topic


async def started(kafka: Kafka) -> KafkaProducer:
    return await start_producer(kafka.broker, client_id="tests", batch_bytes=100_000)


class TestAProducerWhoseBrokerIsGone:
    async def test_is_closed_soon_and_leaves_no_task_behind(self, fragile_kafka: Kafka) -> None:
        topic = given_topic(fragile_kafka.broker)
        before = asyncio.all_tasks()
        producer = await started(fragile_kafka)
        await producer.client.send_and_wait(topic, b"before")
        fragile_kafka.kill()
        await is_closed_soon(producer, topic)
        await eventually(lambda: all_done(asyncio.all_tasks() - before))
        await asyncio.to_thread(fragile_kafka.start)

    async def test_leaves_no_failure_behind_that_nobody_asked_for(
        self, fragile_kafka: Kafka, reported: list[dict[str, Any]]
    ) -> None:
        topic = given_topic(fragile_kafka.broker)
        producer = await started(fragile_kafka)
        await producer.client.send_and_wait(topic, b"before")
        fragile_kafka.kill()
        await given_batch(producer, topic)
        await asyncio.sleep(0.5)
        await close_producer(producer)
        await nothing_reported(reported)
        await asyncio.to_thread(fragile_kafka.start)

    async def test_leaves_none_either_when_a_batch_was_about_to_be_tried_again(
        self, fragile_kafka: Kafka, reported: list[dict[str, Any]]
    ) -> None:
        """Between its first failure and its second try a batch waits in the queue, no longer under way."""
        topic = given_topic(fragile_kafka.broker)
        producer = await started(fragile_kafka)
        await producer.client.send_and_wait(topic, b"before")
        closing = close_when_queued_again(producer)
        fragile_kafka.kill()
        await given_batch(producer, topic)
        await (await closing)
        await nothing_reported(reported)
        await asyncio.to_thread(fragile_kafka.start)


class TestAProducerWhoseBrokerSaysNothing:
    async def test_is_closed_soon_and_cancels_nobody(self, proxied: tuple[Proxy, Broker]) -> None:
        """Its connection does not end either: over TLS both sides say that they end it (found by F23)."""
        proxy, broker = proxied
        topic = await asyncio.to_thread(given_topic, broker)  # it comes through the proxy, which needs this loop
        producer = await start_producer(broker, client_id="tests", batch_bytes=100_000)
        await producer.client.send_and_wait(topic, b"before")
        proxy.lose_server()
        await is_closed_soon(producer, topic)


class TestTheNamesOfAiokafka:
    async def test_mean_what_they_meant(self, kafka: Kafka) -> None:
        topic = given_topic(kafka.broker, partitions=1)
        producer = await started(kafka)
        accumulator = producer.client._message_accumulator
        assert isinstance(accumulator._pending_batches, set)
        batch = producer.create_batch()
        batch.append(key=None, value=b"", timestamp=None)
        acknowledged = await producer.send_batch(batch, topic, partition=0)
        ((queued,),) = accumulator._batches.values()
        assert isinstance(next(iter(accumulator._batches.values())), deque)
        assert not queued.future.done()
        assert not queued._drain_waiter.done()
        await acknowledged
        assert (dict(accumulator._batches), accumulator._pending_batches) == ({}, set())
        assert queued.future.done()
        assert queued._drain_waiter.done()
        assert callable(accumulator.reenqueue)
        await producer.client.stop()


async def is_closed_soon(producer: KafkaProducer, topic: str) -> None:
    """And gives up what it was to deliver."""
    delivery = await producer.client.send(topic, b"after")
    async with asyncio.timeout(STOP_SECONDS + 1):
        await close_producer(producer)
    assert delivery.exception() is not None


async def given_batch(producer: KafkaProducer, topic: str) -> None:
    """Nobody waits for what becomes of it."""
    batch = producer.create_batch()
    batch.append(key=None, value=b"after", timestamp=None)
    (await producer.send_batch(batch, topic, partition=0)).cancel()


def close_when_queued_again(producer: KafkaProducer) -> "asyncio.Future[asyncio.Task[None]]":
    closing: asyncio.Future[asyncio.Task[None]] = asyncio.get_running_loop().create_future()
    accumulator = producer.client._message_accumulator
    reenqueue = accumulator.reenqueue

    def reenqueue_and_close(batch: Any) -> None:
        reenqueue(batch)
        closing.set_result(asyncio.create_task(close_producer(producer)))

    accumulator.reenqueue = reenqueue_and_close
    return closing


async def nothing_reported(reported: list[dict[str, Any]]) -> None:
    await asyncio.sleep(0.3)
    gc.collect()
    assert reported == []


async def all_done(tasks: set[asyncio.Task[object]]) -> bool:
    current = asyncio.current_task()
    return all(task.done() or task is current for task in tasks)
