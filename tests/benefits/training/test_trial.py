"""A trial of enrolments, as a workbook is tried first."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.training.schemas.enrolments import ENROLMENTS
from services.benefits.training.tables import COURSE
from shared.command import rehearsing, together
from shared.entries.commands import record_entry
from tests.benefits.checks.given import given_person
from tests.benefits.training.given import DOCUMENT, ENROLMENT, given_course
from tests.given import given_work


class TestATrial:
    async def test_holds_nothing_that_anybody_waits_for(self, benefits_engine: AsyncEngine) -> None:
        """It writes nothing: it takes no turn, and at the counter somebody is enrolled in that course meanwhile."""
        engine, person = benefits_engine, await given_person(benefits_engine)
        course = await given_course(engine)
        turns = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        its = select(COURSE.c.entry_id).where(COURSE.c.entry_id == course)
        said = {"document": DOCUMENT, "course_id": course, "person_id": person, **ENROLMENT}
        form = ENROLMENTS.form.model_validate(said)
        for beginning, held, is_free in ((rehearsing, 0, True), (together, 2, False)):
            async with beginning(given_work(engine)) as work, engine.connect() as another:
                await record_entry(work, ENROLMENTS.definition, form.facts(), document=DOCUMENT, once=True)
                assert work.within is not None
                assert await work.within.connection.scalar(turns) == held
                found = await another.scalar(its.with_for_update(key_share=True, skip_locked=True))
                assert (found == course) is is_free
