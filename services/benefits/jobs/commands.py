"""Every Monday what suits is put together for whoever wishes to be told of work; an application makes a hire."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import going_on
from services.benefits.jobs.domain import HIRED, matches, monday_of
from services.benefits.jobs.parameters import CHUNK, MOST_PUSHED
from services.benefits.jobs.queries import find_hire_of, find_known, find_open, find_trained, list_wishing, wish_of
from services.benefits.jobs.tables import APPLICATION, PUSH
from shared.clock import local_date
from shared.command import Transaction
from shared.entries.acting import begin, say_otherwise, take_back
from shared.entries.definition import BookDefinition
from shared.entries.domain import Facts
from shared.entries.queries import lock_entry
from shared.entries.whose import Place
from shared.events.benefits import JobPushed
from shared.ids import new_id
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import weekly


async def push_weekly(tx: Transaction, due: Due) -> Payload | None:
    """So many persons in one transaction. Nobody is told of a posting twice, or twice in a week."""
    after = due.payload.get("after")
    wishing = await list_wishing(tx.connection, UUID(after) if after else None)
    if wishing:
        day = local_date(tx.now)
        await _put_together(tx, wishing, monday_of(local_date(due.at)), day)
    return {"after": str(wishing[-1].entry_id)} if len(wishing) == CHUNK else None


async def _put_together(tx: Transaction, wishing: Sequence[Row[Any]], week: date, day: date) -> None:
    persons = [row.person_id for row in wishing]
    trained, known = await find_trained(tx.connection, persons), await find_known(tx.connection, persons)
    postings = [posting for posting, _ in (await find_open(tx.connection, day)).values()]
    best = {
        row.person_id: matches(
            wish_of(row), trained.get(row.person_id, ()), postings, day, beside=known.get(row.person_id, ())
        )[:MOST_PUSHED]
        for row in wishing
    }
    lines = [
        {
            "push_id": new_id(),
            "person_id": person_id,
            "week": week,
            "posting_ids": [each.posting.posting_id for each in found],
        }
        for person_id, found in best.items()
        if found
    ]
    new = await _insert_new(tx.connection, lines)
    register = {row.person_id: row for row in wishing}
    for line in lines:
        if line["push_id"] in new:
            row, count = register[line["person_id"]], len(line["posting_ids"])
            told = {"push_id": line["push_id"], "person_id": row.person_id, "org_path": row.org_path, "week": week}
            tx.publish(JobPushed(**told, postings=count), sequence=1, synthetic=row.synthetic)


async def _insert_new(connection: AsyncConnection, lines: Sequence[dict[str, Any]]) -> Collection[UUID]:
    """Which of them are new: of nobody a second in a week."""
    if not lines:
        return ()
    new = insert(PUSH).values(list(lines)).on_conflict_do_nothing(index_elements=["person_id", "week"])
    return set(await connection.scalars(new.returning(PUSH.c.push_id)))


def hiring(hires: BookDefinition) -> Callable[[Transaction, Facts, Place], Awaitable[None]]:
    """What follows from an application that changed: whoever is hired by it has a hire, recorded with it, corrected
    with it, and revoked when it says otherwise."""

    async def follow(tx: Transaction, facts: Facts, _place: Place) -> None:
        application_id, day = facts["entry_id"], facts["ended_on"]
        hire_id, document = await find_hire_of(tx.connection, application_id), f"应聘登记 {application_id}"
        if facts["state"] == HIRED and hire_id is None:
            hire_id = new_id()
            person_id = await going_on(tx.connection, facts["person_id"])
            said = {"person_id": person_id, "posting_id": facts["posting_id"], "hired_on": day}
            await begin(tx, hires, said, document=document, entry_id=hire_id, own=True)
            await _lead(tx, application_id, hire_id)
        elif hire_id is not None:
            row = await lock_entry(tx.connection, hires, hire_id)
            if facts["state"] != HIRED:
                await _lead(tx, application_id, None)
                await take_back(tx, hires, row, reason=document)
            elif row.hired_on != day:
                await say_otherwise(tx, hires, row, {"hired_on": day}, document=document)

    return follow


async def _lead(tx: Transaction, application_id: UUID, hire_id: UUID | None) -> None:
    """To the hire that was recorded with it."""
    its = update(APPLICATION).where(APPLICATION.c.entry_id == application_id)
    await tx.connection.execute(its.values(hire_id=hire_id))


PUSH_WEEKLY = Job("push-jobs-weekly", push_weekly, weekly(1, time(7, 30)))
