"""Reading bulletins, and what is counted into one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.bulletins.domain.bulletin import Bulletin, BulletinNotFound
from services.reporting.bulletins.domain.content import (
    Content,
    Discount,
    Kind,
    MonthRanked,
    Place,
    Station,
    Trend,
    Value,
    adjustments_of,
    checks_of,
    period_of,
    told_by,
)
from services.reporting.bulletins.parameters import LOOKED_BACK
from services.reporting.bulletins.tables import BULLETIN
from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.daily_reports.queries.totals import list_last_sheets, sum_lines
from services.reporting.discounts.queries import list_discounts
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.queries.trends import list_trends
from services.reporting.rankings.queries import list_places, list_published
from services.reporting.schemes.domain import worded
from services.reporting.snapshots.domain import Content as FrozenContent
from services.reporting.snapshots.domain import digest_of, narrowed
from services.reporting.snapshots.queries import Counted, read_content, read_counted
from services.reporting.units.queries import list_units_kept
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.calendar.periods import TenDays
from shared.clock import local_date
from shared.database.driver import autocommitting, transaction
from shared.database.filtering import first_of
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Count:
    """What a bulletin tells, and the figures that are frozen for it: of one instant of the database. `told`: how often
    the draft had been counted then."""

    org_code: str
    org_path: str
    figures: Counted
    content: Content
    told: int


_BULLETIN = BULLETIN.c


async def fetch_bulletins(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those that the caller may see, the last period first."""
    found = select(BULLETIN).where(_visible(reading.caller))
    order = [_BULLETIN.first_on, _BULLETIN.bulletin_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_bulletin(reading: Reading, bulletin_id: UUID) -> Bulletin:
    """Raises `BulletinNotFound`, also for one that the caller may not see."""
    own = select(BULLETIN).where(_BULLETIN.bulletin_id == bulletin_id, _visible(reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise BulletinNotFound
    return bulletin_of(row)


async def list_to_issue(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Drafts within the caller's scope that wait to be issued by somebody who wrote nothing of them."""
    is_draft = and_(_BULLETIN.number.is_(None), ~_BULLETIN.written_by.overlap(reading.caller.hands))
    own = select(BULLETIN).where(within(_BULLETIN.org_path, reading.caller), is_draft)
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(own.order_by(_BULLETIN.first_on), limit))
    ).all()
    return rows


async def get_written(connection: AsyncConnection, bulletin_id: UUID) -> Any:
    """When it last changed, by whom, and who issued it."""
    own = select(_BULLETIN.written_at, _BULLETIN.written_by, _BULLETIN.issued_by)
    return (await connection.execute(own.where(_BULLETIN.bulletin_id == bulletin_id))).one()


async def find_bulletin(connection: AsyncConnection, bulletin_id: UUID) -> Bulletin | None:
    """For this transaction alone to change."""
    own = select(BULLETIN).where(_BULLETIN.bulletin_id == bulletin_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else bulletin_of(row)


async def has_bulletin(connection: AsyncConnection, period: str) -> bool:
    """Whether there is one of a period, issued or not."""
    return bool(await connection.scalar(select(exists().where(_BULLETIN.period == period))))


async def list_issued_before(connection: AsyncConnection, first_on: date) -> Sequence[Content]:
    """Of the periods of the last year before a day, the earliest first."""
    issued = select(_BULLETIN.content).where(_BULLETIN.number.is_not(None), _BULLETIN.first_on < first_on)
    rows = (await connection.execute(issued.order_by(_BULLETIN.first_on.desc()).limit(LOOKED_BACK))).scalars()
    return [_content(each) for each in reversed(rows.all())]


async def list_issued_periods(connection: AsyncConnection) -> Sequence[date]:
    """The first days of the periods whose bulletins are issued, the earliest first."""
    issued = select(_BULLETIN.first_on).where(_BULLETIN.number.is_not(None))
    return (await connection.execute(issued.order_by(_BULLETIN.first_on))).scalars().all()


async def count_figures(connection: AsyncConnection, centre_code: str, as_of: date) -> dict[str, int]:
    """The county's figures as of a day, by what is known now."""
    standing = await get_standing(connection, centre_code, as_of)
    return {code: change.delta for code, change in standing.figures.items()}


async def list_stations(connection: AsyncConnection, period: TenDays) -> tuple[Station, ...]:
    """What the daily reports of the period say, by station."""
    rows = await list_last_sheets(connection, period.first, period.last)
    units = await list_units_kept(connection, period.last, {row.org_path for row in rows})
    found: dict[str, Station] = {}
    for row in rows:
        unit = units[row.org_path]
        station = found.setdefault(row.org_code, Station(row.org_code, unit.called, {}, {}))
        station.states[row.state] = station.states.get(row.state, 0) + 1
        for line, number in (row.lines or {}).items():
            station.lines[line] = station.lines.get(line, 0) + number
    return tuple(found.values())


async def list_ranked(connection: AsyncConnection, period: TenDays) -> tuple[MonthRanked, ...]:
    """The rankings that were published in the period."""
    found: list[MonthRanked] = []
    for row in await list_published(connection, period.first, period.last):
        rows = await list_places(connection, row.round_id, row.edition)
        units = await list_units_kept(connection, period.last, {each.org_path for each in rows})
        places = tuple(
            Place(each.listed, each.place, each.org_code, units[each.org_path].called, worded(each.total))
            for each in rows
        )
        found.append(MonthRanked(row.round_id, row.month, row.edition, local_date(row.published_at), places))
    return tuple(found)


async def count_period(engine: AsyncEngine, day: date, now: datetime) -> Count | None:
    """For a bulletin of the ten-day period in which the day lies; None where no centre stood at its end, and where none
    is drafted: the period is not over, or has one."""
    period = TenDays.of(day)
    async with autocommitting(engine).connect() as connection, transaction(connection, snapshot=True):
        if period.last >= local_date(now) or await has_bulletin(connection, period.code):
            return None
        return await _count(connection, period, now)


async def count_again(engine: AsyncEngine, bulletin_id: UUID, now: datetime) -> Count | None:
    """For a draft, with what has come in since; None where there is none, or it is issued."""
    is_draft = (_BULLETIN.bulletin_id == bulletin_id, _BULLETIN.number.is_(None))
    own = select(_BULLETIN.first_on, _BULLETIN.told).where(*is_draft)
    async with autocommitting(engine).connect() as connection, transaction(connection, snapshot=True):
        row = (await connection.execute(own)).first()
        return None if row is None else await _count(connection, TenDays.of(row.first_on), now, row.told)


async def _count(connection: AsyncConnection, period: TenDays, now: datetime, told: int = 0) -> Count | None:
    figures = await read_counted(connection, period.last)
    if figures.centre is None:
        return None
    code, path, frozen = figures.centre.code, figures.centre.path, figures.content
    before = await count_figures(connection, code, period.preceding.last)
    issued = await list_issued_before(connection, period.first)
    earlier = told_by(issued)
    by_now = await count_now(connection, code, [each.period for each in earlier])
    findings = check(await get_tree(connection, path, period.last, figures.nodes))
    is_sound = await counts_again(connection, frozen, figures.basis.known_before(now))
    trends = await list_trends(connection, path, period.last)
    content = Content(
        period=period.code,
        as_of=period.last,
        digest=digest_of(frozen),
        provisional=bool(figures.basis.missing),
        figures=tuple(
            Value(each, before.get(each, 0), frozen.centre.change(each).delta) for each in sorted(frozen.figures)
        ),
        stations=await list_stations(connection, period),
        adjustments=tuple(one for each in earlier for one in adjustments_of(each, by_now[each.period])),
        checks=checks_of(findings, counts_again=is_sound),
        follows=issued[-1].period if issued else None,
        rankings=await list_ranked(connection, period),
        trends=tuple(
            Trend(each, tuple((part.period.code, part.value) for part in parts)) for each, parts in trends.items()
        ),
        discounts=tuple(Discount(**row._mapping) for row in await list_discounts(connection, period.last)),
        counted_at=now,
        earlier=tuple(each.period for each in issued),
    )
    return Count(code, path, figures, content, told)


async def counts_again(connection: AsyncConnection, frozen: FrozenContent, known_before: datetime) -> bool:
    """Each figure of each unit comes out the same by what was known then; what a later release counts as well was not
    frozen."""
    then = await read_content(connection, frozen.as_of, known_before)
    return narrowed(then, frozen.figures).units == frozen.units


async def count_now(
    connection: AsyncConnection, centre_code: str, periods: Sequence[str]
) -> Mapping[str, Mapping[tuple[Kind, str], int]]:
    """Of each period, in their order, what is counted by now."""
    now: dict[str, dict[tuple[Kind, str], int]] = {}
    for code in periods:
        figures = await count_figures(connection, centre_code, period_of(code).last)
        now[code] = {("figure", figure): value for figure, value in figures.items()}
    if periods:
        said = await sum_lines(connection, period_of(periods[0]).first, period_of(periods[-1]).last)
        for (day, line), number in said.items():
            numbers = now.get(TenDays.of(day).code)
            if numbers is not None:
                numbers["work", line] = numbers.get(("work", line), 0) + number
    return now


def bulletin_of(row: Row[Any]) -> Bulletin:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Bulletin)}
    return Bulletin(**{**said, "content": _content(row.content), "written_by": tuple(row.written_by)})


def _content(stored: Any) -> Content:
    return msgspec.convert(stored, Content)


def _visible(caller: Caller) -> ColumnElement[bool]:
    """Drafts are the centre's; what is issued is for everybody who may read bulletins."""
    return or_(within(_BULLETIN.org_path, caller), _BULLETIN.number.is_not(None))
