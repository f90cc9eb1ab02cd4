"""What is looked for through whole logs, beside the consuming: what was applied last, where a log seems to lack it."""

from dataclasses import replace

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from sqlalchemy import insert, text

from deploy.embedded.ports import free_port
from shared.events.contract import Event
from shared.ids import new_id
from shared.inbox import finding, housekeeping, lacking
from shared.inbox.lacking import Lacking
from shared.inbox.tables import CONSUMER_OFFSET
from shared.outbox.republish import republish
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank
from tests.shared.inbox.test_replaced_log import all_have, lose, publish, record
from tests.shared.wire import eventually, running, scalar

GONE = 9  # the topic has three partitions
MEASURED = "SELECT extract(epoch FROM measured_at) FROM topic_progress WHERE topic = :topic"
KEPT = 'SELECT count(*) FROM consumer_offset WHERE "group" = :group AND partition = :partition'


class TestALookThroughTheLog:
    async def test_holds_no_round_of_housekeeping_up(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        """It cannot end while somebody holds what it would write."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        await given_position(bank, GONE)
        async with bank.engine.connect() as holding:
            await holding.execute(text("SELECT FROM consumer_offset WHERE partition = 9 FOR UPDATE"))
            async with running(bank.consumer()):
                await eventually(lambda: is_waiting(bank))
                look, at = await waiting(bank), await measured(bank)
                await eventually(lambda: is_measured_after(bank, at))
                assert set(look) <= set(await waiting(bank))
            await holding.rollback()

    async def test_finds_what_stands_far_from_the_end(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        """The log that was lost held all twice; since it was filled again, more came than is looked through at once."""
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.1)
        monkeypatch.setattr(finding, "TAIL_OFFSETS", 2)
        account = new_id()
        added: list[tuple[Event, int]] = [(AmountAdded(account_id=account, amount=1), place) for place in range(2, 21)]
        await record(bank, [(AccountOpened(account_id=account), 1), *added[:9]])
        await publish(bank)
        await republish(bank.engine)
        await publish(bank)
        await bank.consume()
        lose(bank)
        await record(bank, added[9:15])
        await republish(bank.engine)
        await publish(bank)
        async with running(bank.consumer()):
            await eventually(lambda: all_have(bank, [account], (15, 15)))
        assert await bank.parked() == []

    async def test_forgets_no_partition_that_lives(self, bank: Bank) -> None:
        """As one that the topic was given since, of which the process that asks has not heard."""
        await given_position(bank, 1)
        await bank.open_account()
        looking = Lacking(bank.engine, bank.group, bank.broker)
        looking.ask(gone=[TopicPartition(bank.topic, 1), TopicPartition(bank.topic, GONE)], shorter=[])
        await given_position(bank, GONE)
        await looking.look()
        assert [await kept(bank, partition) for partition in (1, GONE)] == [1, 0]
        assert list(looking.vanished) == [TopicPartition(bank.topic, 1)]

    async def test_forgets_nothing_while_the_topic_is_being_made_anew(self, bank: Bank) -> None:
        absent = TopicPartition(f"{bank.topic}-absent", GONE)
        row = {"group": bank.group, "topic": absent.topic, "partition": GONE, "next": 7}
        async with bank.engine.begin() as connection:
            await connection.execute(insert(CONSUMER_OFFSET).values(row))
        looking = Lacking(bank.engine, bank.group, bank.broker)
        looking.ask(gone=[absent], shorter=[])
        await looking.look()
        assert await kept(bank, GONE) == 1

    async def test_reads_no_log_anew_of_which_it_is_not_known_what_was_applied_last(self, bank: Bank) -> None:
        await given_position(bank, 1, reached=7)
        looking = Lacking(bank.engine, bank.group, bank.broker)
        looking.ask(gone=[], shorter=[TopicPartition(bank.topic, 1)])
        await looking.look()
        query = 'SELECT next FROM consumer_offset WHERE "group" = :group AND partition = 1'
        assert await scalar(bank.engine, query, group=bank.group) == 7

    async def test_that_failed_is_not_tried_again_at_once(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lacking, "SHARE_OF_TIME", 1e-9)
        away = replace(bank.broker, servers=f"127.0.0.1:{free_port()}")
        await given_position(bank, GONE)
        looking = Lacking(bank.engine, bank.group, away)
        looking.ask(gone=[TopicPartition(bank.topic, GONE)], shorter=[])
        with pytest.raises(KafkaError):
            await looking.look()
        await looking.look()
        assert await kept(bank, GONE) == 1


async def given_position(bank: Bank, partition: int, reached: int = 1) -> None:
    row = {"group": bank.group, "topic": bank.topic, "partition": partition, "next": reached}
    async with bank.engine.begin() as connection:
        await connection.execute(insert(CONSUMER_OFFSET).values(row))


async def kept(bank: Bank, partition: int) -> int:
    return int(await scalar(bank.engine, KEPT, group=bank.group, partition=partition))


async def measured(bank: Bank) -> float:
    return float(await scalar(bank.engine, MEASURED, topic=bank.topic) or 0)


async def is_measured_after(bank: Bank, at: float) -> bool:
    return await measured(bank) > at


async def waiting(bank: Bank) -> list[str]:
    """The looks that wait for whoever holds the row."""
    query = """SELECT array_agg(concat(pid, ' ', query_start)) FROM pg_stat_activity
               WHERE wait_event_type = 'Lock' AND query LIKE '%DELETE FROM consumer_offset%'"""
    return await scalar(bank.engine, query) or []


async def is_waiting(bank: Bank) -> bool:
    return bool(await waiting(bank))
