"""Days are asked about each morning, taken in hand, and written down. Nothing is repaired here."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.promises.domain import Look
from services.reporting.promises.parameters import AGAIN, PROMISES, SOON
from services.reporting.promises.queries import claimable
from services.reporting.promises.tables import PROMISE_DAY
from shared.clock import local_date
from shared.command import Transaction, command
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

_UNSEEN: dict[str, Any] = {
    "claimed_until": None, "looked_at": None, "closed_at": None, "recorded": None, "parts": [],
}  # fmt: skip


async def ask_daily(tx: Transaction, due: Due) -> Payload | None:
    """About yesterday, and about days since the last one that was asked about. What a clock that was ahead asked about
    was looked at before its day: it is asked about anew."""
    yesterday, held = local_date(due.at) - timedelta(days=1), PROMISE_DAY.c
    last: date | None = await tx.connection.scalar(select(func.max(held.day)).where(held.asked_at <= tx.now))
    first = yesterday if last is None else last + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((yesterday - first).days + 1)]
    rows = [
        {"promise": promise, "day": day, "asked_at": tx.now, "look_at": tx.now} for day in days for promise in PROMISES
    ]
    if rows:
        asked = insert(PROMISE_DAY)
        anew = {name: asked.excluded[name] for name in ("asked_at", "look_at")} | _UNSEEN
        # One statement a row: there may be a day for each of many years.
        await tx.connection.execute(
            asked.on_conflict_do_update(index_elements=["promise", "day"], set_=anew, where=held.asked_at > tx.now),
            rows,
        )
    return None


ASK_DAILY = Job("reconcile-promises", ask_daily, daily(time(3, 10)))


async def claim_day(connection: AsyncConnection, *, now: datetime, until: datetime) -> tuple[str, date] | None:
    """Take one in hand until then, by promise and day; who dies keeps it no longer. Not a command."""
    row = (await connection.execute(claimable(now))).one_or_none()
    if row is None:
        return None
    await connection.execute(_one(row.promise, row.day).values(claimed_until=until))
    return row.promise, row.day


async def release_day(connection: AsyncConnection, promise: str, day: date) -> None:
    """Nothing came of it: it is still to be looked at. Not a command."""
    await connection.execute(_one(promise, day).values(claimed_until=None))


@command
async def record_promise_day(tx: Transaction, promise: str, day: date, look: Look) -> None:
    """What was found takes the place of what was found before. A day that closes is not looked at again."""
    tx.concerns(f"promise {promise}")
    again = AGAIN if look.was_answered else SOON
    done = {
        "claimed_until": None,
        "looked_at": tx.now,
        "look_at": None if look.closes else tx.now + again,
        "closed_at": tx.now if look.closes else None,
        "recorded": look.recorded,
        "parts": [{**asdict(part), "events": [str(each) for each in part.events]} for part in look.parts],
    }
    await tx.connection.execute(_one(promise, day).where(PROMISE_DAY.c.closed_at.is_(None)).values(done))


def _one(promise: str, day: date) -> Any:
    return update(PROMISE_DAY).where(PROMISE_DAY.c.promise == promise, PROMISE_DAY.c.day == day)
