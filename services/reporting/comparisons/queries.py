"""Reading comparisons, and whom reporting's own ledger holds."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import FromClause, Row, Select, Text, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.comparisons.parameters import Compared
from services.reporting.comparisons.tables import COMPARISON, PERSON_DIFFERENCE
from services.reporting.figures.tables import FIGURE_ENTRY
from shared.auth.scope import within
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

REGISTERED = "F01"


def held_persons() -> FromClause:
    """Whom F01 counts at which unit, from which day to which (`shared.digests`). Units are meant, not where they stood:
    registry says all of them by today's tree."""
    entry = FIGURE_ENTRY.c
    today = func.ltree2text(func.standing_at(entry.org_path), type_=Text())
    return (
        select(today.label("org_path"), entry.subject.label("person_id"), entry.day, entry.delta.label("change"))
        .where(entry.figure_code == REGISTERED, entry.follows_from.is_(None))
        .subquery("held")
    )


async def list_comparisons(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """A row for each service that was compared, or is to be."""
    return (await connection.execute(select(COMPARISON).order_by(COMPARISON.c.service))).all()


async def count_wanted(connection: AsyncConnection) -> int:
    """Asked for and not done."""
    wanted = select(func.count()).where(COMPARISON.c.wanted_at.is_not(None))
    return (await connection.execute(wanted)).scalar_one()


async def fetch_differences(
    reading: Reading, service: Compared | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those within the caller's scope, by service, unit and id; each page of them leaves an audit row."""
    held = PERSON_DIFFERENCE.c
    order = [held.service, held.org_path, held.person_id]
    page = await fetch_page(
        reading.connection, _within_scope(reading, service), by=order, cursor=cursor, limit=limit, view=view
    )
    await reading.record("open-differences", f"comparison {service or 'all'}")
    return page


def claimable(now: datetime) -> Select[Any]:
    """One that is asked for and in nobody's hand, for this transaction to take."""
    row = COMPARISON.c
    free = (row.claimed_until.is_(None)) | (row.claimed_until <= now)
    asked = select(row.service, row.wanted_at).where(row.wanted_at.is_not(None), free)
    return asked.order_by(row.wanted_at, row.service).limit(1).with_for_update(skip_locked=True)


def _within_scope(reading: Reading, service: Compared | None) -> Select[Any]:
    held = PERSON_DIFFERENCE.c
    found = select(PERSON_DIFFERENCE).where(within(held.org_path, reading.caller))
    return found if service is None else found.where(held.service == service)
