"""Bytes that nobody can read: their partition stands and says so, and nothing of any other partition is lost."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import msgspec
import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer
from prometheus_client import REGISTRY

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from shared.events.contract import Event
from shared.events.envelope import encode_headers
from shared.ids import new_id
from shared.inbox import housekeeping
from shared.inbox.consumer import Consumer
from shared.inbox.unreadable import record_unreadable
from shared.kafka.log import Unreadable
from shared.kafka.partition import partition_for
from shared.rebuild.rebuild import Rebuilt, rebuild_projection
from shared.rebuild.replay import LogIncomplete
from tests.given import NOW
from tests.shared.inbox.conftest import Client
from tests.shared.inbox.damage import corrupt, no_text, send_to, unknown_codec
from tests.shared.inbox.given import ACCOUNTS, AccountOpened, AmountAdded, Bank
from tests.shared.rebuild.test_from_log import from_log
from tests.shared.wire import eventually, running, scalar

DAMAGED = 1
LISTED = 'SELECT count(*) FROM unreadable_batch WHERE topic = :topic AND partition = :partition AND "offset" = :offset'
REACHED = "SELECT next FROM consumer_offset WHERE topic = :topic AND partition = :partition"


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.2)


def account_in(partition: int) -> UUID:
    """The id of an account whose events go to this partition."""
    while partition_for(str(account := new_id()), 3) != partition:
        pass
    return account


async def send_many(bank: Bank, partition: int, count: int) -> None:
    async with bank.many() as send:
        for _ in range(count):
            send(AccountOpened(account_id=account_in(partition)), 1)


async def applied(bank: Bank) -> int:
    return int(await scalar(bank.engine, "SELECT count(*) FROM balance"))


async def until_it_stands(bank: Bank, consumer: Consumer, offset: int) -> None:
    """And says so, to who asks it and to who asks the API, a moment later."""

    async def says_so() -> bool:
        check = (await consumer.checks())[0]
        return not check.ok and f"{bank.topic}-{DAMAGED}: offsets {offset} to" in check.detail

    async def is_listed() -> bool:
        return bool(await scalar(bank.engine, LISTED, topic=bank.topic, partition=DAMAGED, offset=offset))

    await eventually(says_so)
    await eventually(is_listed)


async def is_counted() -> bool:
    return REGISTRY.get_sample_value("veterans_inbox_standing_partitions", {"reason": "unreadable"}) == 1


class TestAnUnreadableBatch:
    @pytest.mark.parametrize("damage", [corrupt, unknown_codec, no_text])
    async def test_costs_no_record_of_another_partition(
        self, bank: Bank, kafka: Kafka, damage: Callable[[Kafka, TopicPartition, int], None]
    ) -> None:
        offset = await send_to(bank, DAMAGED, 3)
        damage(kafka, TopicPartition(bank.topic, DAMAGED), offset)
        await send_many(bank, 0, 4_000)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)

            async def all_applied() -> bool:
                return await applied(bank) == 4_000

            await eventually(all_applied)
            await send_many(bank, 2, 10)
            await eventually(lambda: has_applied(bank, 4_010))
            await eventually(is_counted)
        assert await bank.parked() == []

    async def test_is_reached_by_what_stands_before_it(self, bank: Bank, kafka: Kafka) -> None:
        before, behind = account_in(DAMAGED), account_in(DAMAGED)
        await bank.send(AccountOpened(account_id=before), 1)
        offset = await send_to(bank, DAMAGED, 3)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), offset)
        await bank.send(AccountOpened(account_id=behind), 1)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)
            assert await bank.version(before) == 1
            assert await bank.version(behind) == 0
        assert await scalar(bank.engine, REACHED, topic=bank.topic, partition=DAMAGED) == offset

    async def test_is_read_as_soon_as_it_can_be(self, bank: Bank, kafka: Kafka) -> None:
        account = account_in(DAMAGED)
        await bank.send(AccountOpened(account_id=account), 1)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), 0)
        await bank.send(AmountAdded(account_id=account, amount=5), 2)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, 0)
            corrupt(kafka, TopicPartition(bank.topic, DAMAGED), 0)  # the same bits once more
            await bank.consumed(consumer)
            await bank.ready(consumer)
        assert await bank.balance(account) == (5, 1)


class TestSkippingABatch:
    async def test_goes_on_behind_it_and_shows_what_is_missed_as_a_gap(
        self, bank: Bank, kafka: Kafka, operator: Client
    ) -> None:
        account, other = account_in(DAMAGED), account_in(DAMAGED)
        partition = TopicPartition(bank.topic, DAMAGED)
        await bank.send(AccountOpened(account_id=account), 1)
        await bank.send(AmountAdded(account_id=account, amount=1), 2)  # offset 1
        await bank.send(AmountAdded(account_id=account, amount=2), 3)
        await bank.send(AccountOpened(account_id=other), 1)
        corrupt(kafka, partition, 1)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, 1)
            (item,) = (await operator.get("/unreadable")).json()["items"]
            assert (item["topic"], item["partition"], item["offset"], item["next"]) == (bank.topic, DAMAGED, 1, 2)
            assert "CRC" in item["cause"]
            path = f"/unreadable/{item['unreadable_id']}/skip"
            skipped = await operator.post(path, json={"reason": "the disk is broken"})
            assert skipped.json() == {"topic": bank.topic, "partition": DAMAGED, "offset": 1, "next": 2}
            await bank.consumed(consumer)
            await bank.ready(consumer)
            assert (await operator.post(path, json={"reason": "again"})).json()["code"] == "unreadable-not-found"
        assert await bank.balance(account) == (0, 0)
        assert await bank.balance(other) == (0, 0)
        assert await bank.parked() == [("gap", "amount-added", 3)]
        kept = "SELECT reason FROM unreadable_batch WHERE skipped_at IS NOT NULL AND account_id IS NOT NULL"
        assert await scalar(bank.engine, kept) == "the disk is broken"
        assert await scalar(bank.engine, "SELECT count(*) FROM audit WHERE purpose = 'the disk is broken'") == 1

    async def test_stays_when_a_consumer_found_the_batch_a_moment_before(
        self, bank: Bank, kafka: Kafka, operator: Client
    ) -> None:
        """And writes that down a moment after."""
        partition = TopicPartition(bank.topic, DAMAGED)
        offset = await send_to(bank, DAMAGED, 1)
        corrupt(kafka, partition, offset)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)
            (item,) = (await operator.get("/unreadable")).json()["items"]
            await operator.post(f"/unreadable/{item['unreadable_id']}/skip", json={"reason": "the disk is broken"})
            await bank.consumed(consumer)
        found = {partition: Unreadable(offset, offset + 1, "CRC")}
        async with bank.engine.begin() as connection:
            await record_unreadable(connection, bank.group, found, now=NOW)
        assert await scalar(bank.engine, "SELECT reason FROM unreadable_batch") == "the disk is broken"

    async def test_is_refused_when_the_consumer_has_moved_on(self, bank: Bank, kafka: Kafka, operator: Client) -> None:
        offset = await send_to(bank, DAMAGED, 1)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), offset)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)
            (item,) = (await operator.get("/unreadable")).json()["items"]
            corrupt(kafka, TopicPartition(bank.topic, DAMAGED), offset)
            await bank.consumed(consumer)
        assert (await operator.get("/unreadable")).json()["items"] == []
        answer = await operator.post(f"/unreadable/{item['unreadable_id']}/skip", json={"reason": "late"})
        assert answer.status_code == 404

    async def test_is_respected_by_a_rebuild(self, bank: Bank, kafka: Kafka, operator: Client) -> None:
        account, lost = account_in(DAMAGED), account_in(DAMAGED)
        await bank.send(AccountOpened(account_id=account), 1)
        await bank.send(AccountOpened(account_id=lost), 1)
        await bank.send(AmountAdded(account_id=account, amount=2), 2)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), 1)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, 1)
            (item,) = (await operator.get("/unreadable")).json()["items"]
            await operator.post(f"/unreadable/{item['unreadable_id']}/skip", json={"reason": "the disk is broken"})
            await bank.consumed(consumer)
        assert (await rebuilt(bank)).events == 2
        assert await bank.balance(account) == (2, 1)

    async def test_at_the_end_of_a_log_is_respected_by_a_rebuild_by_the_log(
        self, bank: Bank, kafka: Kafka, operator: Client
    ) -> None:
        """Else the consumer would stand there again."""
        await bank.send(AccountOpened(account_id=account_in(DAMAGED)), 1)
        offset = await send_to(bank, DAMAGED, 1)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), offset)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)
            (item,) = (await operator.get("/unreadable")).json()["items"]
            await operator.post(f"/unreadable/{item['unreadable_id']}/skip", json={"reason": "the disk is broken"})
            await bank.consumed(consumer)
        assert (await from_log(bank)).events == 1
        assert await scalar(bank.engine, REACHED, topic=bank.topic, partition=DAMAGED) == offset + 1

    async def test_is_for_that_batch_alone(self, bank: Bank, kafka: Kafka) -> None:
        """Bytes that live has applied, and that are broken since: nothing can be rebuilt from them."""
        await bank.send(AccountOpened(account_id=account_in(DAMAGED)), 1)
        await bank.consume()
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), 0)
        with pytest.raises(LogIncomplete, match="offsets 0 to 0 cannot be read"):
            await rebuilt(bank)


class TestTheMarkOfATransaction:
    async def test_is_passed(self, bank: Bank) -> None:
        """It has an offset and is no record: a foreign producer's."""
        accounts = [account_in(0), account_in(0)]
        for account in accounts:
            await asyncio.to_thread(send_in_transaction, bank, AccountOpened(account_id=account), account)
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
            assert (await consumer.flow())["consumer_lag"] == 0
        assert [await bank.balance(account) for account in accounts] == [(0, 0)] * 2


def send_in_transaction(bank: Bank, event: Event, account: UUID) -> None:
    producer = Producer({**configuration(bank.broker), "transactional.id": str(account)})
    producer.init_transactions()
    producer.begin_transaction()
    headers: list[tuple[str, str | bytes | None]] = [*encode_headers(bank.envelope(event, 1))]
    producer.produce(bank.topic, msgspec.json.encode(event), key=str(account).encode(), partition=0, headers=headers)
    producer.commit_transaction()


async def rebuilt(bank: Bank) -> Rebuilt:
    return await rebuild_projection(bank.engine, ACCOUNTS, group=bank.group, broker=bank.broker, known=bank.known)


async def has_applied(bank: Bank, count: int) -> bool:
    return await applied(bank) == count
