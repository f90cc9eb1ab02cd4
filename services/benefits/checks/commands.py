"""A person counts once a year, also by several files, and held a category on the day that the programme asks for:
looked at by the clock, since files are merged and taken apart in registry, and categories recognised later."""

from typing import Any

from sqlalchemy import Row, select, update

from services.benefits.checks.queries import list_counted_wrongly
from services.benefits.checks.tables import HEALTH_CHECK
from services.benefits.entries.queries import OF_A_PERSON
from shared.command import Transaction
from shared.events.benefits.checks import HealthCheck, HealthCheckCorrected
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import hourly

AT_ONCE = 200


async def count_checks_once(tx: Transaction, _due: Due) -> Payload | None:
    """So many in one transaction. What somebody changed meanwhile is looked at the next time."""
    wrong = await list_counted_wrongly(tx.connection, AT_ONCE)
    done = [await _count(tx, each) for each in wrong]
    return {} if len(wrong) == AT_ONCE and any(done) else None


async def _count(tx: Transaction, wrong: Row[Any]) -> bool:
    """It says nothing else than before, so no version of it is kept."""
    held = select(HEALTH_CHECK).where(HEALTH_CHECK.c.entry_id == wrong.entry_id).with_for_update()
    row = (await tx.connection.execute(held)).one()
    if row.version != wrong.version:
        return False
    place = await OF_A_PERSON.hold(tx.connection, row)
    said = {"doubled": wrong.is_double, "unqualified": wrong.is_unqualified}
    own = HEALTH_CHECK.c.entry_id == row.entry_id
    await tx.connection.execute(update(HEALTH_CHECK).where(own).values(**said, version=row.version + 1))
    before = {name: row._mapping[name] for name in HealthCheck.__struct_fields__}
    event = HealthCheckCorrected(**{**before, **said}, before=HealthCheck(**before))
    tx.publish(event, sequence=row.version + 1, synthetic=place.synthetic)
    return True


COUNT_ONCE = Job("count-health-checks-once", count_checks_once, hourly(20))
