"""A rebuild by what the log says, whatever was applied before: for the day a producer was brought back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.ids import new_id
from shared.inbox.projection import Projection
from shared.parked.commands import discard_parked_through
from shared.rebuild.rebuild import Rebuilt, rebuild_from_log
from shared.rebuild.replay import LogIncomplete
from shared.rebuild.reread import RebuildFailed
from tests.given import given_work
from tests.shared.inbox.given import ACCOUNTS, PYTHON_BUG, AccountOpened, AmountAdded, Bank
from tests.shared.inbox.test_freshness import freshness
from tests.shared.inbox.test_parking import OPERATOR, parked_id, redrive
from tests.shared.inbox.test_replaced_log import lose, trim
from tests.shared.rebuild.test_rebuild import content, do_nothing, rebuild, spoil
from tests.shared.wire import eventually, running, scalar


async def from_log(bank: Bank) -> Rebuilt:
    return await rebuild_from_log(
        bank.engine,
        bank.projections,
        group=bank.group,
        broker=bank.broker,
        known=bank.known,
    )


async def kept(bank: Bank) -> list[Any]:
    """What the consumer keeps of the topic."""
    async with bank.engine.connect() as connection:
        query = text("SELECT key, sequence, event_id FROM stream_version WHERE topic = :topic ORDER BY key")
        return [tuple(row) for row in await connection.execute(query, {"topic": bank.topic})]


class TestAFork:
    async def test_is_parked_and_says_which_event_was_applied(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        first = await bank.send(AmountAdded(account_id=account, amount=10), 3)
        await bank.consume()
        second = await bank.send(AmountAdded(account_id=account, amount=500), 3)
        await bank.send(AmountAdded(account_id=account, amount=1_000), 4)
        await bank.consume()
        assert await bank.balance(account) == (11, 2)
        assert await bank.parked() == [("fork", "amount-added", 3), ("behind", "amount-added", 4)]
        detail = await scalar(bank.engine, "SELECT detail FROM parked_key")
        assert detail == f"sequence 3 is event {first.id}, here {second.id}"

    async def test_stays_parked_when_it_is_redriven(self, bank: Bank) -> None:
        account = await forked(bank)
        redriven = await redrive(bank)
        assert (redriven.applied, redriven.cause) == (0, "fork")
        assert await bank.balance(account) == (11, 2)

    async def test_is_left_as_it_is_by_a_strict_rebuild(self, bank: Bank) -> None:
        account = await forked(bank)
        assert (await rebuild(bank)).rows == 0
        assert await bank.balance(account) == (11, 2)

    async def test_makes_a_strict_rebuild_refuse_a_log_that_holds_the_other_event(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        other = new_id()
        async with bank.engine.begin() as connection:  # as before the log was made anew
            await connection.execute(text("UPDATE stream_version SET event_id = :other"), {"other": other})
        with pytest.raises(LogIncomplete, match=f"{account}: the log holds event .* at sequence 2, applied is {other}"):
            await rebuild(bank)


class TestARebuildFromTheLog:
    async def test_replaces_what_the_log_does_not_hold_any_more(self, bank: Bank) -> None:
        gone = await bank.open_account(1, 2)
        await bank.consume()
        lose(bank)
        account = await bank.open_account(5)
        assert await from_log(bank) == Rebuilt(events=2, rows=4)
        assert await bank.balance(gone) is None
        assert await bank.balance(account) == (5, 1)
        assert [(key, sequence) for key, sequence, _ in await kept(bank)] == [(str(account), 2)]

    async def test_lets_what_was_begun_beside_the_tables_follow_what_they_say_now(self, bank: Bank) -> None:
        gone = await bank.open_account(1)
        await bank.consume()
        lose(bank)
        account = await bank.open_account(5)
        found: list[Any] = []

        async def look(connection: AsyncConnection) -> None:
            there = text("SELECT account_id FROM balance WHERE account_id = ANY (:ids)")
            found.extend((await connection.execute(there, {"ids": [gone, account]})).scalars())

        await from_log(replace(bank, projections=(replace(ACCOUNTS, follow=look),)))
        assert found == [account]

    async def test_ends_a_fork_when_the_log_holds_one_history(self, bank: Bank) -> None:
        account = await forked(bank)
        lose(bank)
        await bank.send(AccountOpened(account_id=account), 1)
        await bank.send(AmountAdded(account_id=account, amount=500), 2)
        await from_log(bank)
        assert await bank.parked() == []
        assert await bank.balance(account) == (500, 1)
        await bank.send(AmountAdded(account_id=account, amount=1), 3)
        await bank.consume()
        assert await bank.balance(account) == (501, 2)

    async def test_forgets_what_was_discarded(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account(2, PYTHON_BUG)
        await bank.consume()
        await discard_parked_through(given_work(bank.engine, OPERATOR), await parked_id(bank), 3, reason="wrong")
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        await from_log(bank)
        assert await bank.balance(account) == (668, 2)
        assert await scalar(bank.engine, "SELECT count(*) FROM discarded") == 0

    async def test_makes_up_for_what_was_discarded_or_skipped(self, bank: Bank) -> None:
        await bank.open_account(2, PYTHON_BUG)
        await bank.consume()
        await discard_parked_through(given_work(bank.engine, OPERATOR), await parked_id(bank), 3, reason="wrong")
        skip = text("""
            INSERT INTO unreadable_batch (id, "group", topic, partition, "offset", next, cause, found_at, skipped_at)
            VALUES (gen_random_uuid(), :group, :topic, 0, 70, 72, 'a checksum', now(), now())
        """)
        async with bank.engine.begin() as connection:
            await connection.execute(skip, {"group": bank.group, "topic": bank.topic})
        assert (await freshness(bank)).given_up == 2
        await from_log(bank)
        assert (await freshness(bank)).given_up == 0

    async def test_closes_the_breaker_of_a_consumer_that_stood_still(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        opened = text("INSERT INTO breaker VALUES (:group, now(), 'a bad deploy', 0)")
        async with bank.engine.begin() as connection:
            await connection.execute(opened, {"group": bank.group})
        assert (await freshness(bank)).breaker_open
        await from_log(bank)
        assert not (await freshness(bank)).breaker_open

    async def test_parks_what_a_consumer_would_park(self, bank: Bank) -> None:
        account = await bank.open_account(1, PYTHON_BUG, 3)
        await bank.send_raw(b"somebody", b"rubbish")
        await bank.consume()
        await spoil(bank)
        before = await bank.parked()
        await from_log(bank)
        assert await bank.parked() == before
        assert len(before) == 3
        assert await bank.balance(account) == (1, 1)
        assert await scalar(bank.engine, "SELECT count(*) FROM outbox") == 2  # nothing is told twice

    async def test_applies_what_waits_for_an_event_that_stands_behind_it(self, bank: Bank) -> None:
        """As after a skip: what `republish` brought again stands behind what had to wait for it."""
        account = await bank.open_account(1)
        for amount, sequence in ((100, 4), (1_000, 5), (10, 3)):
            await bank.send(AmountAdded(account_id=account, amount=amount), sequence)
        await bank.consume()
        assert (await redrive(bank)).applied == 3
        assert (await from_log(bank)).rows == 0
        assert await bank.parked() == []
        assert await bank.balance(account) == (1_111, 4)

    async def test_gives_the_content_and_the_memory_of_a_consumer_that_read_the_same_log(self, bank: Bank) -> None:
        for _ in range(20):
            await bank.open_account(1, 2, 3)
        await bank.consume()
        right, versions = await content(bank), await kept(bank)
        positions = await offsets(bank)
        await spoil(bank)
        await from_log(bank)
        assert (await content(bank), await kept(bank), await offsets(bank)) == (right, versions, positions)

    async def test_begins_where_the_log_begins(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        await trim(bank)
        account = await bank.open_account(5)
        await from_log(bank)
        assert await bank.balance(account) == (5, 1)
        await bank.send(AmountAdded(account_id=account, amount=1), 3)
        await bank.consume()
        assert await bank.balance(account) == (6, 2)

    async def test_goes_together_with_a_consumer_that_works(self, bank: Bank) -> None:
        accounts = [await bank.open_account(1) for _ in range(10)]
        consumer = bank.consumer()
        async with running(consumer):
            await bank.consumed(consumer)
            for version in range(3, 6):
                for account in accounts:
                    await bank.send(AmountAdded(account_id=account, amount=1), version)
                await from_log(bank)
            await eventually(lambda: bank.all_at(5))
            await bank.consumed(consumer)
        assert [await bank.balance(account) for account in accounts] == [(4, 4)] * 10
        assert await bank.parked() == []

    async def test_rebuilds_every_projection(self, bank: Bank) -> None:
        await bank.open_account(1)
        other = Projection("other", (AccountOpened,), do_nothing, ())
        both = Bank(bank.engine, bank.broker, bank.topic, bank.group, bank.producer, (ACCOUNTS, other))
        await both.consume()
        await spoil(bank)
        assert (await from_log(both)).events == 2

    async def test_changes_nothing_when_too_much_cannot_be_applied(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        for _ in range(20):
            await bank.send(AmountAdded(account_id=new_id(), amount=1), 5)
        with pytest.raises(RebuildFailed, match="cannot be applied"):
            await from_log(bank)
        assert await bank.balance(account) == (1, 1)
        assert await scalar(bank.engine, "SELECT count(*) FROM pg_tables WHERE schemaname = 'rebuild'") == 0


async def forked(bank: Bank) -> Any:
    """An account with 1 and 10, and a parked fork of 500 at the sequence of the second."""
    account = await bank.open_account(1)
    await bank.send(AmountAdded(account_id=account, amount=10), 3)
    await bank.send(AmountAdded(account_id=account, amount=500), 3)
    await bank.consume()
    return account


async def offsets(bank: Bank) -> list[Any]:
    async with bank.engine.connect() as connection:
        query = text("SELECT partition, next, anchor, event_id FROM consumer_offset WHERE topic = :topic ORDER BY 1")
        return [tuple(row) for row in await connection.execute(query, {"topic": bank.topic})]
