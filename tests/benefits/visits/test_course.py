"""A visit: planned, made or missed; and each refusal."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.entries.commands import revoke_entry, take_step, take_step_back
from shared.entries.domain import EntryExists, EntryInvalid
from tests.benefits.checks.given import given_person
from tests.benefits.entered import faults_of, known, told_of
from tests.benefits.visits.given import DEFINITION, DOCUMENT, given_visit
from tests.given import given_work

DAY = date(2019, 1, 28)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def stepping(engine: AsyncEngine, visit: UUID, step: str, on: date = DAY, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, visit, step, on=on, document=DOCUMENT, said=said)


class TestAVisit:
    async def test_is_planned_and_made_or_missed_and_told(self, engine: AsyncEngine, person: UUID) -> None:
        visit = await given_visit(engine, person)
        assert await stepping(engine, visit, "making") == 2
        await take_step_back(given_work(engine), DEFINITION, visit, reason="误录")
        await stepping(engine, visit, "miss", miss_reason="away")
        names, events = zip(*await told_of(engine, "visit"), strict=True)
        assert names == ("visit-planned", "visit-made", "visit-corrected", "visit-missed")
        assert [(each["made_on"], each["missed_on"]) for each in events[1:]] == [
            (str(DAY), None), (None, None), (None, str(DAY)),
        ]  # fmt: skip
        last = events[-1]
        assert (last["gift_fen"], last["miss_reason"], last["before"]["miss_reason"]) == (20_000, "away", None)

    async def test_of_a_festival_is_one_a_level_until_it_is_missed(self, engine: AsyncEngine, person: UUID) -> None:
        visit = await given_visit(engine, person)
        with pytest.raises(EntryExists):
            await given_visit(engine, person, planned_on="2019-02-01")
        await given_visit(engine, person, level="county")
        await stepping(engine, visit, "miss", miss_reason="away")
        again = await given_visit(engine, person, planned_on="2019-02-01")
        await revoke_entry(given_work(engine), DEFINITION, again, reason="误录")
        await given_visit(engine, person, planned_on="2019-02-01")

    async def test_on_another_occasion_is_made_as_often_as_there_is_one(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        for day in ("2019-03-04", "2019-09-09"):
            await given_visit(engine, person, occasion="illness", planned_on=day)

    async def test_is_before_the_festival(self, engine: AsyncEngine, person: UUID) -> None:
        with pytest.raises(EntryInvalid) as refused:
            await given_visit(engine, person, planned_on="2019-02-05")
        assert faults_of(refused) == {"planned_on": "too-late"}
        visit = await given_visit(engine, person)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, visit, "making", date(2019, 2, 5))
        assert faults_of(refused) == {"made_on": "too-late"}


class TestAfterADeath:
    async def test_the_family_is_visited_on_account_of_it_alone(self, engine: AsyncEngine, person: UUID) -> None:
        before = await given_visit(engine, person)
        await known(engine, person, deceased_on=date(2019, 1, 20))
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, before, "making")
        assert faults_of(refused) == {"made_on": "after-death"}
        await stepping(engine, before, "miss", date(2019, 1, 20), miss_reason="deceased")
        after = await given_visit(engine, person, occasion="bereavement", planned_on="2019-01-22")
        await stepping(engine, after, "making", date(2019, 1, 23))
