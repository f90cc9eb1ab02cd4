"""Cursor pages by keyset: stable under inserts, the same cost on page 1 and page 1,000.

Which rows, in what order, is said once, in the room's queries; its endpoint and its page both call it.

async def fetch_cases(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    return await fetch_page(reading.connection, statement, by=[CASE.c.opened_on, CASE.c.case_id],
                            cursor=cursor, limit=limit, view=view)

async def list_cases(reading: …, cursor: Cursor = None, limit: Limit = 50) -> Page[CaseView]:
    return await fetch_cases(reading, cursor, limit, view=CaseView.of)
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, ColumnElement, Row, Select, SmallInteger, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.refusal import Invalid

T = TypeVar("T")

MOST_ON_A_PAGE = 200
LONGEST_CURSOR = 1024
Limit = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="items on a page, at most 200")]
Cursor = Annotated[
    str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before; absent for the first page")
]

# What PostgreSQL takes for a column of this type, where that is less than JSON can say.
_SHAPES: dict[type, Any] = {
    str: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")],
    datetime: Annotated[datetime, msgspec.Meta(tz=True)],
}


class Page(BaseModel, Generic[T]):
    """One page of a list. `next` is null on the last page."""

    items: list[T]
    next: str | None = Field(None, description="give it as `cursor` to get the next page")


class BrokenCursor(Invalid):
    code = "broken-cursor"
    zh = "翻页标记无效，请从第一页重新查询。"
    en = "The cursor is not one this list gave out; start again from the first page."


async def fetch_page(
    connection: AsyncConnection,
    statement: Select[Any],
    *,
    by: Sequence[ColumnElement[Any]],
    cursor: str | None,
    limit: int,
    view: Callable[[Row[Any]], T],
    newest_first: bool = False,
    then: Sequence[ColumnElement[Any]] = (),
) -> Page[T]:
    """Run `statement` for one page, ordered by the columns `by`, and by `then`, the least first, whatever comes first
    of those (all selected, together unique, not null).

    One statement, which reads one row more than it shows. Raises BrokenCursor.
    """
    columns = [*by, *then]
    if cursor is not None:
        statement = statement.where(_beyond(by, then, _decode(cursor, columns), newest_first=newest_first))
    order = [*(column.desc() if newest_first else column.asc() for column in by), *(column.asc() for column in then)]
    rows = (await connection.execute(statement.order_by(*order).limit(limit + 1))).all()
    shown = rows[:limit]
    following = _encode([shown[-1]._mapping[column] for column in columns]) if len(rows) > limit else None
    return Page(items=[view(row) for row in shown], next=following)


def _beyond(
    by: Sequence[ColumnElement[Any]],
    then: Sequence[ColumnElement[Any]],
    values: Sequence[Any],
    *,
    newest_first: bool,
) -> ColumnElement[bool]:
    """Whether a row comes after the one that has these values."""
    last = [literal(value, column.type) for value, column in zip(values, [*by, *then], strict=True)]
    here, there = tuple_(*by), tuple_(*last[: len(by)])
    is_beyond = here < there if newest_first else here > there
    if not then:
        return is_beyond
    # The first of the two bounds what an index has to read.
    bound = here <= there if newest_first else here >= there
    return and_(bound, or_(is_beyond, tuple_(*then) > tuple_(*last[len(by) :])))


async def count_rows(connection: AsyncConnection, statement: Select[Any]) -> int:
    """How many rows `fetch_page` shows of the same statement, on all its pages."""
    return await connection.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def _decode(cursor: str, by: Sequence[ColumnElement[Any]]) -> tuple[Any, ...]:
    shape = GenericAlias(tuple, tuple(_shape_of(column) for column in by))
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values: tuple[Any, ...] = msgspec.json.decode(text, type=shape)
        return tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in values)
    except (binascii.Error, ValueError, OverflowError, msgspec.MsgspecError):
        raise BrokenCursor from None


def _shape_of(column: ColumnElement[Any]) -> Any:
    kind = column.type.python_type
    if kind is not int:
        return _SHAPES.get(kind, kind)
    bits = 64 if isinstance(column.type, BigInteger) else 16 if isinstance(column.type, SmallInteger) else 32
    return Annotated[int, msgspec.Meta(ge=-(1 << bits - 1), le=(1 << bits - 1) - 1)]
