"""Parked events in an operator's hands: redriven in order, all or none; given up with a reason; always audited."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from shared.auth.roles import Role
from shared.ids import new_id
from shared.inbox.redriving import Redriven
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Cause
from shared.parked.commands import (
    AlreadyPast,
    Discarded,
    NothingThere,
    ParkedNotFound,
    discard_parked_event,
    discard_parked_through,
    redrive_parked_key,
)
from tests.given import CENTRE, given_caller, given_work
from tests.shared.inbox.given import NEEDS_LOCK, PYTHON_BUG, STUCK, AmountAdded, Bank
from tests.shared.wire import eventually, running, scalar

OPERATOR = given_caller(Role.SYSTEM_ADMINISTRATOR, CENTRE)


async def parked_id(bank: Bank) -> UUID:
    found: UUID = await scalar(bank.engine, "SELECT id FROM parked_key")
    return found


async def redrive(bank: Bank) -> Redriven:
    subscription = Subscription(bank.projections, bank.known)
    return await redrive_parked_key(
        given_work(bank.engine, OPERATOR), await parked_id(bank), group=bank.group, subscription=subscription
    )


async def audited(bank: Bank, action: str) -> tuple[object, ...]:
    async with bank.engine.connect() as connection:
        query = text("SELECT account_id, purpose, result FROM audit WHERE action = :action")
        return tuple((await connection.execute(query, {"action": action})).one())


async def given_gap(bank: Bank) -> UUID:
    """Version 2 is applied, 3 is missing, 4 and 5 are parked."""
    account = await bank.open_account(1)
    await bank.send(AmountAdded(account_id=account, amount=10), 4)
    await bank.send(AmountAdded(account_id=account, amount=100), 5)
    await bank.consume()
    return account


class TestRedrive:
    async def test_stays_at_an_event_that_is_still_too_slow_and_says_so(self, bank: Bank) -> None:
        await bank.open_account(STUCK)
        await bank.consume()
        redriven = await redrive(bank)
        assert (redriven.applied, redriven.cause) == (0, Cause.TIMEOUT)

    async def test_applies_everything_in_order_once_the_cause_is_corrected(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        assert await redrive(bank) == Redriven(applied=2)
        assert await bank.balance(account) == (1 + 666 + 3, 3)
        assert await bank.version(account) == 4
        assert await bank.parked() == []
        await bank.send(AmountAdded(account_id=account, amount=1), 5)
        await bank.consume()
        assert await bank.balance(account) == (671, 4)

    async def test_applies_what_came_before_its_predecessor(self, bank: Bank) -> None:
        account = await given_gap(bank)
        await bank.send(AmountAdded(account_id=account, amount=1_000), 3)
        await bank.consume()
        assert await redrive(bank) == Redriven(applied=3)
        assert await bank.balance(account) == (1_111, 4)

    async def test_applies_nothing_while_the_cause_remains_and_says_so(self, bank: Bank) -> None:
        account = await bank.open_account(1, 2, PYTHON_BUG)
        await bank.consume()
        redriven = await redrive(bank)
        assert (redriven.applied, redriven.cause) == (0, Cause.HANDLER)
        assert "six hundred" in redriven.detail
        assert await bank.balance(account) == (3, 2)

    async def test_updates_the_cause_when_another_one_appears(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = await bank.open_account(PYTHON_BUG, 2)
        await bank.send(AmountAdded(account_id=account, amount=1), 5)
        await bank.consume()
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        assert await redrive(bank) == Redriven(0, Cause.GAP, "expected 4, got 5")
        assert await scalar(bank.engine, "SELECT cause || ' ' || detail FROM parked_key") == "gap expected 4, got 5"
        assert await bank.balance(account) == (0, 0)

    async def test_lets_the_consumer_wait_so_that_nothing_slips_between(self, bank: Bank) -> None:
        """The redrive has locked the key when the next event arrives; it must neither be lost nor parked for ever."""
        account = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=10), 4)
        await bank.consume()
        await bank.send(AmountAdded(account_id=account, amount=NEEDS_LOCK), 3)
        await bank.consume()
        consumer = bank.consumer()
        async with running(consumer), bank.engine.connect() as blocking:
            await bank.consumed(consumer)
            await blocking.execute(text("SELECT * FROM parked_key FOR UPDATE"))
            await bank.send(AmountAdded(account_id=account, amount=100), 5)
            redriving = asyncio.create_task(redrive(bank))
            await asyncio.sleep(0.3)
            await blocking.rollback()
            first = await redriving
            await bank.consumed(consumer)
        if await bank.parked():
            await redrive(bank)
        assert first.cause is None
        assert await bank.balance(account) == (1 + NEEDS_LOCK + 10 + 100, 4)
        assert await bank.parked() == []

    async def test_is_audited(self, bank: Bank) -> None:
        await bank.open_account(PYTHON_BUG)
        await bank.consume()
        await redrive(bank)
        assert await audited(bank, "redrive-parked-key") == (OPERATOR.account_id, "", "done")

    async def test_refuses_what_is_not_parked(self, bank: Bank) -> None:
        with pytest.raises(ParkedNotFound):
            await redrive_parked_key(
                given_work(bank.engine, OPERATOR),
                new_id(),
                group=bank.group,
                subscription=Subscription(bank.projections, bank.known),
            )


class TestDiscardOne:
    async def discard(self, bank: Bank, sequence: int | None, reason: str = "sent by mistake") -> Discarded:
        query = 'SELECT id FROM parked_event WHERE sequence IS NOT DISTINCT FROM :sequence ORDER BY "offset" LIMIT 1'
        event_id = await scalar(bank.engine, query, sequence=sequence)
        return await discard_parked_event(
            given_work(bank.engine, OPERATOR), await parked_id(bank), event_id, reason=reason
        )

    async def test_counts_the_event_as_dealt_with_so_that_the_rest_can_be_redriven(self, bank: Bank) -> None:
        account = await bank.open_account(PYTHON_BUG, 2)
        await bank.consume()
        assert await self.discard(bank, 2) == Discarded(last_sequence=2, waiting=1)
        assert await redrive(bank) == Redriven(applied=1)
        assert await bank.balance(account) == (2, 1)
        assert await bank.parked() == []

    async def test_frees_the_aggregate_when_nothing_waits_behind(self, bank: Bank) -> None:
        account = await bank.open_account(PYTHON_BUG)
        await bank.consume()
        assert await self.discard(bank, 2) == Discarded(last_sequence=2, waiting=0)
        await bank.send(AmountAdded(account_id=account, amount=5), 3)
        await bank.consume()
        assert await bank.balance(account) == (5, 1)

    async def test_of_a_record_without_envelope_leaves_the_sequence_alone(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.send_raw(str(account).encode(), b"rubbish")
        await bank.send(AmountAdded(account_id=account, amount=5), 3)
        await bank.consume()
        assert await self.discard(bank, None) == Discarded(last_sequence=2, waiting=1)
        assert await redrive(bank) == Redriven(applied=1)

    async def test_of_a_forgery_makes_way_for_the_real_event_of_the_same_sequence(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        real = AmountAdded(account_id=account, amount=5)
        await bank.send(real, 3, value=b"{}")
        await bank.send(real, 3)
        await bank.consume()
        assert await self.discard(bank, 3) == Discarded(last_sequence=2, waiting=1)
        assert await redrive(bank) == Redriven(applied=1)
        assert await bank.balance(account) == (6, 2)

    async def test_of_a_forgery_further_on_leaves_what_waits_behind_it(self, bank: Bank) -> None:
        account = await bank.open_account()
        forged = AmountAdded(account_id=account, amount=1_000)
        sent = await bank.send(forged, 5)
        await bank.send(AmountAdded(account_id=account, amount=2), 2)
        await bank.consume()
        assert await bank.parked() == [("behind", "amount-added", 2), ("gap", "amount-added", 5)]
        assert await self.discard(bank, 5) == Discarded(last_sequence=1, waiting=1)
        assert await redrive(bank) == Redriven(applied=1)
        await bank.resend(sent, forged)
        for sequence in (3, 4, 5):
            await bank.send(AmountAdded(account_id=account, amount=sequence), sequence)
        await bank.consume()
        assert (await bank.balance(account), await bank.parked()) == ((14, 4), [])

    async def test_of_an_event_that_only_waits_leaves_a_gap(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account(PYTHON_BUG, 2)
        await bank.consume()
        assert await self.discard(bank, 3) == Discarded(last_sequence=1, waiting=1)
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        assert await redrive(bank) == Redriven(applied=1)
        await bank.send(AmountAdded(account_id=account, amount=5), 4)
        await bank.consume()
        assert await bank.parked() == [("gap", "amount-added", 4)]

    async def test_refuses_an_event_that_is_not_there(self, bank: Bank) -> None:
        await bank.open_account(PYTHON_BUG, 2)
        await bank.consume()
        with pytest.raises(ParkedNotFound):
            await discard_parked_event(given_work(bank.engine, OPERATOR), await parked_id(bank), new_id(), reason="x")

    async def test_is_audited_with_its_reason_and_kept(self, bank: Bank) -> None:
        await bank.open_account(PYTHON_BUG)
        await bank.consume()
        await self.discard(bank, 2)
        assert await audited(bank, "discard-parked-event") == (OPERATOR.account_id, "sent by mistake", "done")
        kept = await scalar(bank.engine, "SELECT (first_sequence, last_sequence, reason)::text FROM discarded")
        assert kept == '(2,2,"sent by mistake")'


class TestDiscardThrough:
    async def discard(self, bank: Bank, through: int) -> Discarded:
        return await discard_parked_through(
            given_work(bank.engine, OPERATOR), await parked_id(bank), through, reason="lost with the disk"
        )

    async def test_closes_a_gap_whose_event_cannot_be_had_any_more(self, bank: Bank) -> None:
        account = await given_gap(bank)
        assert await self.discard(bank, 3) == Discarded(last_sequence=3, waiting=2)
        assert await redrive(bank) == Redriven(applied=2)
        assert await bank.balance(account) == (111, 3)

    async def test_goes_no_further_than_what_is_parked(self, bank: Bank) -> None:
        """Else the events to come, a revocation among them, would be dropped as repeats."""
        await given_gap(bank)
        with pytest.raises(NothingThere):
            await self.discard(bank, 6)
        assert len(await bank.parked()) == 2

    async def test_parks_a_late_arrival_that_nobody_saw_when_its_sequence_was_discarded(self, bank: Bank) -> None:
        account = await given_gap(bank)
        await self.discard(bank, 3)
        await redrive(bank)
        late = AmountAdded(account_id=account, amount=1_000)
        sent = await bank.send(late, 3)
        await bank.consume()
        assert (await bank.balance(account), await bank.parked()) == ((111, 3), [("fork", "amount-added", 3)])
        assert (await redrive(bank)).cause is Cause.FORK
        assert await TestDiscardOne().discard(bank, 3) == Discarded(last_sequence=5, waiting=0)
        await bank.resend(sent, late)
        await bank.consume()
        assert await bank.parked() == []

    async def test_parks_what_comes_after_a_forgery_that_took_its_place(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=1_000), 5)
        second = AmountAdded(account_id=account, amount=2)
        sent = await bank.send(second, 2)
        await bank.consume()
        assert await self.discard(bank, 5) == Discarded(last_sequence=5, waiting=0)
        await bank.resend(sent, second)
        await bank.send(AmountAdded(account_id=account, amount=3), 3)
        await bank.consume()
        assert await bank.parked() == [("fork", "amount-added", 3)]
        assert await bank.version(account) == 5

    async def test_gives_up_parked_events_as_well(self, bank: Bank) -> None:
        account = await given_gap(bank)
        assert await self.discard(bank, 5) == Discarded(last_sequence=5, waiting=0)
        await bank.send(AmountAdded(account_id=account, amount=1_000), 6)
        await bank.consume()
        assert await bank.balance(account) == (1_001, 2)

    async def test_refuses_what_is_dealt_with(self, bank: Bank) -> None:
        await given_gap(bank)
        with pytest.raises(AlreadyPast):
            await self.discard(bank, 2)


class TestAWaitingRedrive:
    async def test_does_not_hold_up_other_aggregates(self, bank: Bank) -> None:
        await given_gap(bank)
        consumer = bank.consumer()
        async with running(consumer), bank.engine.connect() as blocking:
            await bank.consumed(consumer)
            await blocking.execute(text("SELECT * FROM parked_key FOR UPDATE"))
            other = await bank.open_account(1)
            await eventually(lambda: applied(bank, other))
            await blocking.rollback()


async def applied(bank: Bank, account: UUID) -> bool:
    return await bank.balance(account) == (1, 1)
