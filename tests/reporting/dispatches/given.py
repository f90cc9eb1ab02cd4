"""Weekly dispatches of the small county."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.dispatches.commands.minutes import draft_dispatch, issue_dispatch, plan_dispatch_task
from services.reporting.dispatches.commands.overdue import TELL_OVERDUE_TASKS
from services.reporting.dispatches.domain.minutes import Dispatch, Minutes
from services.reporting.dispatches.domain.tasks import Task
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.command import Transaction, Work, command
from shared.schedule.job import Due
from tests.given import given_caller, given_work
from tests.reporting.given import SHIAN, UNIT, WAIZI, code_of

WEEK = date(2019, 4, 22)
HELD_ON = date(2019, 4, 29)
MORNING = datetime(2019, 4, 29, 10, tzinfo=SHANGHAI)
DUE_ON = date(2019, 5, 7)
CENTRE_STAFF: Caller = given_caller(Role.CENTRE_STAFF)
ANOTHER: Caller = given_caller(Role.CENTRE_STAFF)
LEADER: Caller = given_caller(Role.BUREAU_LEADER)
CLERK: Caller = given_caller(Role.STATION_STAFF, SHIAN)
MINUTES = Minutes(
    HELD_ON, "局长", (code_of(SHIAN), code_of(WAIZI)), (code_of(UNIT),), "一、核对走访台账\n二、补齐信息采集"
)


def work(engine: AsyncEngine, caller: Caller = CENTRE_STAFF, now: datetime = MORNING) -> Work:
    """Of a clerk of the centre, on the day of the dispatch."""
    return given_work(engine, caller, now)


async def drafted(engine: AsyncEngine, **said: Any) -> Dispatch:
    """Minutes of the week, by a clerk of the centre."""
    return await draft_dispatch(work(engine), WEEK, replace(MINUTES, **said))


async def planned(engine: AsyncEngine, dispatch_id: UUID, **said: Any) -> Task:
    """A task of the station at Shi'an."""
    task = {"org_code": code_of(SHIAN), "due_on": DUE_ON, "what": "核对走访台账", **said}
    return await plan_dispatch_task(work(engine), dispatch_id, **task)


async def issued(engine: AsyncEngine, now: datetime = MORNING) -> tuple[Dispatch, UUID]:
    """Minutes with a task of the station at Shi'an, issued by a leader; and the task."""
    dispatch_id = (await drafted(engine)).dispatch_id
    task = await planned(engine, dispatch_id)
    return await issue_dispatch(work(engine, LEADER, now), dispatch_id), task.task_id


@command
async def _run(tx: Transaction) -> None:
    assert await TELL_OVERDUE_TASKS.run(tx, Due("", tx.now, {})) is None


async def night(engine: AsyncEngine, day: date) -> None:
    """What the clock does just after midnight."""
    await _run(given_work(engine, now=datetime(day.year, day.month, day.day, 0, 15, tzinfo=SHANGHAI)))


async def told(engine: AsyncEngine, about: UUID) -> Sequence[tuple[str, int, dict[str, Any]]]:
    """What was published of one dispatch or task, in order: short name, sequence, data."""
    found = text("SELECT type, aggregate_version, payload FROM outbox WHERE aggregate_id = :id ORDER BY id")
    async with engine.connect() as connection:
        rows = (await connection.execute(found, {"id": str(about)})).all()
    return [(kind.split(".")[3], version, msgspec.json.decode(payload)) for kind, version, payload in rows]
