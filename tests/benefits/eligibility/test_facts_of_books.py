"""Facts that no condition could be weighed by before: a contact point that was verified, whose the person is, what is
kept of courses and of wishes for work."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.eligibility.queries import find_facts, find_known
from services.benefits.jobs.schemas.persons import PREFERENCES
from services.benefits.training.schemas.enrolments import ENROLMENTS
from shared.entries.commands import revoke_entry, take_step, take_step_back
from shared.events.registry import ContactPointVerified, ContactPointWithdrawn
from shared.ids import new_id
from tests.benefits.checks.given import given_category, given_facts, given_person
from tests.benefits.entered import apart, merged
from tests.benefits.given import ROOM, keyring
from tests.benefits.jobs.given import given_wish
from tests.benefits.training.given import DOCUMENT, END, completed, given_course, given_enrolment
from tests.given import given_work

FEBRUARY, MARCH, APRIL, MAY = date(2019, 2, 1), date(2019, 3, 8), date(2019, 4, 8), date(2019, 5, 6)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def known(engine: AsyncEngine, person: UUID, fact: str, on: date) -> Any:
    """Asked of one and of many, which is the same."""
    async with engine.connect() as connection:
        of_many = (await find_facts(connection, [person], on, keyring()))[person]
        of_one = (await find_known(connection, person, on, keyring())).facts
    assert of_many == of_one
    return of_many.get(fact)


async def test_a_contact_is_verified_until_it_is_withdrawn_and_not_known_before(
    engine: AsyncEngine, person: UUID
) -> None:
    own: dict[str, Any] = {"contact_id": new_id(), "person_id": person, "org_path": ROOM, "channel": "sms"}
    await given_facts(engine, ContactPointVerified(**own, verification="in-person", verified_on=MARCH))
    assert [await known(engine, person, "contact.verified", day) for day in (FEBRUARY, MARCH)] == [None, True]
    await given_facts(engine, ContactPointWithdrawn(**own, reason="number-changed", withdrawn_on=APRIL))
    assert [await known(engine, person, "contact.verified", day) for day in (MARCH, APRIL)] == [True, None]
    await given_facts(engine, ContactPointVerified(**own, verification="callback", verified_on=MAY))
    assert [await known(engine, person, "contact.verified", day) for day in (APRIL, MAY)] == [None, True]


async def test_who_is_registered_is_a_veteran_and_who_holds_a_survivors_category_a_survivor(
    engine: AsyncEngine, person: UUID
) -> None:
    survivor: UUID = new_id()
    await given_category(engine, survivor, "21", MARCH)
    await given_category(engine, person, "21", MARCH)
    assert await known(engine, person, "person.class", APRIL) == "veteran"
    assert await known(engine, survivor, "person.class", APRIL) == "three-survivors"
    other: UUID = new_id()
    await given_category(engine, other, "51", MARCH)
    assert await known(engine, other, "person.class", APRIL) is None


async def test_who_takes_part_in_a_course_is_enrolled_until_it_ends_for_him_by_any_of_his_files(
    engine: AsyncEngine, person: UUID
) -> None:
    assert await known(engine, person, "training.enrolled", APRIL) is False
    entry = await given_enrolment(engine, await given_course(engine), person)
    going_on = await given_person(engine)
    # The course ends in March, whether somebody says how it ended for him or not.
    days = (FEBRUARY, MARCH, END, APRIL)
    assert [await known(engine, person, "training.enrolled", day) for day in days] == [False, True, True, False]
    await completed(engine, entry)
    assert [await known(engine, person, "training.enrolled", day) for day in (MARCH, END)] == [True, False]
    await merged(engine, person, going_on)
    assert await known(engine, going_on, "training.enrolled", MARCH) is True
    await apart(engine, person)
    assert await known(engine, going_on, "training.enrolled", MARCH) is False
    await take_step_back(given_work(engine), ENROLMENTS.definition, entry, version=2, reason="entered-in-error")
    assert await known(engine, person, "training.enrolled", END) is True
    await revoke_entry(given_work(engine), ENROLMENTS.definition, entry, version=3, reason="entered-in-error")
    assert await known(engine, person, "training.enrolled", MARCH) is False


async def test_who_stopped_being_told_of_work_has_opted_out_until_he_wishes_it_again(
    engine: AsyncEngine, person: UUID
) -> None:
    definition = PREFERENCES.definition
    assert await known(engine, person, "opted-out", APRIL) == frozenset()
    wish = await given_wish(engine, person, wished_on=str(MARCH))
    await take_step(given_work(engine), definition, wish, "opt-out", on=APRIL, document=DOCUMENT)
    stopped = [await known(engine, person, "opted-out", day) for day in (MARCH, APRIL)]
    assert stopped == [frozenset(), frozenset({"job-push"})]
    await take_step(given_work(engine), definition, wish, "opt-in", on=MAY, document=DOCUMENT)
    assert await known(engine, person, "opted-out", MAY) == frozenset()
