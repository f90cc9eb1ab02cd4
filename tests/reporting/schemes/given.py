"""Schemes of assessment as they are sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.schemes.domain import Terms
from services.reporting.schemes.projection import DISABLED_ACCOUNTS
from services.reporting.schemes.schemas import typed
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date, machine_now
from shared.events.registry import SessionsEnded
from tests.reporting.given import RECORDED_AT, delivered

# A scheme is of no month that is over.
MONTH = CalendarMonth.of(local_date(machine_now()))
SENT: Mapping[str, Any] = {
    **typed(Terms.default()),
    "valid_from": str(MONTH.first),
    "document": "新退役军人〔2019〕3号",
}


async def ended(engine: AsyncEngine, account: UUID, *causes: str, epoch: int = 1) -> None:
    """All sessions of an account were, once for each cause; reporting learns of all at once."""
    events = [
        SessionsEnded(account_id=account, epoch=number, ended_at=RECORDED_AT, cause=cause)
        for number, cause in enumerate(causes, epoch)
    ]
    async with engine.begin() as connection:
        await DISABLED_ACCOUNTS.apply(connection, [delivered(each, sequence=each.epoch) for each in events])


async def told(engine: AsyncEngine, aggregate: str) -> list[tuple[str, int]]:
    """What was published of one, in order: short name, sequence."""
    found = text("SELECT type, aggregate_version FROM outbox WHERE aggregate_id = :id ORDER BY id")
    async with engine.connect() as connection:
        rows = (await connection.execute(found, {"id": aggregate})).all()
    return [(kind.split(".")[3], version) for kind, version in rows]
