"""Whoever is known as a party to cases alone is forgotten once the last of them has been kept long enough (PIPL 19,
47): that there was a party stays."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.case_parties.parameters import KEPT
from services.registry.case_parties.tables import CASE_PARTY, KNOWN_CASE
from services.registry.corrections.commands import forget_facts
from services.registry.families.queries.companions import is_more_than_party
from services.registry.veterans.commands.forgetting import forget_person
from services.registry.veterans.queries.persons import hold_person
from services.registry.veterans.tables import DATA_KEY
from shared.calendar.months import months_after
from shared.clock import local_date
from shared.command import Transaction
from shared.database.filtering import when
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily


async def forget_case_parties(tx: Transaction, due: Due) -> Payload | None:
    """One person a part, so that the audit has a row for each."""
    ended_by = months_after(local_date(due.at), -12 * KEPT.number)
    person_id = await _find(tx.connection, ended_by)
    if person_id is None:
        return None
    await hold_person(tx.connection, person_id)
    # Asked again once he is held: somebody may have named him anew meanwhile.
    if await _find(tx.connection, ended_by, person_id) is not None:
        tx.concerns(f"case-party {person_id}")
        await forget_facts(tx, person_id, stays=())
        await forget_person(tx, person_id)
    return {}


async def _find(connection: AsyncConnection, ended_by: date, person_id: UUID | None = None) -> UUID | None:
    """Somebody, or that one, who is known for nothing else; the last of his cases ended on the day or before it. Who
    left a case, or was said to be a party to it by mistake, is one of those it had. Of a case whose events are lost
    nobody knows that it ended."""
    held = CASE_PARTY.c
    ended = func.coalesce(KNOWN_CASE.c.ended_on, literal(date.max))
    found = (
        select(held.person_id)
        .join(DATA_KEY, DATA_KEY.c.person_id == held.person_id)
        .join(KNOWN_CASE, KNOWN_CASE.c.case_id == held.case_id, isouter=True)
        .where(~is_more_than_party(held.person_id), when(person_id, lambda one: held.person_id == one))
        .group_by(held.person_id)
        .having(func.max(ended) <= ended_by)
        .order_by(held.person_id)
        .limit(1)
    )
    one: UUID | None = await connection.scalar(found)
    return one


FORGET_PARTIES = Job("forget-case-parties", forget_case_parties, daily(time(3, 55)), deletes=True)
