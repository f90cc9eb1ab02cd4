"""Facts: what events tell of persons, as of a day, in whatever batches they come."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.conditions.domain import Range
from services.benefits.eligibility.projection import FACTS, SAYS
from services.benefits.eligibility.queries import find_facts
from shared.events.contract import Event
from shared.events.registry import (
    CategoryCancelled,
    CategoryCorrected,
    CategoryRecognised,
    CategoryRestored,
    CategoryStopped,
    FamilyRelationCorrected,
    FamilyRelationEnded,
    FamilyRelationRecorded,
    FamilyRelationRevoked,
    SocialRoleAssumed,
)
from shared.events.registry.ages import AgeMilestoneReached, AgeMilestoneWithdrawn
from shared.ids import new_id
from tests.benefits.given import given_delivered, given_learned, keyring, veteran_registered
from tests.lives import veteran_deceased, veterans_merged

PATH, COUNTY = "411329.411329104.411329104210", "411329"
MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)


def holding(contract: Any, holding_id: UUID, person_id: UUID, category: str = "51", **own: Any) -> Event:
    event: Event = contract(holding_id=holding_id, person_id=person_id, org_path=PATH, category=category, **own)
    return event


def recognised(holding_id: UUID, person_id: UUID, since: date = MARCH, category: str = "51") -> Event:
    own = {"since": since, "benefit": True, "clause": "pension-rules"}
    return holding(CategoryRecognised, holding_id, person_id, category, **own)


def relation(contract: Any, relation_id: UUID, relative: UUID, said: str = "spouse", **own: Any) -> Event:
    event: Event = contract(
        relation_id=relation_id, person_id=new_id(), relative_person_id=relative, org_path=PATH, relation=said, **own
    )
    return event


def reached(person_id: UUID, age: int, month: str | None = None, milestone_id: UUID | None = None) -> Event:
    own: dict[str, Any] = {"milestone_id": milestone_id or new_id(), "org_path": PATH, "age": age, "month": month}
    return AgeMilestoneReached(person_id=person_id, **own)


async def known(engine: AsyncEngine, person_id: UUID, on: date = APRIL) -> Any:
    async with engine.connect() as connection:
        return (await find_facts(connection, [person_id], on, keyring())).get(person_id)


async def told(engine: AsyncEngine, events: Sequence[Event], *, at_once: bool) -> None:
    async with engine.begin() as connection:
        for batch in [events] if at_once else [[event] for event in events]:
            await FACTS.apply(connection, [given_delivered(event) for event in batch])


BATCHES = pytest.mark.parametrize("at_once", [True, False], ids=["one-batch", "one-by-one"])


@BATCHES
class TestACategory:
    async def test_is_held_from_its_first_day_until_it_is_stopped(
        self, benefits_engine: AsyncEngine, at_once: bool
    ) -> None:
        person_id, one = new_id(), new_id()
        stop = holding(CategoryStopped, one, person_id, effective_on=MAY, reason_code="no-longer")
        await told(benefits_engine, [recognised(one, person_id), stop], at_once=at_once)
        held = {day: (await known(benefits_engine, person_id, day) or {}).get("categories.active")
                for day in (date(2019, 2, 28), MARCH, date(2019, 4, 30), MAY)}  # fmt: skip
        assert list(held.values()) == [None, {"51"}, {"51"}, None]

    async def test_is_held_again_once_the_stop_is_revoked(self, benefits_engine: AsyncEngine, at_once: bool) -> None:
        person_id, one = new_id(), new_id()
        cancelled = holding(CategoryCancelled, one, person_id, effective_on=MARCH, reason_code="false-evidence")
        restored: dict[str, Any] = {"effective_on": MARCH, "reason_code": "recorded-wrongly"}
        again = holding(CategoryRestored, one, person_id, state="enjoying", **restored)
        await told(benefits_engine, [recognised(one, person_id), cancelled], at_once=at_once)
        assert await known(benefits_engine, person_id) is None
        await told(benefits_engine, [again], at_once=at_once)
        assert (await known(benefits_engine, person_id))["categories.active"] == {"51"}

    async def test_is_held_since_the_day_that_was_corrected(self, benefits_engine: AsyncEngine, at_once: bool) -> None:
        person_id, one = new_id(), new_id()
        corrected = holding(CategoryCorrected, one, person_id, since=MAY)
        await told(benefits_engine, [recognised(one, person_id), corrected], at_once=at_once)
        assert await known(benefits_engine, person_id, APRIL) is None
        assert (await known(benefits_engine, person_id, MAY))["categories.active"] == {"51"}

    async def test_stands_beside_others(self, benefits_engine: AsyncEngine, at_once: bool) -> None:
        person_id = new_id()
        events = [recognised(new_id(), person_id), recognised(new_id(), person_id, category="11")]
        await told(benefits_engine, events, at_once=at_once)
        assert (await known(benefits_engine, person_id))["categories.active"] == {"51", "11"}


@BATCHES
class TestARelation:
    async def test_holds_until_it_ends_and_not_at_all_when_it_is_revoked(
        self, benefits_engine: AsyncEngine, at_once: bool
    ) -> None:
        wife, one = new_id(), new_id()
        married = relation(FamilyRelationRecorded, one, wife, since=MARCH)
        divorced = relation(FamilyRelationEnded, one, wife, ended_on=MAY, reason="divorced")
        await told(benefits_engine, [married, divorced], at_once=at_once)
        assert (await known(benefits_engine, wife, APRIL))["relations"] == {"spouse"}
        assert await known(benefits_engine, wife, MAY) is None
        sister = relation(FamilyRelationCorrected, one, wife, "sibling")
        await told(benefits_engine, [sister], at_once=at_once)
        assert (await known(benefits_engine, wife, MAY))["relations"] == {"sibling"}
        await told(
            benefits_engine, [relation(FamilyRelationRevoked, one, wife, reason="wrong-person")], at_once=at_once
        )
        assert await known(benefits_engine, wife, APRIL) is None


class TestAnAge:
    async def test_lies_between_the_birthdays_that_were_told_and_those_that_would_have_been(
        self, benefits_engine: AsyncEngine
    ) -> None:
        young, old, survivor = new_id(), new_id(), new_id()
        events = [
            recognised(new_id(), young),
            recognised(new_id(), survivor, category="21"),
            reached(survivor, 18),
            reached(old, 60, "2019-04"),
        ]
        await told(benefits_engine, events, at_once=True)
        assert (await known(benefits_engine, young))["age"] == Range(0, 59)
        assert (await known(benefits_engine, survivor))["age"] == Range(18, 21)
        assert (await known(benefits_engine, old))["age"] == Range(60, 79)
        assert await known(benefits_engine, old, date(2019, 3, 31)) is None

    async def test_that_was_told_by_mistake_is_not_reached(self, benefits_engine: AsyncEngine) -> None:
        person_id, one = new_id(), new_id()
        withdrawn = AgeMilestoneWithdrawn(milestone_id=one, person_id=person_id, org_path=PATH, age=60)
        await told(benefits_engine, [reached(person_id, 60, milestone_id=one), withdrawn], at_once=True)
        assert await known(benefits_engine, person_id) is None


class TestAPerson:
    async def test_is_known_by_what_the_register_says(self, benefits_engine: AsyncEngine) -> None:
        person_id = new_id()
        await given_learned(benefits_engine, [veteran_registered(person_id)])
        found = await known(benefits_engine, person_id)
        assert {name: found[name] for name in ("person.status", "veteran.record", "domicile.county")} == {
            "person.status": "living", "veteran.record": "registered", "domicile.county": COUNTY,
        }  # fmt: skip
        await given_learned(benefits_engine, [veteran_deceased(PATH, MAY, person_id=person_id)])
        status = {day: (await known(benefits_engine, person_id, day))["person.status"] for day in (APRIL, MAY)}
        assert status == {APRIL: "living", MAY: "deceased"}

    async def test_of_two_files_is_known_by_both(self, benefits_engine: AsyncEngine) -> None:
        survivor, merged = new_id(), new_id()
        await given_learned(benefits_engine, [veteran_registered(survivor), veteran_registered(merged)])
        events = [recognised(new_id(), merged), recognised(new_id(), survivor, category="11")]
        await told(benefits_engine, events, at_once=True)
        leads = veterans_merged(PATH, MARCH, merged_id=merged, surviving_id=survivor)
        await given_learned(benefits_engine, [leads])
        assert (await known(benefits_engine, survivor))["categories.active"] == {"51", "11"}

    async def test_of_a_file_that_was_merged_twice_is_known_by_the_last(self, benefits_engine: AsyncEngine) -> None:
        first, second, last = (new_id() for _ in range(3))
        await given_learned(benefits_engine, [veteran_registered(each) for each in (first, second, last)])
        await told(benefits_engine, [recognised(new_id(), first)], at_once=True)
        for merged, survivor in ((first, second), (second, last)):
            leads = veterans_merged(PATH, MARCH, merged_id=merged, surviving_id=survivor)
            await given_learned(benefits_engine, [leads])
        assert (await known(benefits_engine, last))["categories.active"] == {"51"}

    async def test_nothing_is_told_of_is_not_known(self, benefits_engine: AsyncEngine) -> None:
        assert await known(benefits_engine, new_id()) is None


def test_every_contract_names_its_source() -> None:
    for contract, (source, _) in SAYS.items():
        assert source in contract.__struct_fields__
    assert SocialRoleAssumed in SAYS
