"""Reading which lines reports have on which day, and what was drafted."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.report_lines.domain import Lists, ReportLinesNotFound, Version
from services.reporting.report_lines.parameters import FIRST, Line, LineList
from services.reporting.report_lines.tables import REPORT_LINE_LIST
from shared.clock import local_date
from shared.database.filtering import first_of
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_LIST = REPORT_LINE_LIST.c
_ADOPTED = select(REPORT_LINE_LIST).where(_LIST.state == "adopted").order_by(_LIST.since)


async def find_lists(connection: AsyncConnection) -> Lists:
    """The lines of every day, as far as they are decided on."""
    return Lists((FIRST, *(list_of(row) for row in await connection.execute(_ADOPTED))))


async def fetch_versions(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """All that were drafted, the last first day first."""
    order = [_LIST.since, _LIST.list_id]
    return await fetch_page(
        reading.connection,
        select(REPORT_LINE_LIST),
        by=order,
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


async def list_to_adopt(reading: Reading, most: int) -> Sequence[Row[Any]]:
    """Drafts that wait for this reader, who wrote nothing of them, before their first day; the first one first."""
    waiting = select(REPORT_LINE_LIST).where(
        _LIST.state == "draft",
        _LIST.since > local_date(reading.now),
        ~_LIST.written_by.overlap(reading.caller.hands),
    )
    some = first_of(waiting.order_by(_LIST.since), most)
    rows: Sequence[Row[Any]] = (await reading.connection.execute(some)).all()
    return rows


async def get_version_row(connection: AsyncConnection, list_id: UUID) -> Row[Any]:
    """With who did what. Raises `ReportLinesNotFound`."""
    return _found(await connection.execute(select(REPORT_LINE_LIST).where(_LIST.list_id == list_id)))


async def lock_version(connection: AsyncConnection, list_id: UUID) -> Version:
    """For this transaction alone to change. Raises `ReportLinesNotFound`."""
    row = _found(await connection.execute(select(REPORT_LINE_LIST).where(_LIST.list_id == list_id).with_for_update()))
    return Version(row.list_id, list_of(row), row.state, row.version, tuple(row.written_by))


def list_of(row: Row[Any]) -> LineList:
    """From the columns of its table."""
    return LineList(row.since, tuple(Line(**line) for line in row.lines), row.source)


def kept(said: LineList) -> Sequence[dict[str, Any]]:
    """Its lines as the table has them."""
    return [asdict(line) for line in said.lines]


def _found(result: Any) -> Row[Any]:
    row: Row[Any] | None = result.one_or_none()
    if row is None:
        raise ReportLinesNotFound
    return row
