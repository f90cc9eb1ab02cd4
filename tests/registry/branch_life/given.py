"""A branch and a group that hold something, or do not."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.branch_life.commands import TELL_OVERDUE, record_branch_meeting
from services.registry.branch_life.domain import Sheet
from services.registry.party.tables import PARTY_ORGANISATION
from shared.clock import SHANGHAI
from shared.command import Transaction, command
from shared.schedule.job import Due
from tests.registry.given import given_work

FIRST_OF_MAY = date(2019, 5, 1)


@command
async def clock(tx: Transaction, day: date) -> None:
    """What the schedule does early on this day."""
    at = datetime(day.year, day.month, day.day, 0, 10, tzinfo=SHANGHAI)
    while await TELL_OVERDUE.run(tx, Due("", at, {})) is not None:
        pass


async def given_branch_life(engine: AsyncEngine) -> None:
    """Each organisation that there is handed in a record of April, and held nothing else."""
    async with engine.connect() as connection:
        found = await connection.execute(select(PARTY_ORGANISATION.c.party_org_code, PARTY_ORGANISATION.c.kind))
        organisations = [(row.party_org_code, row.kind) for row in found]
    for code, kind in organisations:
        held = "group-meeting" if kind == "group" else "committee-meeting"
        said = Sheet(held, date(2019, 4, 28), "服务站", 5, 5, "学习文件")
        await record_branch_meeting(given_work(engine), code, said)
    await clock(given_work(engine), FIRST_OF_MAY)
