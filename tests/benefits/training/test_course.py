"""Courses and who takes part: enrolled, completed, dropped out, asked after 3 and 6 months; and each refusal."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import VETERAN
from services.benefits.training.commands import COUNT_ONCE
from services.benefits.training.schemas.courses import COURSES, PROVIDERS
from services.benefits.training.schemas.enrolments import ENROLMENTS
from shared.auth.roles import Role
from shared.entries.commands import correct_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import EntryExists, EntryHolds, EntryInUse, EntryInvalid, EntryIsRevoked
from shared.entries.schemas import Book
from shared.ids import new_id
from tests.benefits.checks.given import given_person
from tests.benefits.entered import apart, merged, run_once
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.benefits.training.given import (
    CERTIFICATE,
    COURSE,
    DOCUMENT,
    END,
    PROVIDER,
    completed,
    given_course,
    given_enrolment,
    recorded,
    told,
)
from tests.given import given_caller, given_work

JUNE, OCTOBER = date(2019, 6, 28), date(2019, 10, 8)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


@pytest.fixture
async def course(engine: AsyncEngine, person: UUID) -> UUID:
    return await given_course(engine)


async def stepping(engine: AsyncEngine, book: Book, entry: UUID, step: str, on: date, **said: Any) -> int:
    return await take_step(given_work(engine), book.definition, entry, step, on=on, document=DOCUMENT, said=said)


async def correcting(engine: AsyncEngine, book: Book, entry: UUID, **said: Any) -> int:
    form = book.correction_paper.model_validate({"document": DOCUMENT, **said})
    return await correct_entry(given_work(engine), book.definition, entry, form.facts(), document=DOCUMENT)


async def back(engine: AsyncEngine, entry: UUID) -> int:
    return await take_step_back(given_work(engine), ENROLMENTS.definition, entry, reason="误录")


def faults(refused: pytest.ExceptionInfo[EntryInvalid]) -> dict[str, str]:
    return {each.field: each.code for each in refused.value.fields}


class TestAnEnrolment:
    async def test_goes_on_to_what_became_of_the_person(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        station = given_caller(Role.STATION_STAFF, STATION)
        enrolment = await given_enrolment(engine, course, person, station)
        await completed(engine, enrolment)
        await stepping(engine, ENROLMENTS, enrolment, "third-month", JUNE, third_month="seeking")
        await stepping(engine, ENROLMENTS, enrolment, "sixth-month", OCTOBER, sixth_month="employed")
        names, events = zip(*await told(engine), strict=True)
        assert names == (
            "training-provider-approved", "training-course-offered", "training-enrolled", "training-counted",
            "training-completed", "training-outcome-recorded", "training-outcome-recorded",
        )  # fmt: skip
        offered, last = events[1], events[-1]
        assert (offered["org_path"], offered["places"], "name" in offered) == ("411329", 2, False)
        assert (last["org_path"], last["course_id"]) == ("411329.411329104.411329104210", str(course))
        assert (last["qualification"], "certificate_number" in last) == ("skill-level", False)
        assert (last["third_month"], last["sixth_month"]) == ("seeking", "employed")
        assert (last["before"]["third_month"], last["before"]["sixth_month"]) == ("seeking", None)

    async def test_is_one_a_person_and_course(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        enrolment = await given_enrolment(engine, course, person)
        await stepping(engine, ENROLMENTS, enrolment, "drop-out", date(2019, 3, 8), drop_reason="away")
        with pytest.raises(EntryExists):
            await given_enrolment(engine, course, person)
        await back(engine, enrolment)
        await revoke_entry(given_work(engine), ENROLMENTS.definition, enrolment, reason="误录")
        await given_enrolment(engine, course, person)

    async def test_is_in_one_course_at_a_time_and_one_in_24_months(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        enrolment = await given_enrolment(engine, course, person)
        other = await given_course(engine, provider="新野县技工学校", starts_on="2019-05-06", ends_on="2019-06-05")
        with pytest.raises(EntryInvalid) as refused:
            await given_enrolment(engine, other, person)
        assert faults(refused) == {"person_id": "enrolled-elsewhere"}
        await completed(engine, enrolment)
        with pytest.raises(EntryInvalid) as refused:
            await given_enrolment(engine, other, person)
        assert faults(refused) == {"person_id": "free-course-had"}
        await back(engine, enrolment)
        await stepping(engine, ENROLMENTS, enrolment, "drop-out", date(2019, 3, 8), drop_reason="unwell")
        await given_enrolment(engine, other, person)
        with pytest.raises(EntryInvalid) as refused:
            await back(engine, enrolment)
        assert faults(refused) == {"person_id": "enrolled-elsewhere"}

    async def test_has_a_certificate_of_its_own(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        await completed(engine, await given_enrolment(engine, course, person))
        other = await given_enrolment(engine, course, await given_person(engine))
        with pytest.raises(EntryExists):
            await completed(engine, other)
        await completed(engine, other, certificate_number="2241001235")

    async def test_is_of_somebody_who_lived(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        enrolment = await given_enrolment(engine, course, await given_person(engine))
        async with engine.begin() as connection:
            await connection.execute(update(VETERAN).values(deceased_on=date(2019, 2, 24)))
        with pytest.raises(EntryInvalid) as refused:
            await given_enrolment(engine, course, person)
        assert faults(refused) == {"enrolled_on": "after-death"}
        with pytest.raises(EntryInvalid) as refused:
            await completed(engine, enrolment)
        assert "after-death" in faults(refused).values()


class TestPlaces:
    async def test_are_never_more_than_the_course_has(self, engine: AsyncEngine, course: UUID) -> None:
        persons = [await given_person(engine) for _ in range(4)]
        answers = await asyncio.gather(
            *(given_enrolment(engine, course, each) for each in persons), return_exceptions=True
        )
        refused = [each for each in answers if isinstance(each, EntryInvalid)]
        assert [[(fault.field, fault.code) for fault in each.fields] for each in refused] == [
            [("course_id", "no-place-left")]
        ] * 2
        first, second = (each for each in answers if isinstance(each, UUID))
        await stepping(engine, ENROLMENTS, first, "drop-out", date(2019, 3, 8), drop_reason="other")
        waiting = persons[answers.index(refused[0])]
        await given_enrolment(engine, course, waiting)
        with pytest.raises(EntryInvalid) as taken:
            await back(engine, first)
        assert faults(taken) == {"course_id": "no-place-left"}
        assert second

    async def test_are_not_fewer_than_who_is_enrolled(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        for each in (person, await given_person(engine)):
            await given_enrolment(engine, course, each)
        said = {**COURSE, "provider_id": str(new_id())}
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, COURSES, course, **{**said, "places": 1})
        assert faults(refused) == {"places": "too-few-places"}
        await correcting(engine, COURSES, course, **{**said, "places": 3})
        name, event = (await told(engine))[-1]
        assert (name, event["places"], event["before"]["places"]) == ("training-course-corrected", 3, 2)
        assert event["provider_id"] == event["before"]["provider_id"]


class TestACourse:
    async def test_is_cancelled_when_nobody_is_in_it(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        enrolment = await given_enrolment(engine, course, person)
        day = date(2019, 3, 8)
        with pytest.raises(EntryInUse):
            await stepping(engine, COURSES, course, "cancellation", day)
        await stepping(engine, ENROLMENTS, enrolment, "drop-out", day, drop_reason="cancelled")
        await stepping(engine, COURSES, course, "cancellation", day)
        with pytest.raises(EntryInvalid) as refused:
            await given_enrolment(engine, course, await given_person(engine))
        assert faults(refused) == {"course_id": "course-cancelled"}
        with pytest.raises(EntryInvalid) as refused:
            await back(engine, enrolment)
        assert faults(refused) == {"course_id": "course-cancelled"}

    async def test_is_not_cancelled_after_somebody_completed_it(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        await completed(engine, await given_enrolment(engine, course, person))
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, COURSES, course, "cancellation", END)
        assert faults(refused) == {"cancelled_on": "was-completed"}
        with pytest.raises(EntryHolds):
            await revoke_entry(given_work(engine), COURSES.definition, course, reason="误录")

    async def test_is_of_a_provider_while_that_is_approved(self, engine: AsyncEngine, person: UUID) -> None:
        provider = await recorded(engine, PROVIDERS, PROVIDER)
        said = {**COURSE, "provider_id": provider}
        with pytest.raises(EntryExists):
            await recorded(engine, PROVIDERS, PROVIDER)
        with pytest.raises(EntryInvalid) as refused:
            await recorded(engine, COURSES, {**said, "offered_on": "2019-01-07"})
        assert faults(refused) == {"offered_on": "too-early"}
        course = await recorded(engine, COURSES, said)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, PROVIDERS, provider, "end", date(2019, 2, 17))
        assert faults(refused) == {"ended_on": "too-early"}
        await stepping(engine, PROVIDERS, provider, "end", date(2019, 2, 18))
        with pytest.raises(EntryInvalid) as refused:
            await recorded(engine, COURSES, {**said, "offered_on": "2019-02-19"})
        assert faults(refused) == {"offered_on": "too-late"}
        enrolment = await given_enrolment(engine, course, person)
        await revoke_entry(given_work(engine), ENROLMENTS.definition, enrolment, reason="误录")
        await revoke_entry(given_work(engine), COURSES.definition, course, reason="误录")
        with pytest.raises(EntryIsRevoked):
            await given_enrolment(engine, course, person)

    async def test_keeps_what_steps_said_where_a_correction_says_nothing(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        enrolment = await given_enrolment(engine, course, person)
        await completed(engine, enrolment)
        said = {"person_id": str(person), "course_id": str(course), "enrolled_on": "2019-02-26"}
        await correcting(engine, ENROLMENTS, enrolment, **said, certificate_number="2241009999")
        name, event = (await told(engine))[-1]
        assert (name, event["enrolled_on"]) == ("training-corrected", "2019-02-26")
        assert event["qualification"] == CERTIFICATE["qualification"]


class TestWhoIsTrained:
    async def test_counts_once_since_the_first_course_and_no_more_when_none_is_left(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        later = await given_course(engine, provider="新野县技工学校", starts_on="2021-04-05", ends_on="2021-04-30")
        first = await given_enrolment(engine, course, person)
        await completed(engine, first)
        second = await given_enrolment(engine, later, person)
        await completed(engine, second, date(2021, 4, 30), certificate_number="2241005678")
        await stepping(engine, ENROLMENTS, second, "third-month", date(2021, 7, 30), third_month="employed")
        await back(engine, first)
        await revoke_entry(given_work(engine), ENROLMENTS.definition, second, reason="误录")
        await completed(engine, first)
        counted = [event for name, event in await told(engine) if name == "training-counted"]
        assert [each["trained_on"] for each in counted] == [str(END), "2021-04-30", None, str(END)]
        assert [(each["before"] or {}).get("trained_on") for each in counted] == [None, str(END), "2021-04-30", None]
        assert {each["person_id"] for each in counted} == {str(person)}

    async def test_counts_where_he_stood_when_he_completed_it(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        enrolment = await given_enrolment(engine, course, person)
        await completed(engine, enrolment)
        async with engine.begin() as connection:
            await connection.execute(update(VETERAN).values(org_code="411329105", org_path=OTHER_STATION))
        await stepping(engine, ENROLMENTS, enrolment, "third-month", JUNE, third_month="seeking")
        events = await told(engine)
        assert [event["org_path"] for name, event in events if name == "training-counted"] == [ROOM]
        assert events[-1][1]["org_path"] == OTHER_STATION

    async def test_counts_once_by_the_file_that_goes_on(self, engine: AsyncEngine, person: UUID, course: UUID) -> None:
        other, april = await given_person(engine), date(2019, 4, 1)
        await completed(engine, await given_enrolment(engine, course, person))
        enrolment = await given_enrolment(engine, course, other)
        await completed(engine, enrolment, april, certificate_number="2241005678")

        async def by_the_clock() -> list[tuple[UUID, str | None]]:
            seen = len(await told(engine))
            await run_once(given_work(engine), COUNT_ONCE)
            return [(UUID(event["person_id"]), event["trained_on"]) for _, event in (await told(engine))[seen:]]

        assert await by_the_clock() == []
        await merged(engine, person, other)
        assert await by_the_clock() == [(person, None), (other, str(END))]
        assert await by_the_clock() == []
        await stepping(engine, ENROLMENTS, enrolment, "third-month", JUNE, third_month="seeking")
        assert (await told(engine))[-1][0] == "training-outcome-recorded"
        await apart(engine, person)
        assert set(await by_the_clock()) == {(person, str(END)), (other, str(april))}
        assert await by_the_clock() == []

    async def test_counts_at_once_by_the_file_that_goes_on(
        self, engine: AsyncEngine, person: UUID, course: UUID
    ) -> None:
        other = await given_person(engine)
        enrolment = await given_enrolment(engine, course, person)
        await merged(engine, person, other)
        await completed(engine, enrolment)
        counted = [event for name, event in await told(engine) if name == "training-counted"]
        assert [(each["person_id"], each["trained_on"]) for each in counted] == [(str(other), str(END))]
