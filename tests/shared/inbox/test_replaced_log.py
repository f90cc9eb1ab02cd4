"""A log that is not the one that was read: a disk was wiped, a topic made anew. Nothing is missed, nothing doubled."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from shared.events.contract import Event
from shared.events.envelope import encode_headers
from shared.ids import new_id
from shared.inbox import housekeeping
from shared.inbox.consumer import Consumer
from shared.inbox.tables import CONSUMER_OFFSET
from shared.kafka.partition import partition_for
from shared.outbox.republish import republish
from shared.outbox.rows import OutboxRow, insert_rows, pack_headers
from tests.given import NOW
from tests.shared.inbox.damage import append, cut
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank, open_bank
from tests.shared.wire import delete_topic, eventually, given_relay, given_topic, published, running


async def record(bank: Bank, events: Sequence[tuple[Event, int]]) -> None:
    """Through the outbox, so that it can be published again."""
    rows = [_row(bank, event, sequence) for event, sequence in events]
    async with bank.engine.begin() as connection:
        await insert_rows(connection, rows, now=NOW)


def _row(bank: Bank, event: Event, sequence: int) -> OutboxRow:
    envelope = bank.envelope(event, sequence)
    key = envelope.partitionkey
    headers, payload = pack_headers(encode_headers(envelope)), msgspec.json.encode(event)
    return OutboxRow(envelope.id, bank.topic, key, key, sequence, envelope.type, headers, payload)


async def publish(bank: Bank) -> None:
    relay = given_relay(bank.engine, bank.broker)
    async with running(relay):
        await published(relay)


def lose(bank: Bank, partitions: int = 3) -> None:
    """The topic with all it held; an empty one of the same name takes its place."""
    delete_topic(bank.broker, bank.topic)
    given_topic(bank.broker, name=bank.topic, partitions=partitions)


async def given_accounts(bank: Bank, count: int) -> list[UUID]:
    return await opened(bank, [new_id() for _ in range(count)])


async def opened(bank: Bank, accounts: list[UUID]) -> list[UUID]:
    await record(bank, [(AccountOpened(account_id=account), 1) for account in accounts])
    await record(bank, [(AmountAdded(account_id=account, amount=1), 2) for account in accounts])
    await publish(bank)
    await bank.consume()
    return accounts


class TestALostTopic:
    async def test_is_repaired_by_republishing(self, bank: Bank) -> None:
        accounts = await given_accounts(bank, 20)
        lose(bank)
        await record(bank, [(AmountAdded(account_id=account, amount=10), 3) for account in accounts])
        assert await republish(bank.engine, NOW) == 40
        await publish(bank)
        await bank.consume()
        assert [await bank.balance(account) for account in accounts] == [(11, 2)] * 20
        assert await bank.parked() == []

    async def test_is_noticed_although_the_new_log_is_longer_already(self, bank: Bank) -> None:
        """The offset kept in the database exists in the new log, in the middle of events nobody has seen."""
        accounts = await given_accounts(bank, 5)
        lose(bank)
        for account in accounts:
            await bank.send(AmountAdded(account_id=account, amount=10), 3)
        for _ in range(40):
            await bank.open_account()
        await bank.consume()
        assert [await bank.balance(account) for account in accounts] == [(11, 2)] * 5

    async def test_is_noticed_while_the_consumer_runs(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.2)
        accounts = await given_accounts(bank, 5)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.consumed(consumer)
            lose(bank)
            await record(bank, [(AmountAdded(account_id=account, amount=10), 3) for account in accounts])
            await republish(bank.engine, NOW)
            await publish(bank)
            await eventually(lambda: all_have(bank, accounts, (11, 2)))


class TestALogShorterThanWhatWasApplied:
    """As after a broker's disk was wiped, or databases were restored beside an empty Kafka."""

    async def test_is_one_state_that_republishing_ends(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        accounts = await given_accounts(bank, 1)
        lose(bank)
        consumer = bank.consumer()
        with capture_logs() as logs:
            async with running(consumer):
                await eventually(lambda: says(consumer, "the log ends at offset 0, 2 was applied: `veterans refill`"))
                with pytest.raises(ConnectionError):
                    await consumer.flow()
                await asyncio.sleep(2)
                assert [log["event"] for log in logs if log["log_level"] == "error"] == ["partition_stands"]
                await republish(bank.engine)
                await publish(bank)
                await bank.send(AmountAdded(account_id=accounts[0], amount=10), 3)
                await eventually(lambda: all_have(bank, accounts, (11, 2)))
                await bank.ready(consumer)
        assert await bank.parked() == []

    async def test_is_read_when_it_lacks_only_repeats(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        """The log that was lost held events twice, as after a relay that died; published again it holds them once."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        accounts = await given_accounts(bank, 5)
        await republish(bank.engine)
        await publish(bank)
        await bank.consume()
        lose(bank)
        await republish(bank.engine)
        await publish(bank)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.ready(consumer)
            await bank.consumed(consumer)
            await bank.send(AmountAdded(account_id=accounts[0], amount=10), 3)
            await eventually(lambda: all_have(bank, accounts[:1], (11, 2)))
        assert await bank.parked() == []

    @pytest.mark.parametrize("partitions", [2, 6])
    async def test_is_read_when_its_topic_has_other_partitions_than_before(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch, partitions: int
    ) -> None:
        """As that of an earlier release has, which lost its broker: what was in the first partition is in another."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        keys = [UUID(int=number) for number in range(100)]
        moved = [key for key in keys if partition_for(str(key), 3) == 0 != partition_for(str(key), partitions)]
        accounts = await opened(bank, moved)
        lose(bank, partitions)
        await republish(bank.engine)
        await record(bank, [(AmountAdded(account_id=account, amount=10), 3) for account in accounts])
        await publish(bank)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.ready(consumer)
            await eventually(lambda: all_have(bank, accounts, (11, 2)))
        assert await bank.parked() == []

    async def test_is_noticed_while_the_consumer_runs(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.2)
        await given_accounts(bank, 1)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.ready(consumer)
            lose(bank)
            await eventually(lambda: says(consumer, "the log ends at offset 0, 2 was applied: `veterans refill`"))

    async def test_is_one_state_where_what_was_applied_stood_in_a_partition_that_is_no_more(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As where a broker of twelve was lost and its topics were made anew with three: no other partition tells."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        last = next(key for key in map(UUID, map("{:032x}".format, range(100))) if partition_for(str(key), 3) == 2)
        await opened(bank, [last])
        lose(bank, 2)
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, f"{bank.topic}-2: the topic has no such partition any more"))
            with pytest.raises(ConnectionError):
                await consumer.flow()
            await republish(bank.engine)
            await publish(bank)
            await bank.ready(consumer)
            await bank.consumed(consumer)
            await bank.send(AmountAdded(account_id=last, amount=10), 3)
            await eventually(lambda: all_have(bank, [last], (11, 2)))
        assert await bank.parked() == []

    async def test_is_no_state_of_a_topic_that_the_service_does_not_read_any_more(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        async with bank.engine.begin() as connection:
            row = {"group": bank.group, "topic": "bank.of-an-earlier-release"}
            await connection.execute(insert(CONSUMER_OFFSET).values(**row, partition=9, next=7, event_id=new_id()))
        account = await bank.open_account(1)
        async with bank.consuming() as consumer:
            await bank.measured()
            await bank.ready(consumer)
        assert await bank.balance(account) == (1, 1)

    async def test_costs_the_other_partitions_nothing(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.2)
        async with bank.engine.begin() as connection:
            row = {"group": bank.group, "topic": bank.topic}
            await connection.execute(insert(CONSUMER_OFFSET).values(**row, partition=0, next=7, anchor=b"another"))
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, f"{bank.topic}-0: the log ends at offset 0, 7 was applied"))
            account = new_id()
            while partition_for(str(account), 3) == 0:
                account = new_id()
            await bank.send(AccountOpened(account_id=account), 1)
            await eventually(lambda: all_have(bank, [account], (0, 0)))


class TestABrokerThatLostTheEndOfItsLog:
    async def test_is_noticed_although_it_has_grown_again(
        self, bank_tables: None, kernel_engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The offset to read on at is there, and what stands before it is not what was applied.

        Nobody asks about offsets while the broker is away: it was a short while.
        """
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 3_600)
        broker = Kafka(tmp_path, free_port(), free_port())
        await asyncio.to_thread(broker.start)
        bank = await open_bank(kernel_engine, broker.broker, partitions=1)
        kept = await bank.open_account(1)
        lost = await bank.open_account()
        consumer = bank.consumer()
        async with running(consumer):
            await bank.ready(consumer)
            await bank.consumed(consumer)
            await asyncio.to_thread(broker.kill)
            new, partition = new_id(), TopicPartition(bank.topic, 0)
            cut(broker, partition, 2)
            events = [AccountOpened(account_id=new), *(AmountAdded(account_id=new, amount=each) for each in (5, 6))]
            append(broker, partition, 2, [as_record(bank, event, place) for place, event in enumerate(events, 1)])
            await asyncio.to_thread(broker.start)
            await eventually(lambda: all_have(bank, [new], (11, 2)))
        assert await all_have(bank, [kept], (1, 1))
        assert await all_have(bank, [lost], (0, 0))
        assert await bank.parked() == []
        await bank.producer.stop()
        await asyncio.to_thread(broker.kill)


def as_record(bank: Bank, event: Event, sequence: int) -> tuple[bytes, bytes, Sequence[tuple[str, bytes]]]:
    envelope = bank.envelope(event, sequence)
    return envelope.partitionkey.encode(), msgspec.json.encode(event), encode_headers(envelope)


class TestALogThatWasTrimmed:
    async def test_goes_on_at_its_beginning_and_shows_the_gap(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        await bank.send(AmountAdded(account_id=account, amount=2), 3)
        await trim(bank)
        await bank.send(AmountAdded(account_id=account, amount=3), 4)
        await bank.consume()
        assert await bank.balance(account) == (1, 1)
        assert await bank.parked() == [("gap", "amount-added", 4)]

    async def test_goes_on_quietly_when_nothing_was_missed(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        await trim(bank)
        await bank.send(AmountAdded(account_id=account, amount=3), 3)
        await bank.consume()
        assert await bank.balance(account) == (4, 2)
        assert await bank.parked() == []


async def trim(bank: Bank) -> None:
    """Drop every record of the topic, as retention would; offsets go on."""
    places = [TopicPartition(bank.topic, number) for number in range(3)]
    asking = AIOKafkaConsumer(**bank.broker.options)
    await asking.start()
    ends = await asking.end_offsets(places)
    await asking.stop()
    admin = AIOKafkaAdminClient(**bank.broker.options)
    await admin.start()
    await admin.delete_records({place: RecordsToDelete(before_offset=end) for place, end in ends.items()})
    await admin.close()


async def says(consumer: Consumer, words: str) -> bool:
    check = (await consumer.checks())[0]
    return not check.ok and words in check.detail


async def all_have(bank: Bank, accounts: Sequence[UUID], balance: tuple[int, int]) -> bool:
    return all([await bank.balance(account) == balance for account in accounts])
