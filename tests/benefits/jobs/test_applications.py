"""Applications for postings: who applies, what the employer answers, and the hire that follows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.eligibility.queries import find_facts
from services.benefits.jobs.queries import find_wish
from services.benefits.jobs.schemas.applications import APPLICATIONS
from services.benefits.jobs.schemas.employers import POSTINGS
from services.benefits.jobs.schemas.persons import HIRES, PREFERENCES
from services.benefits.jobs.tables import HIRE
from shared.entries.commands import revoke_entry, take_step, take_step_back
from shared.entries.domain import EntryHolds, EntryInvalid, StepNotPossible
from tests.benefits.checks.given import given_person
from tests.benefits.given import ROOM, given_learned, keyring
from tests.benefits.jobs.given import DOCUMENT, POSTING, given_employer, given_hire, given_posting, given_wish, told
from tests.benefits.jobs.test_books import correcting, faults, pushed, pushing, stepping
from tests.benefits.training.given import recorded
from tests.given import given_work
from tests.lives import veterans_merged

APPLIED, INVITED, HIRED = date(2019, 4, 16), date(2019, 4, 22), date(2019, 5, 6)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


@pytest.fixture
async def employer(engine: AsyncEngine, person: UUID) -> UUID:
    return await given_employer(engine)


@pytest.fixture
async def posting(engine: AsyncEngine, employer: UUID) -> UUID:
    return await given_posting(engine, employer)


async def applied(engine: AsyncEngine, posting: UUID, person: UUID, on: date = APPLIED) -> UUID:
    return await recorded(engine, APPLICATIONS, {"posting_id": posting, "person_id": person, "applied_on": on})


async def refusing(engine: AsyncEngine, application: UUID, on: date, reason: str) -> int:
    said = {"refusal_reason": reason}
    work = given_work(engine)
    return await take_step(work, APPLICATIONS.definition, application, "refusal", on=on, document=DOCUMENT, said=said)


async def hires(engine: AsyncEngine) -> list[tuple[UUID, date, str]]:
    """Of whom, since when, where it stands."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(HIRE).order_by(HIRE.c.entry_id))
        return [(row.person_id, row.hired_on, row.state) for row in rows]


async def hire_id(engine: AsyncEngine) -> UUID:
    async with engine.connect() as connection:
        found: UUID = (await connection.execute(select(HIRE.c.entry_id))).scalars().one()
        return found


def said_of(posting: UUID, person: UUID, **more: Any) -> Mapping[str, Any]:
    return {"posting_id": str(posting), "person_id": str(person), "applied_on": str(APPLIED), **more}


class TestAnApplication:
    async def test_is_invited_and_hired_and_the_hire_follows_it(
        self, engine: AsyncEngine, posting: UUID, person: UUID
    ) -> None:
        application = await applied(engine, posting, person)
        await stepping(engine, APPLICATIONS, application, "invitation", INVITED)
        assert await hires(engine) == []
        await stepping(engine, APPLICATIONS, application, "hire", HIRED)
        assert await hires(engine) == [(person, HIRED, "hired")]
        later = date(2019, 5, 7)
        await correcting(engine, APPLICATIONS, application, said_of(posting, person, ended_on=str(later)))
        assert await hires(engine) == [(person, later, "hired")]
        with pytest.raises(EntryHolds):
            await revoke_entry(given_work(engine), HIRES.definition, await hire_id(engine), reason="误录")
        hire = {"person_id": str(person), "posting_id": str(posting), "hired_on": str(HIRED)}
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, HIRES, await hire_id(engine), hire)
        assert faults(refused) == {"hired_on": "of-an-application"}
        names, events = zip(*(await told(engine))[2:], strict=True)
        assert names == (
            "job-applied", "job-applicant-invited", "job-hired", "job-applicant-accepted", "job-hire-corrected",
            "job-application-corrected",
        )  # fmt: skip
        assert (events[3]["ended_on"], events[3]["before"]["ended_on"]) == (str(HIRED), None)
        assert events[2]["posting_id"] == str(posting)

    async def test_that_is_taken_back_or_revoked_leaves_no_hire(
        self, engine: AsyncEngine, employer: UUID, person: UUID
    ) -> None:
        for back in ("step", "revocation"):
            posting = await given_posting(engine, employer, title=f"保安员 {back}")
            application = await applied(engine, posting, person)
            await stepping(engine, APPLICATIONS, application, "hire", HIRED)
            if back == "step":
                await take_step_back(given_work(engine), APPLICATIONS.definition, application, reason="误录")
            else:
                await revoke_entry(given_work(engine), APPLICATIONS.definition, application, reason="误录")
            assert (await hires(engine))[-1] == (person, HIRED, "revoked")
            names = [name for name, _ in await told(engine)][-2:]
            expected = "job-application-corrected" if back == "step" else "job-application-revoked"
            assert names == ["job-hire-revoked", expected]
            if back == "step":  # and may be hired after all
                await stepping(engine, APPLICATIONS, application, "hire", HIRED)
                assert (await hires(engine))[-1] == (person, HIRED, "hired")

    async def test_is_refused_for_a_reason_or_withdrawn_and_made_again(
        self, engine: AsyncEngine, posting: UUID, person: UUID
    ) -> None:
        application = await applied(engine, posting, person)
        await stepping(engine, APPLICATIONS, application, "withdrawal", INVITED)
        again = await applied(engine, posting, person, INVITED)
        with pytest.raises(EntryInvalid) as refused:
            await take_step_back(given_work(engine), APPLICATIONS.definition, application, reason="误录")
        assert faults(refused) == {"posting_id": "applied-already"}
        await refusing(engine, again, HIRED, "not-come")
        name, event = (await told(engine))[-1]
        assert (name, event["refusal_reason"], event["ended_on"]) == ("job-applicant-refused", "not-come", str(HIRED))
        with pytest.raises(StepNotPossible):
            await stepping(engine, APPLICATIONS, again, "hire", HIRED)
        with pytest.raises(EntryInvalid) as refused:
            await applied(engine, posting, person)
        assert faults(refused) == {"posting_id": "applied-already"}
        assert await hires(engine) == []

    async def test_is_made_while_the_posting_is_open(self, engine: AsyncEngine, employer: UUID, person: UUID) -> None:
        posting = await given_posting(engine, employer, open_until="2019-04-30")
        for day, code in ((date(2019, 4, 7), "too-early"), (date(2019, 5, 1), "too-late")):
            with pytest.raises(EntryInvalid) as refused:
                await applied(engine, posting, person, day)
            assert faults(refused) == {"applied_on": code}
        application = await applied(engine, posting, person, date(2019, 4, 30))
        said = {**POSTING, "employer_id": str(employer), "open_until": "2019-04-29"}
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, POSTINGS, posting, said)
        assert faults(refused) == {"open_until": "too-early"}
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, POSTINGS, posting, "closing", date(2019, 4, 29))
        assert faults(refused) == {"closed_on": "too-early"}
        with pytest.raises(EntryHolds):
            await revoke_entry(given_work(engine), POSTINGS.definition, posting, reason="误录")
        await stepping(engine, POSTINGS, posting, "closing", date(2019, 4, 30))
        with pytest.raises(EntryInvalid) as refused:
            await applied(engine, posting, await given_person(engine), date(2019, 5, 1))
        assert faults(refused) == {"applied_on": "too-late"}
        await stepping(engine, APPLICATIONS, application, "hire", HIRED)  # the answer may come later

    async def test_has_room_only_where_there_is_a_place_and_no_other_hire(
        self, engine: AsyncEngine, posting: UUID, person: UUID
    ) -> None:
        other = await given_person(engine)
        application = await applied(engine, posting, person)
        hired = await given_hire(engine, posting, other)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, APPLICATIONS, application, "hire", HIRED)
        assert faults(refused) == {"posting_id": "no-place-left"}
        with pytest.raises(EntryInvalid) as refused:
            await applied(engine, posting, other)
        assert faults(refused) == {"posting_id": "hired-already"}
        await revoke_entry(given_work(engine), HIRES.definition, hired, reason="误录")
        await stepping(engine, APPLICATIONS, application, "hire", HIRED)
        assert [(who, state) for who, _, state in await hires(engine)] == [(other, "revoked"), (person, "hired")]

    async def test_of_a_file_that_was_merged_makes_a_hire_of_the_one_that_goes_on(
        self, engine: AsyncEngine, posting: UUID, person: UUID
    ) -> None:
        application, survivor = await applied(engine, posting, person), await given_person(engine)
        merged = veterans_merged(ROOM, APPLIED, merged_id=person, surviving_id=survivor)
        await given_learned(engine, [merged])
        with pytest.raises(EntryInvalid) as refused:
            await applied(engine, posting, survivor)
        assert faults(refused) == {"posting_id": "applied-already"}
        await stepping(engine, APPLICATIONS, application, "hire", HIRED)
        assert await hires(engine) == [(survivor, HIRED, "hired")]

    async def test_of_a_file_that_was_merged_is_known_and_the_last_wish_of_all_files_counts(
        self, engine: AsyncEngine, posting: UUID, employer: UUID, person: UUID
    ) -> None:
        survivor = await given_person(engine)
        await given_wish(engine, survivor)
        last = await given_wish(engine, person)
        await applied(engine, posting, person)
        merged = veterans_merged(ROOM, APPLIED, merged_id=person, surviving_id=survivor)
        await given_learned(engine, [merged])
        await stepping(engine, PREFERENCES, last, "opt-out", APPLIED)
        other = await given_posting(engine, employer, occupation="welding")
        await pushing(engine)
        assert await pushed(engine, survivor) == []
        await stepping(engine, PREFERENCES, last, "opt-in", APPLIED)
        open_to_all = await given_posting(engine, employer)
        await pushing(engine)
        [(_, postings)] = await pushed(engine, survivor)
        assert (postings, other in postings) == ([open_to_all], False)

    async def test_of_several_files_the_wish_of_the_last_day_counts_whatever_the_clocks_said(
        self, engine: AsyncEngine, posting: UUID, person: UUID
    ) -> None:
        survivor = await given_person(engine)
        last = await given_wish(engine, person)
        await given_wish(engine, survivor, wished_on="2019-03-01", wage_yuan="3100")
        await stepping(engine, PREFERENCES, last, "opt-out", APPLIED)
        await given_learned(engine, [veterans_merged(ROOM, APPLIED, merged_id=person, surviving_id=survivor)])
        await pushing(engine)
        assert await pushed(engine, survivor) == []
        async with engine.connect() as connection:
            wish = await find_wish(connection, survivor)
            known = (await find_facts(connection, [survivor], APPLIED, keyring()))[survivor]
        assert wish is not None
        assert (wish.entry_id, known["opted-out"]) == (last, frozenset({"job-push"}))

    async def test_keeps_its_posting_from_being_told_of_again(
        self, engine: AsyncEngine, posting: UUID, employer: UUID, person: UUID
    ) -> None:
        await given_wish(engine, person)
        application = await applied(engine, posting, person)
        await stepping(engine, APPLICATIONS, application, "withdrawal", INVITED)
        other = await given_posting(engine, employer)
        await pushing(engine)
        [(_, postings)] = await pushed(engine, person)
        assert postings == [other]
