"""Milestones are told: of everybody once a month, of whoever is registered or corrected at once."""

from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, update

from services.registry.milestones.domain import Step, ToldMilestone, steps
from services.registry.milestones.queries import categories_of, decided_births, hold_waiting, told_of
from services.registry.milestones.tables import AGE_MILESTONE
from services.registry.recipients.queries import recipients_of
from services.registry.veterans.queries.disclosed import stated_birth
from services.registry.veterans.queries.files import lines_of, opened_number
from services.registry.veterans.tables import AGE_LOOKED_AT
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.bulk import insert_many, insert_new
from shared.events.contract import Event
from shared.events.registry.ages import AgeMilestoneReached, AgeMilestoneWithdrawn
from shared.ids import new_id
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import monthly
from shared.trail.queries import said

# What one look tells is told at once, some two events a person, and what somebody does at the counter waits for it.
BATCH = 100
_LOOKED_AT = ("id_number", "sex_code")


@command
async def tell_ages(tx: Transaction, *, keyring: Keyring) -> int:
    """Look at the next persons whose age was not looked at this month; answers how many. Whom somebody is about to
    change waits for the next time."""
    veterans, recipients = await hold_waiting(tx.connection, most=BATCH)
    persons = [*veterans, *recipients]
    tx.concerns(said(files=len(veterans), recipients=len(recipients)))
    told = await told_of(tx.connection, persons)
    categories = await categories_of(tx.connection, persons)
    decided = await decided_births(tx.connection, persons)
    today = local_date(tx.now)
    new: list[dict[str, Any]] = []
    for row in [
        *await tx.connection.execute(lines_of(veterans, _LOOKED_AT)),
        *await tx.connection.execute(recipients_of(recipients)),
    ]:
        birth = await _birth(tx, row, keyring, decided)
        before = told.get(row.person_id, {})
        for step in steps(birth, categories.get(row.person_id, ()), before, today):
            line = _line(row, step, before.get(step.age))
            tx.publish(_event(row, line), sequence=line["version"], synthetic=row.synthetic)
            if step.age in before:
                same = AGE_MILESTONE.c.milestone_id == line["milestone_id"]
                await tx.connection.execute(update(AGE_MILESTONE).where(same).values(line))
            else:
                new.append(line)
    await insert_many(tx.connection, AGE_MILESTONE, new)
    # Whom another worker has looked at since this one saw him wait, is looked at twice, and told of once.
    looked_at = [{"person_id": each, "looked_at": tx.now} for each in persons]
    await insert_new(tx.connection, AGE_LOOKED_AT, looked_at, unique=["person_id"], returning="person_id")
    return len(persons)


async def _birth(tx: Transaction, row: Row[Any], keyring: Keyring, decided: Collection[UUID]) -> date:
    """The identity number's, unless somebody decided otherwise."""
    if row.person_id in decided:
        return date.fromisoformat((await stated_birth(tx.connection, row, keyring)).reveal())
    return born_on(opened_number(row, keyring).reveal())


def _line(row: Row[Any], step: Step, before: ToldMilestone | None) -> dict[str, Any]:
    return {
        "milestone_id": before.milestone_id if before else new_id(),
        "person_id": row.person_id,
        "age": step.age,
        "version": before.version + 1 if before else 1,
        "month": step.month,
        "is_withdrawn": step.is_withdrawn,
    }


def _event(row: Row[Any], line: Mapping[str, Any]) -> Event:
    said_of = {name: line[name] for name in ("milestone_id", "person_id", "age")}
    if line["is_withdrawn"]:
        return AgeMilestoneWithdrawn(**said_of, org_path=row.org_path)
    month = f"{line['month']:%Y-%m}" if line["month"] else None
    return AgeMilestoneReached(**said_of, org_path=row.org_path, month=month)


async def forget_milestones(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: which ages were told stays, in which month is gone."""
    theirs = update(AGE_MILESTONE).where(AGE_MILESTONE.c.person_id == person_id)
    await tx.connection.execute(theirs.values(month=None))


async def look_again(tx: Transaction, _due: Due) -> Payload | None:
    """A month has begun: everybody's age is looked at anew."""
    await tx.connection.execute(delete(AGE_LOOKED_AT))
    return None


LOOK_AGAIN = Job("look-at-ages", look_again, monthly(1, time(0, 1)))
