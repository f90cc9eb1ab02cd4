"""Reading tables of amounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.domain import AmountNotFound, Tables
from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.tables import AMOUNT_LINE, line_of
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")
_HELD = AMOUNT_LINE.c


@dataclass(frozen=True, slots=True)
class WantedAmounts:
    """Lines of a table; those that were withdrawn as well."""

    table: str | None = None
    withdrawn: bool = False


async def fetch_amounts(
    reading: Reading, wanted: WantedAmounts, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """By table, key and day."""
    found = select(AMOUNT_LINE).where(
        when(wanted.table, lambda table: _HELD.table_code == table),
        when(None if wanted.withdrawn else True, lambda _: _HELD.withdrawn_at.is_(None)),
    )
    order = [_HELD.table_code, _HELD.key, _HELD.since, _HELD.line_id]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def get_amount(connection: AsyncConnection, line_id: UUID) -> Row[Any]:
    """Raises `AmountNotFound`."""
    row = (await connection.execute(select(AMOUNT_LINE).where(_HELD.line_id == line_id))).one_or_none()
    if row is None:
        raise AmountNotFound
    return row


async def find_tables(connection: AsyncConnection) -> Tables:
    """All lines that stand."""
    standing = select(AMOUNT_LINE).where(_HELD.withdrawn_at.is_(None))
    return Tables(line_of(row) for row in await connection.execute(standing))


def parameters_on(tables: Tables, on: date) -> Mapping[str, int]:
    """What conditions may name: of each table that has one value a day, the one that holds on the day."""
    lines = {code: tables.find(code, "", on) for code in TABLES}
    return {code: line.value for code, line in lines.items() if line is not None}
