"""The breaker tells a bad deploy from poison: it parks nothing, tries again, and lets an operator decide."""

from typing import Any

import pytest

from shared.inbox.breaker import AT_LEAST, WINDOW_EVENTS, Breaker, BreakerOpened, Tally
from shared.parked.commands import permit_parking
from tests.given import given_work
from tests.shared.inbox.given import PYTHON_BUG, Bank
from tests.shared.inbox.test_parking import OPERATOR
from tests.shared.wire import eventually, running, scalar


class TestTheBreaker:
    async def test_stops_the_consumer_and_parks_nothing_when_a_deploy_is_bad(self, bank: Bank) -> None:
        for _ in range(20):
            await bank.open_account(PYTHON_BUG)
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, "breaker open"))
            assert not (await consumer.checks())[0].ok
        assert await bank.parked() == []
        assert await scalar(bank.engine, "SELECT count(*) FROM balance") == 0

    async def test_lets_the_corrected_deploy_go_on_after_a_restart(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(20):
            await bank.open_account(PYTHON_BUG)
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, "breaker open"))
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        await bank.consume()
        assert await scalar(bank.engine, "SELECT count(*) FROM balance WHERE amount = 666") == 20

    async def test_goes_on_by_itself_when_the_cause_is_gone(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.inbox.consumer.RETRY_SECONDS", 0.1)
        for _ in range(20):
            await bank.open_account(PYTHON_BUG)
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, "breaker open"))
            opened = "SELECT opened_at IS NOT NULL FROM breaker WHERE reason LIKE '%cannot be applied'"
            await eventually(lambda: holds(bank, opened))
            monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
            await eventually(lambda: holds(bank, "SELECT count(*) = 20 FROM balance WHERE amount = 666"))
            await bank.consumed(consumer)
            assert (await consumer.checks())[0].ok
        assert await holds(bank, "SELECT opened_at IS NULL FROM breaker")

    async def test_lets_as_many_be_parked_as_an_operator_allows(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.inbox.consumer.RETRY_SECONDS", 0.1)
        for _ in range(20):
            await bank.open_account(PYTHON_BUG)
        consumer = bank.consumer()
        async with running(consumer):
            await eventually(lambda: says(consumer, "breaker open"))
            await permit_parking(
                given_work(bank.engine, OPERATOR), group=bank.group, events=25, reason="they are poison"
            )
            await bank.consumed(consumer)
        assert len(await bank.parked()) == 20
        assert await holds(bank, "SELECT may_park = 5 FROM breaker")

    def test_does_not_open_for_one_poisoned_event_alone(self) -> None:
        Breaker().check(Tally(applied=0, parked=1))

    def test_opens_for_a_batch_that_is_larger_than_its_window(self) -> None:
        with pytest.raises(BreakerOpened, match="1000 of the 2000 events of a batch"):
            Breaker().check(Tally(applied=1_000, parked=1_000))

    def test_opens_for_a_batch_after_a_thousand_good_events(self) -> None:
        breaker = Breaker()
        breaker.count(Tally(applied=1_000, parked=0))
        with pytest.raises(BreakerOpened, match="6 of the 50 events of a batch"):
            breaker.check(Tally(applied=44, parked=6))

    def test_opens_for_one_after_the_other_after_a_thousand_good_events(self) -> None:
        breaker = Breaker()
        breaker.count(Tally(applied=1_000, parked=0))
        for _ in range(AT_LEAST):
            breaker.check(Tally(applied=0, parked=1))
            breaker.count(Tally(applied=0, parked=1))
        with pytest.raises(BreakerOpened, match="the last 6 events"):
            breaker.check(Tally(applied=0, parked=1))
        breaker.count(Tally(applied=1, parked=0))
        breaker.check(Tally(applied=0, parked=1))

    def test_opens_when_more_than_a_twentieth_of_the_window_is_parked(self) -> None:
        breaker = Breaker()
        breaker.count(Tally(applied=100, parked=5))
        breaker.check(Tally(applied=100, parked=1))
        with pytest.raises(BreakerOpened, match="10 of the last 120"):
            breaker.check(Tally(applied=10, parked=5))

    def test_looks_over_several_small_batches(self) -> None:
        breaker = Breaker()
        for _ in range(AT_LEAST):
            breaker.check(Tally(applied=1, parked=1))
            breaker.count(Tally(applied=1, parked=1))
        with pytest.raises(BreakerOpened):
            breaker.check(Tally(applied=1, parked=1))

    def test_forgets_what_is_long_ago(self) -> None:
        breaker = Breaker()
        breaker.count(Tally(applied=950, parked=50))
        with pytest.raises(BreakerOpened, match="90 of the last 1000"):
            breaker.check(Tally(applied=760, parked=40))
        breaker.count(Tally(applied=WINDOW_EVENTS, parked=0))
        breaker.check(Tally(applied=760, parked=40))

    def test_does_not_hold_what_was_permitted_against_what_comes_then(self) -> None:
        breaker = Breaker()
        breaker.count(Tally(applied=0, parked=20))
        for _ in range(AT_LEAST):
            breaker.check(Tally(applied=0, parked=1))
            breaker.count(Tally(applied=0, parked=1))
        with pytest.raises(BreakerOpened):
            breaker.check(Tally(applied=0, parked=1))


async def says(consumer: Any, words: str) -> bool:
    return words in (await consumer.checks())[0].detail


async def holds(bank: Bank, query: str) -> bool:
    return bool(await scalar(bank.engine, query))
