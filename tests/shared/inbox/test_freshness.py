"""How far a group's projections can be vouched for, as an API or a snapshot asks."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from aiokafka import TopicPartition
from sqlalchemy import text

from shared.database.driver import autocommitting
from shared.inbox import housekeeping
from shared.inbox.consumer import Consumer
from shared.inbox.freshness import Freshness, Positions, list_freshness, read_positions, record_progress
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.parked.commands import discard_parked_event
from tests.given import given_work
from tests.shared.inbox.given import ACCOUNTS, NEEDS_LOCK, PYTHON_BUG, AccountOpened, AmountAdded, Bank
from tests.shared.inbox.test_parking import parked_id
from tests.shared.rebuild.test_rebuild import do_nothing
from tests.shared.wire import eventually, running, scalar


async def freshness(bank: Bank) -> Freshness:
    async with autocommitting(bank.engine).connect() as connection:
        subscription = Subscription(bank.projections, bank.known)
        return (await list_freshness(connection, group=bank.group, subscription=subscription))[0]


async def measure(bank: Bank, *, ends: dict[int, int]) -> None:
    async with bank.engine.begin() as connection:
        before = await read_positions(connection, bank.group)
        assert before is not None
        known = {TopicPartition(bank.topic, number): end for number, end in ends.items()}
        await record_progress(connection, bank.group, before=before, ends=known)


async def given_positions(bank: Bank, *nexts: int) -> None:
    insert = text(
        'INSERT INTO consumer_offset ("group", topic, partition, next) VALUES (:group, :topic, :number, :next)'
    )
    async with bank.engine.begin() as connection:
        for number, next_offset in enumerate(nexts):
            values = {"group": bank.group, "topic": bank.topic, "number": number, "next": next_offset}
            await connection.execute(insert, values)


class TestFreshness:
    async def test_vouches_for_nothing_before_anything_was_measured(self, bank: Bank) -> None:
        await given_positions(bank, 3)
        found = await freshness(bank)
        assert (found.age_seconds, found.lag, found.positions) == (None, None, {0: 3})
        assert not found.vouches_within(1_000_000)

    async def test_begins_when_every_partition_stood_at_its_end(self, bank: Bank) -> None:
        await given_positions(bank, 3, 4)
        await measure(bank, ends={0: 3, 1: 4})
        found = await freshness(bank)
        assert found.lag == 0
        assert found.vouches_within(60)

    async def test_does_not_begin_while_one_partition_is_behind(self, bank: Bank) -> None:
        await given_positions(bank, 3, 4)
        await measure(bank, ends={0: 3, 1: 7})
        found = await freshness(bank)
        assert (found.age_seconds, found.lag) == (None, 3)

    async def test_does_not_begin_where_a_partition_was_never_read(self, bank: Bank) -> None:
        await given_positions(bank, 3)
        await measure(bank, ends={0: 3, 1: 1})
        assert (await freshness(bank)).age_seconds is None

    async def test_does_not_begin_beside_a_log_shorter_than_what_was_applied(self, bank: Bank) -> None:
        await given_positions(bank, 3, 4)
        await measure(bank, ends={0: 3, 1: 0})
        assert (await freshness(bank)).age_seconds is None

    async def test_does_not_begin_beside_what_was_applied_in_a_partition_that_is_no_more(self, bank: Bank) -> None:
        await given_positions(bank, 3, 4)
        await measure(bank, ends={0: 3})
        assert (await freshness(bank)).age_seconds is None

    async def test_keeps_growing_from_the_last_time_it_stood_there(self, bank: Bank) -> None:
        await given_positions(bank, 3)
        await measure(bank, ends={0: 3})
        async with bank.engine.begin() as connection:
            await connection.execute(text("UPDATE topic_progress SET caught_up_at = caught_up_at - interval '61 s'"))
        await measure(bank, ends={0: 4})
        found = await freshness(bank)
        assert found.age_seconds is not None
        assert found.age_seconds > 60
        assert not found.vouches_within(60)

    async def test_is_not_set_back_by_a_process_that_measured_earlier(self, bank: Bank) -> None:
        await given_positions(bank, 3)
        async with bank.engine.connect() as connection:
            early = await read_positions(connection, bank.group)
        await measure(bank, ends={0: 3})
        assert isinstance(early, Positions)
        async with bank.engine.begin() as connection:
            await record_progress(connection, bank.group, before=early, ends={TopicPartition(bank.topic, 0): 9})
        assert (await freshness(bank)).lag == 0

    async def test_begins_anew_after_a_clock_was_set_back(self, bank: Bank) -> None:
        await given_positions(bank, 3)
        await measure(bank, ends={0: 3})
        ahead = "UPDATE topic_progress SET measured_at = measured_at + interval '1 day', caught_up_at = measured_at"
        async with bank.engine.begin() as connection:
            await connection.execute(text(f"{ahead} + interval '1 day'"))
        assert not (await freshness(bank)).vouches_within(60)
        await measure(bank, ends={0: 4})
        assert (await freshness(bank)).age_seconds is None
        await measure(bank, ends={0: 3})
        assert (await freshness(bank)).vouches_within(60)

    async def test_ends_with_the_discard_of_a_fork(self, bank: Bank) -> None:
        """Which of two histories is the true one, the one that was discarded does not say."""
        account = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=2), 2)
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
            await bank.measured()
        assert (await freshness(bank)).parked_keys == 1
        fork: UUID = await scalar(bank.engine, "SELECT id FROM parked_event WHERE cause = 'fork'")
        await discard_parked_event(given_work(bank.engine), await parked_id(bank), fork, reason="forged, it seems")
        found = await freshness(bank)
        assert (found.parked_keys, found.given_up) == (0, 1)
        assert not found.vouches_within(60)

    async def test_outlives_the_discard_of_what_is_no_event(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send_raw(str(account).encode(), b"{}")
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
            await bank.measured()
        rubbish: UUID = await scalar(bank.engine, "SELECT id FROM parked_event")
        await discard_parked_event(given_work(bank.engine), await parked_id(bank), rubbish, reason="rubbish")
        assert (await freshness(bank)).vouches_within(60)

    async def test_ends_with_types_that_were_skipped_each_counted_once(self, bank: Bank) -> None:
        """However many projections, and parts of one, have missed them."""
        await bank.open_account(5)
        await bank.consume()
        parts = {"a": (AccountOpened, AmountAdded), "b": (AmountAdded,)}
        more = Projection("more", (AmountAdded,), do_nothing, ())
        newer = replace(bank, projections=(replace(ACCOUNTS, parts=parts), more))
        ages = replace(await freshness(newer), age_seconds=0.0)
        assert (ages.missed_types, ages.vouches_within(60)) == (2, False)
        assert (await freshness(bank)).missed_types == 0

    async def test_is_measured_by_a_consumer_at_work(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
            await bank.measured()
        assert (await freshness(bank)).lag == 0
        assert (await freshness(bank)).vouches_within(60)
        await bank.send(AmountAdded(account_id=account, amount=PYTHON_BUG), 3)
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
        found = await freshness(bank)
        assert found.parked_keys == 1
        assert not found.vouches_within(60)

    async def test_is_measured_over_all_partitions_by_whoever_has_some(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One of two workers stands still with its partitions, the other one is at the end of its own."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        account = await bank.open_account(1)
        workers = bank.consumer(), bank.consumer()
        async with running(workers[0]), running(workers[1]), bank.engine.connect() as holding:
            await eventually(lambda: both_consume(*workers))
            await bank.consumed(workers[0])
            await holding.execute(text("SELECT FROM balance FOR UPDATE"))
            await bank.send(AmountAdded(account_id=account, amount=NEEDS_LOCK), 3)

            async def is_behind() -> bool:
                return (await freshness(bank)).lag == 1

            await eventually(is_behind)
            async with bank.engine.begin() as connection:
                await connection.execute(text("UPDATE topic_progress SET caught_up_at = NULL"))
            for _ in range(20):
                assert (await freshness(bank)).age_seconds is None
                await asyncio.sleep(0.1)
            await holding.rollback()


async def both_consume(*workers: Consumer) -> bool:
    found = [(await worker.checks())[0] for worker in workers]
    return all(check.ok for check in found) and {check.detail for check in found} == {
        "consuming 1 partitions",
        "consuming 2 partitions",
    }
