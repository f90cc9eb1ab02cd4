"""Noticing that a consumer is stuck, and only then."""

from collections.abc import Collection

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.inbox import housekeeping
from shared.inbox.housekeeping import ANSWERS, STUCK_EXIT_CODE, Housekeeping
from shared.inbox.session import Session
from shared.inbox.watchdog import STUCK_SECONDS, Watchdog
from tests.shared.inbox.given import Bank
from tests.shared.wire import eventually, running


class TestTheWatchdog:
    def test_barks_when_there_is_lag_and_nothing_has_moved_for_long(self) -> None:
        dog = Watchdog()
        looks = [dog.is_stuck(lag=5, progress=1, at_seconds=second) for second in range(0, STUCK_SECONDS + 1, 5)]
        assert looks == [False] * (len(looks) - 1) + [True]

    def test_is_quiet_when_the_process_or_the_machine_has_slept(self) -> None:
        dog = Watchdog()
        looks = [dog.is_stuck(lag=5, progress=1, at_seconds=second) for second in (0, 5, 65, 70, 75, 80, 85, 90)]
        assert looks == [False] * 7 + [True]

    def test_is_quiet_while_anything_moves_or_is_tried(self) -> None:
        dog = Watchdog()
        for second in range(200):
            assert not dog.is_stuck(lag=5, progress=second // 10, at_seconds=second)

    @pytest.mark.parametrize("lag", [0, None])
    def test_is_quiet_without_lag_or_when_nobody_knows(self, lag: int | None) -> None:
        dog = Watchdog()
        for second in range(200):
            assert not dog.is_stuck(lag=lag, progress=1, at_seconds=second)

    def test_begins_to_wait_when_the_lag_begins(self) -> None:
        dog = Watchdog()
        for second in range(0, 101, 5):
            assert not dog.is_stuck(lag=0, progress=1, at_seconds=second)
        looks = [dog.is_stuck(lag=5, progress=1, at_seconds=second) for second in range(105, 130, 5)]
        assert looks == [False] * 4 + [True]


class TestHousekeeping:
    async def test_ends_the_process_when_the_consumer_is_stuck(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.inbox.watchdog.STUCK_SECONDS", 0)
        consumer, left = bank.consumer(), list[int]()
        async with running(consumer):
            await bank.ready(consumer)
            session = consumer._session
            assert isinstance(session, Session)
            keeping = Housekeeping(
                bank.engine,
                session,
                consumer._processor,
                consumer._coverage,
                consumer._progress,
                lacking=consumer._lacking,
                leave=left.append,
            )
            monkeypatch.setattr(session, "ends", always_behind)
            await keeping.round()
            assert left == []
            await keeping.round()
        assert left == [STUCK_EXIT_CODE]

    async def test_does_not_take_an_unreachable_kafka_for_lag(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.inbox.watchdog.STUCK_SECONDS", 0)
        consumer, left = bank.consumer(), list[int]()
        async with running(consumer):
            await bank.ready(consumer)
            session = consumer._session
            assert isinstance(session, Session)
            keeping = Housekeeping(
                bank.engine,
                session,
                consumer._processor,
                consumer._coverage,
                consumer._progress,
                lacking=consumer._lacking,
                leave=left.append,
            )
            monkeypatch.setattr(session, "ends", unreachable)
            for _ in range(3):
                await keeping.round()
        assert left == []

    async def test_takes_for_staying_what_a_wait_in_vain_or_ten_answers_left_where_it_was(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On a slow machine others are answered first; who is read apart then keeps them from their turn."""
        monkeypatch.setattr("shared.inbox.session.POLL_MS", 3_600_000)
        consumer, apart = bank.consumer(), list[int]()
        async with running(consumer):
            await bank.ready(consumer)
            session = consumer._session
            assert isinstance(session, Session)
            keeping = Housekeeping(
                bank.engine,
                session,
                consumer._processor,
                consumer._coverage,
                consumer._progress,
                lacking=consumer._lacking,
                leave=lambda _: None,
            )
            monkeypatch.setattr(session, "ends", always_behind)
            monkeypatch.setattr(session, "request_reading_apart", lambda found: apart.append(len(found)))
            session.waited_in_vain += 1
            for _ in range(3):
                await keeping.round()
            assert apart == [0]
            session.answered += ANSWERS - 1
            await keeping.round()
            assert apart == [0]
            session.answered += 1
            await keeping.round()
            session.waited_in_vain += 1
            await keeping.round()
        assert apart == [0, 3, 3]

    async def test_commits_to_kafka_where_the_database_is(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        async def everything_is_committed() -> bool:
            return await committed_to_kafka(bank) == 3

        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        await bank.open_account(1, 2)
        async with bank.consuming():
            await eventually(everything_is_committed)


async def always_behind(partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
    return dict.fromkeys(partitions, 1_000_000)


async def unreachable(_places: object) -> dict[object, int]:
    raise TimeoutError


async def committed_to_kafka(bank: Bank) -> int:
    """The offsets of the group as Kafka knows them, summed up."""
    asking = AIOKafkaConsumer(**bank.broker.options, group_id=bank.group, enable_auto_commit=False)
    await asking.start()
    committed = [await asking.committed(TopicPartition(bank.topic, number)) for number in range(3)]
    await asking.stop()
    return sum(offset or 0 for offset in committed)
