"""Reading briefing notes, and what is counted into one."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.briefings.domain import Briefing, BriefingNotFound, Counted, EditionContent, Facts, is_possible
from services.reporting.briefings.tables import BRIEFING, BRIEFING_EDITION
from services.reporting.bulletins.domain.content import Trend, Value
from services.reporting.bulletins.queries import count_figures
from services.reporting.figures.queries.trends import list_trends
from services.reporting.paper_forms.queries import in_state, standing
from services.reporting.snapshots.queries import get_basis
from services.reporting.units.domain import NoCentre
from services.reporting.units.queries import get_centre
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.driver import autocommitting, transaction
from shared.database.filtering import first_of, when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_BRIEFING, _EDITION = BRIEFING.c, BRIEFING_EDITION.c
_IS_IN = in_state(BRIEFING)
_STANDS = and_(_EDITION.briefing_id == _BRIEFING.briefing_id, _EDITION.edition == standing(BRIEFING))


async def fetch_briefings(
    reading: Reading, state: str | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The last drafted first, each with what the edition that stands is about."""
    found = (
        select(BRIEFING, _EDITION.subject, _EDITION.first_on, _EDITION.last_on)
        .join(BRIEFING_EDITION, _STANDS)
        .where(within(_BRIEFING.org_path, reading.caller), when(state, _IS_IN.__getitem__))
    )
    by = [_BRIEFING.briefing_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True)


async def get_briefing(reading: Reading, briefing_id: UUID) -> Briefing:
    """Raises `BriefingNotFound`, also for one that the caller may not see."""
    own = select(BRIEFING).where(_BRIEFING.briefing_id == briefing_id, within(_BRIEFING.org_path, reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise BriefingNotFound
    return briefing_of(row)


async def find_briefing(connection: AsyncConnection, briefing_id: UUID) -> Briefing | None:
    """For this transaction alone to change."""
    own = select(BRIEFING).where(_BRIEFING.briefing_id == briefing_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else briefing_of(row)


async def list_editions(connection: AsyncConnection, briefing_id: UUID) -> Sequence[Row[Any]]:
    """The last one first."""
    own = select(BRIEFING_EDITION).where(_EDITION.briefing_id == briefing_id)
    return (await connection.execute(own.order_by(_EDITION.edition.desc()))).all()


async def list_to_issue(reading: Reading, most: int) -> Sequence[Row[Any]]:
    """Whose last edition waits for this reader, who wrote nothing of it, with what it is about."""
    waiting = (
        select(BRIEFING, _EDITION.subject)
        .join(BRIEFING_EDITION, _STANDS)
        .where(
            _IS_IN["draft"],
            ~_BRIEFING.written_by.overlap(reading.caller.hands),
            within(_BRIEFING.org_path, reading.caller),
        )
    )
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(waiting.order_by(_BRIEFING.briefing_id), most))
    ).all()
    return rows


async def count_said(engine: AsyncEngine, said: EditionContent, now: datetime) -> Counted | None:
    """The figures of an edition, and what they stand on, in one snapshot of the database before the command begins that
    writes it; None where no centre stands today, and where it is refused whatever is counted."""
    if not is_possible(Facts(said, local_date(now), corrects=False)):
        return None
    async with autocommitting(engine).connect() as connection, transaction(connection, snapshot=True):
        try:
            centre = await get_centre(connection, local_date(now))
        except NoCentre:
            return None
        before = await count_figures(connection, centre.code, said.first_on - timedelta(days=1))
        then = await count_figures(connection, centre.code, said.last_on)
        trends = await list_trends(connection, centre.path, said.last_on, codes=said.figures)
        return Counted(
            tuple(Value(code, before.get(code, 0), then.get(code, 0)) for code in said.figures),
            tuple(
                Trend(code, tuple((part.period.code, part.value) for part in parts)) for code, parts in trends.items()
            ),
            bool((await get_basis(connection)).missing),
        )


def briefing_of(row: Row[Any]) -> Briefing:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Briefing)}
    return Briefing(**{**said, "written_by": tuple(row.written_by)})
