"""An honour plate: one at a household; hung, replaced, withdrawn, restored; and each refusal."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.plates.domain import faults_of_plate
from services.benefits.plates.schemas import HONOUR_PLATES
from shared.entries.commands import record_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import EntryExists, EntryInvalid, StepNotPossible
from tests.benefits.checks.given import given_person
from tests.benefits.entered import faults_of, known, told_of
from tests.given import given_work

DEFINITION = HONOUR_PLATES.definition
DOCUMENT = "悬挂光荣牌登记表第1号"
BODY = {"household_no": "104210-0031", "household": "own", "ground": "veteran", "hung_on": "2019-04-12"}


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def given_plate(engine: AsyncEngine, person_id: UUID, **more: Any) -> UUID:
    form = HONOUR_PLATES.form.model_validate({"person_id": person_id, "document": DOCUMENT, **BODY, **more})
    return await record_entry(given_work(engine), DEFINITION, form.facts(), document=form.document)


async def stepping(engine: AsyncEngine, plate: UUID, step: str, on: date, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, plate, step, on=on, document=DOCUMENT, said=said)


def test_a_plate_hangs_since_the_rule() -> None:
    assert not faults_of_plate({"hung_on": date(2018, 7, 29)})
    assert [each.code for each in faults_of_plate({"hung_on": date(2018, 7, 28)})] == ["too-early"]


class TestAPlate:
    async def test_is_replaced_withdrawn_and_restored_as_often_as_that_happens(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        plate = await given_plate(engine, person)
        await stepping(engine, plate, "replacement", date(2020, 5, 6), replacement_reason="moved")
        await stepping(engine, plate, "withdrawal", date(2021, 5, 6), withdrawal_reason="sentence")
        with pytest.raises(StepNotPossible) as out_of_turn:
            await stepping(engine, plate, "replacement", date(2022, 5, 6), replacement_reason="worn")
        assert "不能办理“登记更换”" in out_of_turn.value.sentence("zh-CN")
        await stepping(engine, plate, "restoration", date(2023, 5, 8))
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, plate, "replacement", date(2023, 5, 7), replacement_reason="worn")
        assert faults_of(refused) == {"replaced_on": "too-early"}
        await stepping(engine, plate, "replacement", date(2024, 5, 6), replacement_reason="worn")
        await stepping(engine, plate, "withdrawal", date(2025, 5, 6), withdrawal_reason="penalty")
        await take_step_back(given_work(engine), DEFINITION, plate, reason="误录")
        names, events = zip(*await told_of(engine, "honour-plate"), strict=True)
        assert [name.removeprefix("honour-plate-") for name in names] == [
            "hung", "replaced", "withdrawn", "restored", "replaced", "withdrawn", "corrected",
        ]  # fmt: skip
        days = ("replaced_on", "restored_on", "withdrawn_on", "withdrawal_reason")
        assert [tuple(each[day] for day in days) for each in events[2:5]] == [
            ("2020-05-06", None, "2021-05-06", "sentence"),
            ("2020-05-06", "2023-05-08", None, None),
            ("2024-05-06", None, None, None),
        ]
        assert (events[3]["before"]["withdrawal_reason"], events[-1]["withdrawn_on"]) == ("sentence", None)

    async def test_is_one_at_a_household_and_one_more_at_the_parents(self, engine: AsyncEngine, person: UUID) -> None:
        other = await given_person(engine)
        plate = await given_plate(engine, person)
        for who, number in ((other, "104210-0031"), (person, "104210-0032")):
            with pytest.raises(EntryExists):
                await given_plate(engine, who, household_no=number)
        await given_plate(engine, person, household="parents", household_no="104210-0033")
        await stepping(engine, plate, "withdrawal", date(2021, 5, 6), withdrawal_reason="sentence")
        with pytest.raises(EntryExists):
            await given_plate(engine, person, household_no="104210-0034")
        await revoke_entry(given_work(engine), DEFINITION, plate, reason="误录")
        await given_plate(engine, other)

    async def test_is_kept_by_the_family_after_a_death_and_replaced_no_more(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        plate = await given_plate(engine, person)
        await known(engine, person, deceased_on=date(2022, 1, 1))
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, plate, "replacement", date(2022, 5, 6), replacement_reason="worn")
        assert faults_of(refused) == {"replaced_on": "after-death"}
        await stepping(engine, plate, "withdrawal", date(2022, 6, 1), withdrawal_reason="no-ground")
        await stepping(engine, plate, "restoration", date(2022, 7, 1))
