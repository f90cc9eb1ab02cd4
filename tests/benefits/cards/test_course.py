"""A preferential card: applied for, at the station, delivered or sent back; lost, replaced, cancelled."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cards.domain import faults_of_card, last_days
from services.benefits.cards.schemas import CARDS
from services.benefits.overdue.commands import OVERDUE
from shared.calendar.months import months_after
from shared.calendar.notices import released_calendar
from shared.command import Transaction, command
from shared.entries.commands import correct_entry, record_entry, take_step
from shared.entries.domain import EntryExists, EntryInvalid, StepNotPossible
from shared.schedule import Due
from tests.benefits.checks.given import given_person
from tests.benefits.entered import faults_of, known, told_of
from tests.given import given_work

DEFINITION = CARDS.definition
DOCUMENT = "优待证申请表第1号"
BODY = {"kind": "veteran", "applied_on": "2022-09-01"}
# T27: at the station on Thursday 2 March 2023, its holder not reached.
ARRIVED, TENTH_WORKING_DAY, AFTER_THREE_MONTHS = date(2023, 3, 2), date(2023, 3, 16), date(2023, 6, 2)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def given_card(engine: AsyncEngine, person_id: UUID, **more: Any) -> UUID:
    form = CARDS.form.model_validate({"person_id": person_id, "document": DOCUMENT, **BODY, **more})
    return await record_entry(given_work(engine), DEFINITION, form.facts(), document=form.document)


async def stepping(engine: AsyncEngine, card: UUID, step: str, on: date, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, card, step, on=on, document=DOCUMENT, said=said)


@command
async def clock(tx: Transaction) -> None:
    """What the schedule does."""
    await OVERDUE.run(tx, Due("", tx.now, {}))


class TestDays:
    def test_at_the_station_are_ten_working_days_and_three_months(self) -> None:
        expected = {"due_on": TENTH_WORKING_DAY, "return_on": AFTER_THREE_MONTHS}
        assert last_days(ARRIVED, released_calendar()) == expected
        assert last_days(None, released_calendar()) == {"due_on": None, "return_on": None}

    @pytest.mark.parametrize(
        ("day", "later"),
        [
            (date(2022, 11, 30), date(2023, 2, 28)),
            (date(2023, 11, 30), date(2024, 2, 29)),
            (date(2022, 10, 31), date(2023, 1, 31)),
            (date(2022, 12, 1), date(2023, 3, 1)),
            (date(2023, 1, 31), date(2023, 4, 30)),
        ],
    )
    def test_of_three_months_end_with_a_month_that_is_shorter(self, day: date, later: date) -> None:
        assert months_after(day, 3) == later

    def test_are_none_before_cards_could_be_applied_for(self) -> None:
        assert [each.field for each in faults_of_card({"applied_on": date(2021, 12, 13)})] == ["applied_on"]
        assert faults_of_card({"applied_on": date(2021, 12, 14)}) == []


class TestACard:
    async def test_reminds_on_the_tenth_working_day_and_goes_back_after_three_months(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        card = await given_card(engine, person)
        await stepping(engine, card, "arrival", ARRIVED)
        await clock(given_work(engine, now=datetime(2023, 3, 15, 1, tzinfo=UTC)))
        assert [name for name, _ in await told_of(engine, "card")] == ["card-applied", "card-issued"]
        for _ in range(2):
            await clock(given_work(engine, now=datetime(2023, 3, 15, 17, tzinfo=UTC)))
        [*_, (name, event)] = await told_of(engine, "card")
        assert (name, event["overdue_on"], event["due_on"], event["return_on"]) == (
            "card-overdue", str(TENTH_WORKING_DAY), str(TENTH_WORKING_DAY), str(AFTER_THREE_MONTHS),
        )  # fmt: skip
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, card, "return", date(2023, 6, 1))
        assert faults_of(refused) == {"returned_on": "too-early"}
        await stepping(engine, card, "return", AFTER_THREE_MONTHS)
        [*_, (name, event)] = await told_of(engine, "card")
        assert (name, event["returned_on"]) == ("card-undeliverable", str(AFTER_THREE_MONTHS))
        await given_card(engine, person, applied_on="2023-07-03")

    async def test_has_time_again_where_it_came_later(self, engine: AsyncEngine, person: UUID) -> None:
        card = await given_card(engine, person)
        await stepping(engine, card, "arrival", ARRIVED)
        then = given_work(engine, now=datetime(2023, 3, 16, 1, tzinfo=UTC))
        await clock(then)
        said = {"kind": "veteran", "applied_on": date(2022, 9, 1), "arrived_on": date(2023, 3, 6)}
        await correct_entry(then, DEFINITION, card, said, document="更正说明")
        [*_, (name, event)] = await told_of(engine, "card")
        assert (name, event["due_on"], event["overdue_on"]) == ("card-corrected", "2023-03-20", None)
        await clock(given_work(engine, now=datetime(2023, 3, 20, 1, tzinfo=UTC)))
        assert (await told_of(engine, "card"))[-1][0] == "card-overdue"

    async def test_is_one_a_person_lost_replaced_and_cancelled(self, engine: AsyncEngine, person: UUID) -> None:
        card = await given_card(engine, person)
        with pytest.raises(EntryExists):
            await given_card(engine, person, kind="survivor")
        await stepping(engine, card, "arrival", ARRIVED)
        await stepping(engine, card, "delivery", date(2023, 3, 6))
        await stepping(engine, card, "loss", date(2023, 8, 1))
        await stepping(engine, card, "replacement", date(2023, 10, 9), replacement_reason="lost")
        await stepping(engine, card, "loss", date(2024, 8, 1))
        await known(engine, person, deceased_on=date(2024, 8, 2))
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, card, "replacement", date(2024, 9, 2), replacement_reason="lost")
        assert faults_of(refused) == {"replaced_on": "after-death"}
        await stepping(engine, card, "cancellation", date(2024, 9, 2), cancellation_reason="deceased")
        names = [name.removeprefix("card-") for name, _ in await told_of(engine, "card")]
        assert names == ["applied", "issued", "delivered", "lost", "replaced", "lost", "cancelled"]

    async def test_that_is_refused_says_why_and_may_be_applied_for_again(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        card = await given_card(engine, person)
        await stepping(engine, card, "refusal", date(2022, 9, 20), refusal_reason="sentence")
        with pytest.raises(StepNotPossible):
            await stepping(engine, card, "arrival", ARRIVED)
        await given_card(engine, person, applied_on="2023-09-01")
