"""What else is kept beside an employer, a posting or a hire; which postings suit whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.domain import PersonNotFound
from services.benefits.directory.queries import files_of_each, find_unit_of, survivors
from services.benefits.directory.tables import VETERAN
from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.jobs import domain
from services.benefits.jobs.domain import OPEN, SEEKING, Match, Posting, Wish, matches
from services.benefits.jobs.parameters import CHUNK, PLACES
from services.benefits.jobs.tables import APPLICATION, EMPLOYER, HIRE, POSTING, PREFERENCE, PUSH
from services.benefits.training.domain import HAS_COMPLETED
from services.benefits.training.tables import COURSE, ENROLMENT
from shared.auth.scope import within
from shared.clock import local_date
from shared.command import Transaction
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.entries.domain import REVOKED, Facts, too_early, too_late
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")

# Each of a person's files may have a wish. Its number would follow the clock that it was recorded by.
LAST_WISH_FIRST = (PREFERENCE.c.wished_on.desc(), PREFERENCE.c.entry_id.desc())


async def look_at_employer(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """It does not end before the last posting."""
    its = (POSTING.c.employer_id == facts["entry_id"], POSTING.c.state != REVOKED.code)
    last = await tx.connection.scalar(select(func.max(POSTING.c.posted_on)).where(*its))
    ended_on = facts.get("ended_on")
    return [too_early("ended_on", last)] if last and ended_on and ended_on < last else []


async def look_at_posting(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with a posting beside its employer, which is locked, and whoever was hired."""
    ended = select(EMPLOYER.c.ended_on).where(EMPLOYER.c.entry_id == facts["employer_id"])
    until = await tx.connection.scalar(ended)
    late = [too_late("posted_on", until)] if until is not None and facts["posted_on"] > until else []
    found = [*late, *domain.faults_of_places(facts, await _count_hired(tx.connection, facts["entry_id"]))]
    its = (APPLICATION.c.posting_id == facts["entry_id"], APPLICATION.c.state != REVOKED.code)
    last_applied = await tx.connection.scalar(select(func.max(APPLICATION.c.applied_on)).where(*its))
    return [*found, *domain.faults_of_applications(facts, last_applied)]


async def look_at_application(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with an application beside its posting, which is locked, and what else the person has there, by any
    of his files."""
    posting = (await tx.connection.execute(select(POSTING).where(POSTING.c.entry_id == facts["posting_id"]))).one()
    days = [posting.open_until, *([posting.closed_on] if posting.closed_on else [])]
    own = select(APPLICATION.c.hire_id).where(APPLICATION.c.entry_id == facts["entry_id"])
    others = select(APPLICATION).where(
        *_of_posting(APPLICATION, facts),
        APPLICATION.c.entry_id != facts["entry_id"],
        APPLICATION.c.state.not_in((REVOKED.code, domain.WITHDRAWN)),
    )
    hires = select(HIRE).where(
        *_of_posting(HIRE, facts),
        HIRE.c.state != REVOKED.code,
        HIRE.c.entry_id.is_distinct_from(own.scalar_subquery()),
    )
    return domain.faults_of_application(
        facts,
        min(days),
        applied_otherwise=bool(await tx.connection.scalar(select(exists(others)))),
        hired_otherwise=bool(await tx.connection.scalar(select(exists(hires)))),
    )


def _of_posting(table: Table, facts: Facts) -> tuple[ColumnElement[bool], ...]:
    return (table.c.posting_id == facts["posting_id"], OF_A_PERSON.of(table, facts["person_id"]))


async def look_at_hire(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with a hire beside its posting, which is locked."""
    places = await tx.connection.scalar(select(POSTING.c.places).where(POSTING.c.entry_id == facts["posting_id"]))
    others = await _count_hired(tx.connection, facts["posting_id"], beside=facts["entry_id"])
    its = select(APPLICATION.c.ended_on).where(
        APPLICATION.c.hire_id == facts["entry_id"], APPLICATION.c.state != REVOKED.code
    )
    answered_on = await tx.connection.scalar(its)
    return [*domain.faults_of_hire(places or 0, others), *domain.faults_of_answer(facts, answered_on)]


async def _count_hired(connection: AsyncConnection, posting_id: UUID, *, beside: UUID | None = None) -> int:
    """How many were hired for a posting, beside a hire."""
    hired = (HIRE.c.posting_id == posting_id, HIRE.c.state != REVOKED.code)
    others = () if beside is None else (HIRE.c.entry_id != beside,)
    return await connection.scalar(select(func.count()).where(*hired, *others)) or 0


async def find_open(connection: AsyncConnection, day: date) -> Mapping[UUID, tuple[Posting, Row[Any]]]:
    """The postings that are open on a day, by id, with what the book says of them."""
    taken = select(func.count()).where(HIRE.c.posting_id == POSTING.c.entry_id, HIRE.c.state != REVOKED.code)
    said = (
        select(POSTING, EMPLOYER.c.name.label("employer"), taken.scalar_subquery().label("taken"))
        .join(EMPLOYER, EMPLOYER.c.entry_id == POSTING.c.employer_id)
        .where(POSTING.c.state == OPEN, POSTING.c.posted_on <= day, POSTING.c.open_until >= day)
    )
    found = {}
    for row in await connection.execute(said):
        names = ("occupation", "place", "wage_fen", "places", "posted_on", "open_until", "veterans_first", "taken")
        found[row.entry_id] = (Posting(row.entry_id, **{name: row._mapping[name] for name in names}), row)
    return found


async def list_wishing(connection: AsyncConnection, after: UUID | None) -> Sequence[Row[Any]]:
    """Who wishes to be told of work, so many after a wish, by the last that he has in any of his files; nobody who has
    died, is away, or is in the register no longer."""
    known, goes_on = VETERAN.c, survivors()
    person_id = func.coalesce(goes_on.c.goes_on, PREFERENCE.c.person_id)
    said = (PREFERENCE.c[name] for name in ("entry_id", "state", "occupation", "place", "wage_fen"))
    last = (
        select(*said, person_id.label("person_id"))
        .outerjoin(goes_on, goes_on.c.veteran_id == PREFERENCE.c.person_id)
        .where(PREFERENCE.c.state != REVOKED.code)
        .ext(distinct_on(person_id))
        .order_by(person_id, *LAST_WISH_FIRST)
        .subquery()
        .c
    )
    here = (
        known.deceased_on.is_(None), known.deregistered_on.is_(None), known.away_since.is_(None), ~known.erased,
    )  # fmt: skip
    wishing: Select[Any] = (
        select(
            last.entry_id, last.person_id, last.occupation, last.place, last.wage_fen, known.org_path, known.synthetic
        )
        .join(VETERAN, known.veteran_id == last.person_id)
        .where(last.state == SEEKING, *here)
    )
    further = wishing if after is None else wishing.where(last.entry_id > after)
    rows: Sequence[Row[Any]] = (await connection.execute(further.order_by(last.entry_id).limit(CHUNK))).all()
    return rows


def wish_of(row: Row[Any]) -> Wish:
    """What a person wishes."""
    return Wish(row.occupation, row.place, row.wage_fen)


async def find_trained(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """By person, what he completed a course for, by any of his files."""
    files = files_of_each(persons).c
    completed = (
        select(files.person_id, COURSE.c.skill)
        .join(ENROLMENT, ENROLMENT.c.person_id == files.file_id)
        .join(COURSE, COURSE.c.entry_id == ENROLMENT.c.course_id)
        .where(ENROLMENT.c.state.in_(HAS_COMPLETED))
    )
    return await _sets(connection, completed)


async def find_known(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """By person, the postings that were pushed to him, those that he applied for, and those that he was hired for, by
    any of his files."""
    files = files_of_each(persons).c
    pushed = select(files.person_id, func.unnest(PUSH.c.posting_ids)).where(PUSH.c.person_id == files.file_id)
    hired, applied = (
        select(files.person_id, table.c.posting_id).where(
            table.c.person_id == files.file_id, table.c.state != REVOKED.code
        )
        for table in (HIRE, APPLICATION)
    )
    known = await _sets(connection, pushed)
    for further in (hired, applied):
        for person_id, postings in (await _sets(connection, further)).items():
            known[person_id] |= postings
    return known


async def _sets(connection: AsyncConnection, pairs: Select[Any]) -> dict[UUID, set[Any]]:
    found: dict[UUID, set[Any]] = defaultdict(set)
    for person_id, value in await connection.execute(pairs):
        found[person_id].add(value)
    return found


@dataclass(frozen=True, slots=True)
class Suiting:
    """The postings that suit a person; `wish` is the entry of his, where there is one, `rows` say what the book does of
    each posting."""

    wish: Row[Any] | None
    matches: Sequence[Match]
    rows: Mapping[UUID, Row[Any]]
    pushes: Sequence[Row[Any]]

    @property
    def is_told(self) -> bool:
        """Whether they are pushed to him."""
        return self.wish is not None and self.wish.state == SEEKING


async def find_suiting(reading: Reading, person_id: UUID) -> Suiting:
    """Today. Raises `PersonNotFound`, also for one outside the caller's scope."""
    if await find_unit_of(reading.connection, reading.caller, person_id) is None:
        raise PersonNotFound
    return await suiting_on(reading.connection, person_id, local_date(reading.now))


async def suiting_on(connection: AsyncConnection, person_id: UUID, day: date) -> Suiting:
    """On a day; of whom nothing is known that he wishes, all that is open in the county."""
    row = await find_wish(connection, person_id)
    wish = Wish(None, PLACES[0]) if row is None else wish_of(row)
    trained = (await find_trained(connection, [person_id]))[person_id]
    open_then = await find_open(connection, day)
    pushed = select(PUSH).where(PUSH.c.person_id == person_id).order_by(PUSH.c.week.desc())
    return Suiting(
        row,
        matches(wish, trained, [posting for posting, _ in open_then.values()], day),
        {posting_id: said for posting_id, (_, said) in open_then.items()},
        (await connection.execute(pushed.limit(10))).all(),
    )


async def find_hire_of(connection: AsyncConnection, application_id: UUID) -> UUID | None:
    """The hire that was recorded with an application."""
    its = select(APPLICATION.c.hire_id).where(APPLICATION.c.entry_id == application_id)
    found: UUID | None = await connection.scalar(its)
    return found


async def find_wish(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """What he wishes to be told of, by whichever of his files, the last."""
    wished: Select[Any] = select(PREFERENCE).where(
        OF_A_PERSON.of(PREFERENCE, person_id), PREFERENCE.c.state != REVOKED.code
    )
    row: Row[Any] | None = (await connection.execute(wished.order_by(*LAST_WISH_FIRST).limit(1))).one_or_none()
    return row


async def fetch_pushes(
    reading: Reading,
    unit: str | None,
    week: date | None,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """What was put together for persons within the caller's scope, the last first. Raises `OrgUnitNotKnownYet`."""
    path = await OF_A_PERSON.find_path(reading, unit)
    known, held = VETERAN.c, PUSH.c
    found = (
        select(PUSH, known.org_code)
        .join(VETERAN, known.veteran_id == held.person_id)
        .where(
            within(known.org_path, reading.caller),
            when(path, lambda at: at_or_below(known.org_path, at)),
            when(week, lambda monday: held.week == monday),
        )
    )
    by = [held.week, held.push_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True)
