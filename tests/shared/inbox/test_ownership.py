"""Who may move a partition on: one process at a time, whatever the others still believe."""

import asyncio

import pytest
from aiokafka import TopicPartition
from sqlalchemy import text

from shared.ids import new_id
from shared.inbox.batch import Batch, BatchContext, process_batch
from shared.inbox.breaker import Breaker
from shared.inbox.offsets import Advance, OffsetRefused, reposition
from shared.inbox.session import Session
from shared.inbox.subscription import Subscription
from tests.given import NOW
from tests.shared.inbox.given import NEEDS_LOCK, AccountOpened, AmountAdded, Bank
from tests.shared.wire import eventually, running, scalar


def context(bank: Bank) -> BatchContext:
    return BatchContext(Subscription(bank.projections, bank.known), bank.group, Breaker())


class TestAZombie:
    async def test_changes_nothing_when_the_partition_has_moved_on(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        place = TopicPartition(bank.topic, await partition_of(bank))
        stale = Batch([], {place: Advance(expected=0, next=1, anchor=None)})
        async with bank.engine.connect() as connection:
            with pytest.raises(OffsetRefused):
                await process_batch(connection, stale, context(bank), now=NOW)
        assert await scalar(bank.engine, "SELECT max(next) FROM consumer_offset") == 2
        assert await bank.balance(account) == (1, 1)

    async def test_joins_anew_and_finds_its_place_in_the_database(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.consumed(consumer)
            # Another process has applied an event of ours and moved the partition on.
            await bank.send(AmountAdded(account_id=account, amount=5), 3)
            await bank.consumed(consumer)
            async with bank.engine.begin() as connection:
                await connection.execute(
                    text("UPDATE consumer_offset SET next = next + 1, anchor = NULL WHERE next = 3")
                )
                await connection.execute(text("UPDATE stream_version SET sequence = 4"))
            await bank.send(AmountAdded(account_id=account, amount=100), 4)
            await bank.send(AmountAdded(account_id=account, amount=1), 5)
            await eventually(lambda: has(bank, account, 5))
        assert await bank.balance(account) == (7, 3)


class TestASession:
    async def test_knows_no_position_of_a_batch_that_was_read_before_the_partitions_were_given_away(
        self, bank: Bank
    ) -> None:
        session = Session(broker=bank.broker, group=bank.group, topics=[bank.topic], stop=asyncio.Event())
        place = TopicPartition(bank.topic, 0)
        moved_on = {place: Advance(expected=0, next=1, anchor=None)}
        try:
            session.advance(Batch([], moved_on, session.generation))
            assert place in session.assigned.positions
            before = session.generation
            await session.on_partitions_revoked([place])
            session.advance(Batch([], moved_on, before))
            assert not session.assigned.positions
        finally:
            await session.close()


class TestRepositioning:
    async def test_is_refused_when_the_partition_has_moved_on(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        place = TopicPartition(bank.topic, await partition_of(bank))
        async with bank.engine.begin() as connection:
            with pytest.raises(OffsetRefused):
                await reposition(connection, bank.group, place, expected=1, next_offset=0)
            assert await scalar(bank.engine, "SELECT max(next) FROM consumer_offset") == 2
            await reposition(connection, bank.group, place, expected=2, next_offset=0)
        assert await scalar(bank.engine, "SELECT max(next) FROM consumer_offset") == 0


class TestTwoConsumers:
    async def test_share_the_partitions_and_apply_each_event_once(self, bank: Bank) -> None:
        accounts = [new_id() for _ in range(60)]
        first, second = bank.consumer(), bank.consumer()
        async with running(first):
            async with bank.many() as send:
                for account in accounts:
                    send(AccountOpened(account_id=account), 1)
            async with running(second):
                for version in range(2, 12):
                    async with bank.many() as send:
                        for account in accounts:
                            send(AmountAdded(account_id=account, amount=1), version)
                    await asyncio.sleep(0.1)
                await eventually(lambda: shared_out(first, second))
            await bank.consumed(first)
        assert [await bank.balance(account) for account in accounts] == [(10, 10)] * 60
        assert await bank.parked() == []

    async def test_come_and_go_without_losing_or_repeating_anything(self, bank: Bank) -> None:
        accounts = [new_id() for _ in range(30)]
        async with bank.many() as send:
            for account in accounts:
                send(AccountOpened(account_id=account), 1)
        staying = bank.consumer()
        async with running(staying):
            for version in range(2, 7):
                passing = bank.consumer()
                async with running(passing):
                    async with bank.many() as send:
                        for account in accounts:
                            send(AmountAdded(account_id=account, amount=1), version)
                    await asyncio.sleep(0.3)
            await bank.consumed(staying)
        assert [await bank.balance(account) for account in accounts] == [(5, 5)] * 30
        assert await bank.parked() == []


class TestATransientError:
    async def test_is_waited_out_in_place_and_nothing_is_parked(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        consumer = bank.consumer()
        async with running(consumer), bank.engine.connect() as blocking:
            await blocking.execute(text("SELECT * FROM balance FOR UPDATE"))
            await bank.send(AmountAdded(account_id=account, amount=NEEDS_LOCK), 3)
            await bank.send(AmountAdded(account_id=account, amount=1), 4)
            await eventually(lambda: waits(consumer))
            assert await bank.version(account) == 2
            await blocking.rollback()
            await bank.consumed(consumer)
            assert (await consumer.checks())[0].ok
        assert await bank.balance(account) == (1 + NEEDS_LOCK + 1, 3)
        assert await bank.parked() == []

    async def test_may_be_the_loss_of_every_connection(self, bank: Bank) -> None:
        consumer = bank.consumer()
        async with running(consumer):
            for round_number in range(5):
                account = await bank.open_account(1, 2)
                await scalar(
                    bank.engine,
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()",
                )
                await bank.consumed(consumer)
                assert await bank.balance(account) == (3, 2), round_number
        assert await bank.parked() == []


async def partition_of(bank: Bank) -> int:
    return int(await scalar(bank.engine, "SELECT partition FROM consumer_offset WHERE next > 0"))


async def has(bank: Bank, account: object, version: int) -> bool:
    query = "SELECT sequence FROM stream_version WHERE topic = :topic AND key = :key"
    return bool(await scalar(bank.engine, query, topic=bank.topic, key=str(account)) == version)


async def waits(consumer: object) -> bool:
    from shared.inbox.consumer import Consumer

    assert isinstance(consumer, Consumer)
    return "transient" in (await consumer.checks())[0].detail


async def shared_out(*consumers: object) -> bool:
    """Each has partitions, and together they have all three."""
    from shared.inbox.consumer import Consumer

    details = [(await each.checks())[0].detail for each in consumers if isinstance(each, Consumer)]
    return sorted(details) == ["consuming 1 partitions", "consuming 2 partitions"]
