"""Many rows with one statement, whose text depends on the columns and not on the number of rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam, cast, column, func, select
from sqlalchemy import Table as TableOf
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.driver import DriverStatement
from shared.database.ltree import LTREE

Line = Mapping[str, Any]

# Making a statement takes longer than executing it. There is one for each set of fields that forms come with.
KEPT = 256


def arrays(names: Sequence[str], rows: Iterable[Iterable[object]]) -> dict[str, list[Any]]:
    """Rows turned into one array a column, as `unnest` takes them; no rows give empty arrays."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return dict(zip(names, columns, strict=True))


async def insert_many(connection: AsyncConnection, table: TableOf, lines: Sequence[Line]) -> None:
    """Insert lines, column → value; a column that a line does not name is NULL, JSON is text. Nothing for no lines."""
    if lines:
        columns = _named(table, lines)
        await _insert_all(table, columns).fetch(connection, _values(columns, lines))


async def insert_new(
    connection: AsyncConnection, table: TableOf, lines: Sequence[Line], *, unique: Sequence[str] = (), returning: str
) -> frozenset[Any]:
    """The same, leaving out lines whose `unique` columns are taken, also by a line before; `returning` of the rest.

    Without `unique`, a line is left out that any unique index refuses.

    Waits for other transactions that are inserting the same; give the lines in an order all callers share.
    """
    if not lines:
        return frozenset()
    columns = _named(table, lines)
    statement = _insert_new(table, columns, tuple(unique), returning)
    return frozenset(row[returning] for row in await statement.fetch(connection, _values(columns, lines)))


def _named(table: TableOf, lines: Sequence[Line]) -> tuple[Column[Any], ...]:
    named = {name for line in lines for name in line}
    return tuple(each for each in table.columns if each.name in named)


def _values(columns: Sequence[Column[Any]], lines: Sequence[Line]) -> dict[str, list[Any]]:
    names = [each.name for each in columns]
    return arrays(names, ([line.get(name) for name in names] for line in lines))


@lru_cache(maxsize=KEPT)
def _insert_new(
    table: TableOf, columns: tuple[Column[Any], ...], unique: tuple[str, ...], returning: str
) -> DriverStatement:
    inserted = _insert(table, columns).on_conflict_do_nothing(index_elements=unique or None)
    return DriverStatement(inserted.returning(table.c[returning]))


@lru_cache(maxsize=KEPT)
def _insert_all(table: TableOf, columns: tuple[Column[Any], ...]) -> DriverStatement:
    return DriverStatement(_insert(table, columns))


def _insert(table: TableOf, columns: tuple[Column[Any], ...]) -> Insert:
    """INSERT INTO table (a, b) SELECT a, b FROM unnest(:a, :b) AS given (a, b)."""
    types = [Text() if isinstance(each.type, LTREE | JSONB) else each.type for each in columns]
    arrays = [cast(bindparam(each.name), ARRAY(kind, dimensions=1)) for each, kind in zip(columns, types, strict=True)]
    shape = [column(each.name, kind) for each, kind in zip(columns, types, strict=True)]
    given = func.unnest(*arrays).table_valued(*shape, name="given").render_derived()
    values = [_value(each, given.c[each.name]) for each in columns]
    return insert(table).from_select([each.name for each in columns], select(*values))


def _value(target: Column[Any], given: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(target.type, LTREE):
        return func.text2ltree(given)
    return cast(given, target.type) if isinstance(target.type, JSONB) else given
