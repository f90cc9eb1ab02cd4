"""What stands under an entry: how many, how many of them on a day still, and whether its days leave room for that."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.entries.definition import BookDefinition
from shared.entries.domain import REVOKED, Facts, too_early, too_late
from shared.refusal import FieldFault


async def count_under(connection: AsyncConnection, book: BookDefinition, entry_id: UUID) -> int:
    """How many entries of others stand under it."""
    total = 0
    for column in book.holds:
        table: Table = column.table
        standing = select(func.count()).select_from(table).where(column == entry_id, table.c.state != REVOKED.code)
        total += await connection.scalar(standing) or 0
    return total


async def count_open_under(connection: AsyncConnection, book: BookDefinition, entry_id: UUID, on: date) -> int:
    """How many entries of others, of those that end, stand under it still on a day, or did on a later one."""
    total = 0
    for column, until in zip(book.holds, book.until, strict=False):
        table: Table = column.table
        open_then = (column == entry_id, table.c.state != REVOKED.code, until.is_(None) | (until > on))
        total += await connection.scalar(select(func.count()).select_from(table).where(*open_then)) or 0
    return total


async def faults_under(
    connection: AsyncConnection, book: BookDefinition, row: Row[Any], said: Facts
) -> list[FieldFault]:
    """What is wrong with the first and the last day of an entry as it is said to be, where they are others than before:
    what stands under it begins not before the one, and ends not after the other."""
    was, now = (book.bounds(each) for each in (row._asdict(), {**row._mapping, **said}))
    found: list[FieldFault] = []
    if now.not_before and now.not_before != was.not_before:
        first = min(await _days_under(connection, book, row.entry_id, book.since), default=now.not_before)
        found += [too_late(book.days.following[0], first)] if now.not_before > first else []
    if now.not_after and now.not_after != was.not_after:
        last = max(await _days_under(connection, book, row.entry_id, book.until), default=now.not_after)
        ends = [step.day for step in book.steps if book.is_end(step)]
        found += [too_early(ends[0], last)] if now.not_after < last else []
    return found


async def _days_under(
    connection: AsyncConnection, book: BookDefinition, entry_id: UUID, days: Sequence[ColumnElement[Any]]
) -> Sequence[date]:
    """The days that what stands under the entry has in these columns."""
    found: list[date] = []
    for column, day in product(book.holds, days):
        if column.table is day.table:
            standing = (column == entry_id, column.table.c.state != REVOKED.code, day.is_not(None))
            found += (await connection.execute(select(day).where(*standing))).scalars().all()
    return found
