"""Employers, postings, wishes, hires, fairs; what is pushed every week; and each refusal."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import VETERAN
from services.benefits.jobs import commands
from services.benefits.jobs.commands import push_weekly
from services.benefits.jobs.domain import monday_of
from services.benefits.jobs.schemas.employers import EMPLOYERS, FAIRS, POSTINGS
from services.benefits.jobs.schemas.persons import HIRES, PREFERENCES
from services.benefits.jobs.tables import PUSH
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.command import Transaction, command
from shared.entries.commands import correct_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import EntryExists, EntryHolds, EntryInvalid
from shared.entries.queries import WantedEntries, fetch_entries, state_now
from shared.entries.schemas import Book
from shared.http.dependencies import Reading
from shared.schedule import Due
from tests.benefits.checks.given import given_person
from tests.benefits.jobs.given import (
    DOCUMENT,
    EMPLOYER,
    POSTING,
    TODAY,
    WISH,
    given_employer,
    given_hire,
    given_posting,
    given_wish,
    told,
)
from tests.benefits.training.given import completed, given_course, given_enrolment, recorded
from tests.given import given_caller, given_work

MONDAY = monday_of(TODAY)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


@pytest.fixture
async def employer(engine: AsyncEngine, person: UUID) -> UUID:
    return await given_employer(engine)


async def stepping(engine: AsyncEngine, book: Book, entry: UUID, step: str, on: date) -> int:
    return await take_step(given_work(engine), book.definition, entry, step, on=on, document=DOCUMENT)


async def correcting(engine: AsyncEngine, book: Book, entry: UUID, said: Mapping[str, Any]) -> int:
    form = book.correction_paper.model_validate({"document": DOCUMENT, **said})
    return await correct_entry(given_work(engine), book.definition, entry, form.facts(), document=DOCUMENT)


def faults(refused: pytest.ExceptionInfo[EntryInvalid]) -> dict[str, str]:
    return {each.field: each.code for each in refused.value.fields}


@command
async def _pushing(tx: Transaction, due: Due) -> Mapping[str, Any] | None:
    return await push_weekly(tx, due)


async def pushing(engine: AsyncEngine, week: date = MONDAY) -> int:
    """What the clock does on a Monday; how many parts it had."""
    payload: Mapping[str, Any] | None = {}
    parts = 0
    while payload is not None:
        at = datetime(week.year, week.month, week.day, tzinfo=UTC)
        payload = await _pushing(given_work(engine), Due("", at, payload))
        parts += 1
    return parts


async def pushed(engine: AsyncEngine, person: UUID) -> list[tuple[date, list[UUID]]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(PUSH).where(PUSH.c.person_id == person).order_by(PUSH.c.week))
        return [(row.week, list(row.posting_ids)) for row in rows]


class TestEmployersAndPostings:
    async def test_are_recorded_corrected_closed_and_ended(self, engine: AsyncEngine, employer: UUID) -> None:
        posting = await given_posting(engine, employer, posted_on="2019-04-08")
        await correcting(engine, POSTINGS, posting, {**POSTING, "employer_id": str(employer), "wage_yuan": None})
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, EMPLOYERS, employer, "end", date(2019, 4, 7))
        assert faults(refused) == {"ended_on": "too-early"}
        await stepping(engine, POSTINGS, posting, "closing", date(2019, 4, 30))
        await stepping(engine, EMPLOYERS, employer, "end", date(2019, 4, 30))
        with pytest.raises(EntryInvalid) as refused:
            await given_posting(engine, employer, posted_on="2019-05-01")
        assert faults(refused) == {"posted_on": "too-late"}
        names, events = zip(*await told(engine), strict=True)
        assert names == (
            "job-employer-registered", "job-posted", "job-posting-corrected", "job-posting-closed",
            "job-employer-ended",
        )  # fmt: skip
        assert (events[1]["wage_fen"], events[2]["wage_fen"], events[2]["before"]["wage_fen"]) == (350000, None, 350000)
        assert (events[1]["org_path"], "title" in events[1], "name" in events[0]) == ("411329", False, False)

    @pytest.mark.parametrize(("day", "state"), [(date(2019, 5, 31), "open"), (date(2019, 6, 1), "over")])
    async def test_are_over_after_their_last_day(
        self, engine: AsyncEngine, employer: UUID, day: date, state: str
    ) -> None:
        own = await given_posting(engine, employer, open_until="2019-05-31")
        book, now = POSTINGS.definition, datetime(day.year, day.month, day.day, 23, 59, tzinfo=SHANGHAI)
        async with engine.connect() as connection:
            reading = Reading(connection, given_caller(Role.CENTRE_STAFF), now)
            found = {
                each: (
                    await fetch_entries(reading, book, WantedEntries(state=each), None, 10, view=lambda row: row)
                ).items
                for each in ("open", "over", "closed")
            }
        assert {each: [row.entry_id for row in rows] for each, rows in found.items()} == {
            each: [own] if each == state else [] for each in found
        }
        assert [state_now(reading, book, row) for row in found[state]] == [state]

    async def test_have_names_and_days_of_their_own(self, engine: AsyncEngine, employer: UUID) -> None:
        with pytest.raises(EntryExists):
            await recorded(engine, EMPLOYERS, EMPLOYER)
        for more, found in (
            ({"posted_on": "2019-01-07"}, {"posted_on": "too-early"}),
            ({"open_until": "2019-04-07"}, {"open_until": "too-early"}),
        ):
            with pytest.raises(EntryInvalid) as refused:
                await given_posting(engine, employer, **more)
            assert faults(refused) == found

    async def test_have_no_more_hires_than_places(self, engine: AsyncEngine, employer: UUID, person: UUID) -> None:
        posting = await given_posting(engine, employer)
        hire = await given_hire(engine, posting, person)
        other = await given_person(engine)
        with pytest.raises(EntryInvalid) as refused:
            await given_hire(engine, posting, other)
        assert faults(refused) == {"posting_id": "no-place-left"}
        two = {**POSTING, "employer_id": str(employer), "places": 2}
        await correcting(engine, POSTINGS, posting, two)
        with pytest.raises(EntryExists):
            await given_hire(engine, posting, person)
        await given_hire(engine, posting, other)
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, POSTINGS, posting, {**two, "places": 1})
        assert faults(refused) == {"places": "too-few-places"}
        with pytest.raises(EntryHolds):
            await revoke_entry(given_work(engine), POSTINGS.definition, posting, reason="误录")
        said = {"person_id": str(person), "posting_id": str(posting), "hired_on": "2019-05-07"}
        await correcting(engine, HIRES, hire, said)
        await revoke_entry(given_work(engine), HIRES.definition, hire, reason="误录")
        last = [(name, event["hired_on"]) for name, event in (await told(engine))[-2:]]
        assert last == [("job-hire-corrected", "2019-05-07"), ("job-hire-revoked", "2019-05-07")]

    async def test_meet_at_fairs(self, engine: AsyncEngine, person: UUID) -> None:
        said = {
            "name": "春季招聘会", "place": "县人民广场", "held_on": "2019-03-16", "employers": 22, "posts": 480,
            "attendees": 310, "intents": 96,
        }  # fmt: skip
        await recorded(engine, FAIRS, said)
        with pytest.raises(EntryInvalid) as refused:
            await recorded(engine, FAIRS, {**said, "intents": 311})
        assert faults(refused) == {"intents": "too-many"}
        [(name, event)] = await told(engine)
        assert (name, event["posts"], event["intents"]) == ("job-fair-held", 480, 96)


class TestWishes:
    async def test_are_one_a_person_and_end_and_begin_again(self, engine: AsyncEngine, person: UUID) -> None:
        wish = await given_wish(engine, person)
        with pytest.raises(EntryExists):
            await given_wish(engine, person)
        await stepping(engine, PREFERENCES, wish, "opt-out", date(2019, 4, 22))
        await stepping(engine, PREFERENCES, wish, "opt-in", date(2019, 6, 3))
        await stepping(engine, PREFERENCES, wish, "opt-out", date(2019, 7, 1))
        await take_step_back(given_work(engine), PREFERENCES.definition, wish, reason="误录")
        await correcting(engine, PREFERENCES, wish, {**WISH, "person_id": str(person), "occupation": None})
        names, events = zip(*await told(engine), strict=True)
        assert names == (
            "job-preference-recorded", "job-push-opted-out", "job-push-opted-in", "job-push-opted-out",
            "job-preference-corrected", "job-preference-corrected",
        )  # fmt: skip
        assert (events[2]["opted_out_on"], events[2]["opted_in_on"]) == (None, "2019-06-03")
        assert (events[-1]["occupation"], events[-1]["before"]["occupation"]) == (None, "security")


class TestEveryMonday:
    async def test_what_suits_is_put_together_once(self, engine: AsyncEngine, person: UUID, employer: UUID) -> None:
        good = await given_posting(engine, employer)
        better = await given_posting(engine, employer, wage_yuan="4000")
        await given_posting(engine, employer, occupation="driving")
        await given_wish(engine, person)
        await pushing(engine)
        assert await pushed(engine, person) == [(MONDAY, [better, good])]
        name, event = (await told(engine))[-1]
        assert (name, event["person_id"], event["week"], event["postings"]) == (
            "job-pushed", str(person), str(MONDAY), 2,
        )  # fmt: skip
        assert event["org_path"] == "411329.411329104.411329104210"
        await pushing(engine)
        new = await given_posting(engine, employer, posted_on=str(TODAY))
        await pushing(engine)
        assert len(await pushed(engine, person)) == 1
        await pushing(engine, MONDAY + timedelta(days=7))
        assert (await pushed(engine, person))[1:] == [(MONDAY + timedelta(days=7), [new])]

    async def test_who_is_not_here_or_wishes_for_nothing_is_told_of_nothing(
        self, engine: AsyncEngine, person: UUID, employer: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await given_posting(engine, employer)
        day = date(2019, 4, 22)
        gone: tuple[Mapping[str, Any], ...] = (
            {"deceased_on": day},
            {"deregistered_on": day},
            {"away_since": day},
            {"erased": True},
        )
        others = [await given_person(engine) for _ in range(5)]
        for each in others:
            wish = await given_wish(engine, each)
        await stepping(engine, PREFERENCES, wish, "opt-out", day)
        for each, becomes in zip(others, gone, strict=False):
            async with engine.begin() as connection:
                await connection.execute(update(VETERAN).where(VETERAN.c.veteran_id == each).values(becomes))
        await given_wish(engine, person)
        monkeypatch.setattr(commands, "CHUNK", 1)
        monkeypatch.setattr("services.benefits.jobs.queries.CHUNK", 1)
        assert await pushing(engine) == 2
        async with engine.connect() as connection:
            assert list(await connection.scalars(select(PUSH.c.person_id))) == [person]

    async def test_who_was_trained_is_told_of_that_work_too_and_who_was_hired_not_again(
        self, engine: AsyncEngine, person: UUID, employer: UUID
    ) -> None:
        course = await given_course(engine)
        await completed(engine, await given_enrolment(engine, course, person))
        await given_wish(engine, person, occupation="driving", wage_yuan=None)
        had = await given_posting(engine, employer, occupation="driving")
        await given_hire(engine, had, person)
        welding = await given_posting(engine, employer, occupation="welding")
        await pushing(engine)
        assert await pushed(engine, person) == [(MONDAY, [welding])]
