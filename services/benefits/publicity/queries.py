"""Reading what is under public notice: of an application no more than its programme and its station."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.tables import APPLICATION, APPLICATION_OBJECTION
from services.benefits.awards.tables import NOMINATION, SELECTION, SELECTION_OBJECTION
from services.benefits.directory.tables import ORG_UNIT
from services.benefits.programmes.tables import PROGRAMME_VERSION
from services.benefits.publicity.domain import Award, OnShow
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.publicity import Objection, Publicity

_ASKED, _ROUND, _NAMED = APPLICATION.c, SELECTION.c, NOMINATION.c


async def fetch_applications_on_show(reading: Reading, cursor: str | None, limit: int) -> Page[OnShow]:
    """The last made first. What is over by today is left out, so a page may have fewer than `limit`."""
    of_it = (PROGRAMME_VERSION.c.programme_code == _ASKED.programme_code) & (
        PROGRAMME_VERSION.c.version == _ASKED.programme_version
    )
    found = (
        select(
            _ASKED.application_id, _ASKED.published_on, _ASKED.workdays, PROGRAMME_VERSION.c.name,
            _station_over(_ASKED.org_path),
        )
        .select_from(APPLICATION)
        .join(PROGRAMME_VERSION, of_it)
        .where(_ASKED.state == "publicity", _ASKED.ended_on.is_(None))
    )  # fmt: skip
    order = [_ASKED.application_id]
    page = await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=_as_read, newest_first=True
    )
    raised = await _objections_to(reading.connection, page.items)
    notices = [
        OnShow(
            row.application_id, row.name, row.station,
            Publicity(row.published_on, row.workdays, raised[row.application_id, row.published_on]),
        )
        for row in page.items
    ]  # fmt: skip
    return Page(items=await _shown(reading, notices), next=page.next)


async def list_nominees_on_show(reading: Reading) -> list[OnShow]:
    """Who is to be awarded, round by round, in their places."""
    found = (
        select(
            _NAMED.nomination_id, _ROUND.round_id, _ROUND.award, _ROUND.year, _ROUND.level, _ROUND.published_on,
            _ROUND.workdays, _station_over(_NAMED.org_path),
        )
        .join(SELECTION, _ROUND.round_id == _NAMED.round_id)
        .where(_ROUND.stage == "publicity", _NAMED.is_chosen, _NAMED.standing == "standing")
        .order_by(_ROUND.round_id, _NAMED.place, _NAMED.nomination_id)
    )  # fmt: skip
    rows = (await reading.connection.execute(found)).all()
    raised = await _objections_in(reading.connection, {row.round_id for row in rows})
    notices = [
        OnShow(
            row.nomination_id, Award(row.award, row.year, row.level), row.station,
            Publicity(row.published_on, row.workdays, raised[row.round_id]),
        )
        for row in rows
    ]  # fmt: skip
    return await _shown(reading, notices)


def _as_read(row: Row[Any]) -> Row[Any]:
    return row


def _station_over(path: ColumnElement[Any]) -> ColumnElement[Any]:
    """The name of the station that a unit belongs to, or is."""
    over = select(ORG_UNIT.c.name).where(ORG_UNIT.c.kind == "station", ORG_UNIT.c.org_path.bool_op("@>")(path))
    return over.order_by(ORG_UNIT.c.org_path.desc()).limit(1).scalar_subquery().label("station")


async def _shown(reading: Reading, notices: Sequence[OnShow]) -> list[OnShow]:
    calendar, today = await find_calendar(reading.connection), local_date(reading.now)
    return [each for each in notices if each.is_shown(calendar, today)]


async def _objections_to(
    connection: AsyncConnection, rows: Sequence[Row[Any]]
) -> Mapping[tuple[UUID, Any], tuple[Objection, ...]]:
    """Of applications, by the application and the first day of the publicity that they were raised in."""
    raised = APPLICATION_OBJECTION.c
    ids = [row.application_id for row in rows]
    wanted = select(APPLICATION_OBJECTION).where(raised.application_id.in_(ids)).order_by(raised.number)
    found: defaultdict[tuple[UUID, Any], tuple[Objection, ...]] = defaultdict(tuple)
    for row in await connection.execute(wanted):
        found[row.application_id, row.published_on] += (_objection_in(row),)
    return found


async def _objections_in(
    connection: AsyncConnection, round_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Objection, ...]]:
    """Of rounds: all count, as for who grants the awards."""
    raised = SELECTION_OBJECTION.c
    wanted = select(SELECTION_OBJECTION).where(raised.round_id.in_(round_ids)).order_by(raised.number)
    found: defaultdict[UUID, tuple[Objection, ...]] = defaultdict(tuple)
    for row in await connection.execute(wanted):
        found[row.round_id] += (_objection_in(row),)
    return found


def _objection_in(row: Row[Any]) -> Objection:
    return Objection(row.raised_on, row.settled_on, row.is_upheld)
