"""A merit bulletin: received, delivered by a level that the rule allows, or returned; late after its last day."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.merits.domain import faults_of_bulletin
from services.benefits.merits.parameters import DELIVERED_BY, MERITS
from services.benefits.merits.schemas import MERIT_BULLETINS
from services.benefits.overdue.commands import OVERDUE
from shared.command import Transaction, command
from shared.entries.commands import record_entry, take_step
from shared.entries.domain import EntryExists, EntryInvalid
from shared.schedule import Due
from tests.benefits.checks.given import given_person
from tests.benefits.entered import faults_of, known, told_of
from tests.given import given_work

DEFINITION = MERIT_BULLETINS.definition
DOCUMENT = "立功受奖通知书第1号"
BODY = {"merit": "third-class", "granted_on": "2021-12-20", "received_on": "2022-01-10", "due_on": "2022-01-31"}
BEFORE_THE_RULE, SINCE_THE_RULE = date(2020, 12, 20), date(2020, 12, 21)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def given_bulletin(engine: AsyncEngine, person_id: UUID, **more: Any) -> UUID:
    form = MERIT_BULLETINS.form.model_validate({"person_id": person_id, "document": DOCUMENT, **BODY, **more})
    return await record_entry(given_work(engine), DEFINITION, form.facts(), document=form.document)


async def stepping(engine: AsyncEngine, bulletin: UUID, step: str, on: date, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, bulletin, step, on=on, document=DOCUMENT, said=said)


@command
async def clock(tx: Transaction) -> None:
    """What the schedule does."""
    await OVERDUE.run(tx, Due("", tx.now, {}))


class TestWhoDelivers:
    @pytest.mark.parametrize(
        ("merit", "level", "received_on", "found"),
        [
            ("first-class", "county", BEFORE_THE_RULE, []),
            ("first-class", "county", SINCE_THE_RULE, ["level-too-low"]),
            ("first-class", "city", SINCE_THE_RULE, []),
            ("first-class", "province", SINCE_THE_RULE, []),
            ("second-class", "township", SINCE_THE_RULE, ["level-too-low"]),
            ("third-class", "county", SINCE_THE_RULE, []),
            ("august-first-medal", "city", SINCE_THE_RULE, ["level-too-low"]),
        ],
    )
    def test_is_high_enough_since_there_is_a_rule(
        self, merit: str, level: str, received_on: date, found: list[str]
    ) -> None:
        said = {"merit": merit, "delivered_by": level, "received_on": received_on, "due_on": received_on}
        assert [each.code for each in faults_of_bulletin(said)] == found

    def test_is_said_of_every_award(self) -> None:
        assert set(DELIVERED_BY) == set(MERITS)


class TestABulletin:
    async def test_is_received_and_delivered_once(self, engine: AsyncEngine, person: UUID) -> None:
        with pytest.raises(EntryInvalid) as refused:
            await given_bulletin(engine, person, due_on="2022-01-09")
        assert faults_of(refused) == {"due_on": "too-early"}
        bulletin = await given_bulletin(engine, person)
        with pytest.raises(EntryExists):
            await given_bulletin(engine, person)
        said = {"delivered_by": "township", "ceremony": "at-home"}
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, bulletin, "delivery", date(2022, 1, 20), **said)
        assert faults_of(refused) == {"delivered_by": "level-too-low"}
        await stepping(engine, bulletin, "delivery", date(2022, 1, 20), **{**said, "delivered_by": "county"})
        names, events = zip(*await told_of(engine, "merit-bulletin"), strict=True)
        assert names == ("merit-bulletin-received", "merit-bulletin-delivered")
        last = events[-1]
        assert (last["delivered_on"], last["delivered_by"], last["ceremony"]) == ("2022-01-20", "county", "at-home")
        assert last["before"]["delivered_by"] is None

    async def test_that_went_back_may_come_again(self, engine: AsyncEngine, person: UUID) -> None:
        bulletin = await given_bulletin(engine, person)
        await stepping(engine, bulletin, "return", date(2022, 1, 12), return_reason="mistaken")
        await given_bulletin(engine, person, received_on="2022-02-10", due_on="2022-02-28")

    async def test_is_delivered_to_the_family_after_a_death(self, engine: AsyncEngine, person: UUID) -> None:
        await known(engine, person, deceased_on=date(2021, 12, 1))
        bulletin = await given_bulletin(engine, person)
        said = {"delivered_by": "county", "ceremony": "together"}
        await stepping(engine, bulletin, "delivery", date(2022, 1, 20), **said)

    async def test_is_late_after_its_last_day_and_delivered_all_the_same(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        bulletin = await given_bulletin(engine, person)
        await clock(given_work(engine, now=datetime(2022, 1, 31, 1, tzinfo=UTC)))
        assert len(await told_of(engine, "merit-bulletin")) == 1
        for _ in range(2):
            await clock(given_work(engine, now=datetime(2022, 1, 31, 17, tzinfo=UTC)))
        [_, (name, event)] = await told_of(engine, "merit-bulletin")
        assert (name, event["overdue_on"]) == ("merit-bulletin-overdue", "2022-02-01")
        said = {"delivered_by": "county", "ceremony": "plain"}
        await stepping(engine, bulletin, "delivery", date(2022, 2, 2), **said)
        _, event = (await told_of(engine, "merit-bulletin"))[-1]
        assert (event["delivered_on"], event["overdue_on"]) == ("2022-02-02", "2022-02-01")
