"""Rebuilding: the same content byte for byte, whatever happened on the way, and live goes on meanwhile."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.ids import new_id
from shared.inbox.projection import Delivered
from shared.parked.commands import discard_parked_event, discard_parked_through
from shared.rebuild import reread
from shared.rebuild.rebuild import Rebuilt, rebuild_projection
from shared.rebuild.replay import LogIncomplete
from shared.rebuild.reread import TRY_REBUILD_LOCK, RebuildFailed
from shared.rebuild.shadow import differ
from tests.given import given_work
from tests.shared.inbox.given import ACCOUNTS, PYTHON_BUG, AccountOpened, AmountAdded, Bank, apply
from tests.shared.inbox.test_parking import OPERATOR, parked_id, redrive
from tests.shared.inbox.test_replaced_log import lose, trim
from tests.shared.wire import running, scalar


async def content(bank: Bank) -> str:
    """A digest of both tables in a canonical form."""
    dump = "SELECT string_agg(t::text, '|' ORDER BY t::text) FROM "
    parts = [await scalar(bank.engine, f"{dump} {table} AS t") for table in ("balance", "by_day")]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


async def rebuild(bank: Bank, **changes: Any) -> Rebuilt:
    projection = replace(ACCOUNTS, **changes)
    return await rebuild_projection(bank.engine, projection, group=bank.group, broker=bank.broker, known=bank.known)


async def spoil(bank: Bank) -> None:
    """What a bug of the past may have left: a wrong row, a missing one, one too many."""
    first = "(SELECT account_id FROM balance ORDER BY 1 LIMIT 1)"
    last = "(SELECT account_id FROM balance ORDER BY 1 DESC LIMIT 1)"
    async with bank.engine.begin() as connection:
        await connection.execute(text(f"UPDATE balance SET amount = amount + 1 WHERE account_id = {first}"))
        await connection.execute(text(f"DELETE FROM balance WHERE account_id = {last}"))
        await connection.execute(text("INSERT INTO balance VALUES (gen_random_uuid(), 1, 1)"))
        await connection.execute(text("UPDATE by_day SET amount = 0"))


class TestRebuild:
    async def test_restores_the_content_byte_for_byte(self, bank: Bank) -> None:
        for _ in range(20):
            await bank.open_account(1, 2, 3)
        await bank.consume()
        right = await content(bank)
        await spoil(bank)
        assert await content(bank) != right
        rebuilt = await rebuild(bank)
        assert await content(bank) == right
        assert rebuilt == Rebuilt(events=80, rows=6)

    async def test_writes_nothing_when_the_content_is_right(self, bank: Bank) -> None:
        for _ in range(5):
            await bank.open_account(1)
        await bank.consume()
        assert await rebuild(bank) == Rebuilt(events=10, rows=0)

    async def test_reads_a_long_log_in_parts(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reread, "CLOSE_ENOUGH_EVENTS", 10)
        accounts = [new_id() for _ in range(50)]
        async with bank.many() as send:
            for account in accounts:
                send(AccountOpened(account_id=account), 1)
            for version in range(2, 30):
                for account in accounts:
                    send(AmountAdded(account_id=account, amount=version), version)
        await bank.consume()
        right = await content(bank)
        await spoil(bank)
        await rebuild(bank)
        assert await content(bank) == right

    async def test_leaves_no_shadow_behind(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        await rebuild(bank)
        left = "SELECT count(*) FROM pg_tables WHERE schemaname = 'rebuild'"
        assert await scalar(bank.engine, left) == 0

    async def test_drops_repeats(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        event = AmountAdded(account_id=account, amount=5)
        sent = await bank.send(event, 3)
        await bank.resend(sent, event)
        await bank.consume()
        assert await rebuild(bank) == Rebuilt(events=3, rows=0)

    async def test_leaves_parked_events_to_their_redrive(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)
        await redrive(bank)
        assert await bank.balance(account) == (670, 3)
        assert await rebuild(bank) == Rebuilt(events=4, rows=0)

    async def test_passes_over_what_an_operator_gave_up(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        await discard_parked_through(given_work(bank.engine, OPERATOR), await parked_id(bank), 3, reason="wrong")
        await redrive(bank)
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        assert await rebuild(bank) == Rebuilt(events=3, rows=0)
        assert await bank.balance(account) == (4, 2)

    async def test_passes_over_what_was_given_up_at_the_end(self, bank: Bank) -> None:
        account = await bank.open_account(1, PYTHON_BUG)
        await bank.consume()
        await discard_parked_through(given_work(bank.engine, OPERATOR), await parked_id(bank), 3, reason="wrong")
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)
        assert await bank.balance(account) == (1, 1)

    async def test_passes_over_a_forgery_that_was_given_up_alone(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=1_000), 3)
        await bank.send(AmountAdded(account_id=account, amount=1), 2)
        await bank.consume()
        forged = await scalar(bank.engine, "SELECT id FROM parked_event WHERE sequence = 3")
        await discard_parked_event(given_work(bank.engine, OPERATOR), await parked_id(bank), forged, reason="forged")
        await redrive(bank)
        await bank.send(AmountAdded(account_id=account, amount=2), 3)
        await bank.consume()
        assert await rebuild(bank) == Rebuilt(events=3, rows=0)
        assert await bank.balance(account) == (3, 2)

    async def test_lets_an_early_event_wait_for_its_predecessor(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=100), 4)
        await bank.send(AmountAdded(account_id=account, amount=10), 3)
        await bank.consume()
        await redrive(bank)
        await bank.send(AmountAdded(account_id=account, amount=1_000), 5)
        await bank.consume()
        assert await rebuild(bank) == Rebuilt(events=5, rows=0)

    async def test_ignores_records_that_nobody_can_read(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.send_raw(b"somebody", b"rubbish")
        await bank.consume()
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)

    async def test_fills_a_projection_that_is_new(self, bank: Bank) -> None:
        for _ in range(3):
            await bank.open_account(1)
        silent = replace(ACCOUNTS, apply=do_nothing)
        await replace(bank, projections=(silent,)).consume()
        assert await rebuild(bank) == Rebuilt(events=6, rows=4)

    async def test_goes_together_with_a_consumer_that_works(self, bank: Bank) -> None:
        accounts = [await bank.open_account(1) for _ in range(10)]
        consumer = bank.consumer()
        async with running(consumer):
            await bank.consumed(consumer)
            for version in range(3, 8):
                for account in accounts:
                    await bank.send(AmountAdded(account_id=account, amount=1), version)
                await rebuild(bank)
            await bank.consumed(consumer)
        assert [await bank.balance(account) for account in accounts] == [(6, 6)] * 10
        assert (await rebuild(bank)).rows == 0

    async def test_claims_nothing_where_nothing_was_missed(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        """The consumer goes on, and may be an older release that passes over what this one folds."""
        await bank.open_account(1)
        await bank.consume()
        monkeypatch.setattr("shared.rebuild.rebuild.cover", None)
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)

    async def test_exchanges_what_was_wrong_and_applies_what_came_while_it_compared(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        await spoil(bank)

        async def something_happens_meanwhile(*compare: Any) -> bool:
            found = await differ(*compare)
            await bank.send(AmountAdded(account_id=account, amount=2), 3)
            await bank.consume()
            return found

        monkeypatch.setattr("shared.rebuild.rebuild.differ", something_happens_meanwhile)
        assert (await rebuild(bank)).events == 3
        assert await bank.balance(account) == (3, 2)
        monkeypatch.undo()
        assert await rebuild(bank) == Rebuilt(events=3, rows=0)

    @pytest.mark.parametrize(
        ("left", "before", "worth"),
        [(2_001, 1_000, True), (2_000, 2_000, False), (2_000, 2_001, True), (101, math.inf, True), (100, 200, False)],
    )
    def test_comes_closer_as_long_as_it_does(self, left: int, before: float, worth: bool) -> None:
        assert reread.is_worth_a_turn(left, before) is worth


class TestARebuildThatCannotSucceed:
    async def test_changes_nothing_when_the_projection_fails(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        before = await content(bank)
        with pytest.raises(RebuildFailed, match="accounts: ValueError: not today"):
            await rebuild(bank, apply=fail)
        assert await content(bank) == before
        assert await scalar(bank.engine, "SELECT count(*) FROM pg_tables WHERE schemaname = 'rebuild'") == 0

    async def test_refuses_a_log_that_lost_its_beginning(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        await trim(bank)
        with pytest.raises(LogIncomplete, match="the log leads to 0, applied is 2"):
            await rebuild(bank)

    async def test_refuses_a_log_that_ends_before_what_was_applied(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        lose(bank)
        with pytest.raises(LogIncomplete, match="ends before"):
            await rebuild(bank)
        assert await bank.balance(account) == (1, 1)

    async def test_refuses_a_log_that_leads_elsewhere(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        lose(bank)
        async with bank.many() as send:  # enough for every partition to become longer than it was
            for _ in range(100):
                send(AccountOpened(account_id=new_id()), 1)
        await bank.consume()
        with pytest.raises(LogIncomplete, match=f"{account}: the log leads to 0, applied is 2"):
            await rebuild(bank)
        assert await bank.balance(account) == (1, 1)

    async def test_refuses_to_run_twice_at_a_time(self, bank: Bank) -> None:
        async with bank.engine.connect() as other:
            await other.execute(TRY_REBUILD_LOCK)
            with pytest.raises(RebuildFailed, match="another rebuild"):
                await rebuild(bank)
            await other.invalidate()  # the lock is the session's: back in the pool it would be kept


class TestARebuildThatWasInterrupted:
    async def test_is_simply_run_again(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        async with bank.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE rebuild.balance (LIKE public.balance INCLUDING ALL)"))
            await connection.execute(text("INSERT INTO rebuild.balance VALUES (gen_random_uuid(), 9, 9)"))
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)


async def do_nothing(_connection: AsyncConnection, _deliveries: Sequence[Delivered[Any]]) -> None:
    """A projection that does not exist yet."""


async def fail(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
    await apply(connection, deliveries)
    raise ValueError("not today")
