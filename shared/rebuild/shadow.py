"""The tables a rebuild writes instead of the live ones, and the exchange at its end.

They lie in the schema `rebuild`, which a rebuild's search_path names before `public`: the same SQL finds them first.
Beside the projection's own tables there are shadows of what the consumer keeps, and of the outbox, so that nothing a
projection publishes goes out twice.

The exchange moves rows, not tables: renaming would take away grants and foreign keys, wait for every reader and break
their prepared statements. Only rows that differ are touched, so a rebuild that changes nothing writes nothing.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, MetaData, Table, and_, delete, exists, false, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.tables import CONSUMER_OFFSET, DISCARDED, PARKED_EVENT, PARKED_KEY, STREAM_VERSION
from shared.outbox.tables import OUTBOX

# What a consumer keeps, in the order in which the tables refer to each other.
KEPT: tuple[Table, ...] = (CONSUMER_OFFSET, STREAM_VERSION, PARKED_KEY, PARKED_EVENT)
ALSO_SHADOWED: tuple[Table, ...] = (*KEPT, OUTBOX)
USE_SHADOWS = text("SET LOCAL search_path = rebuild, public")
USE_LIVE = text("SET LOCAL search_path = public")


def shadow_of(table: Table) -> Table:
    return table.to_metadata(MetaData(), schema="rebuild")


def live(table: Table) -> Table:
    return table.to_metadata(MetaData(), schema="public")


@asynccontextmanager
async def shadowed(connection: AsyncConnection, tables: Sequence[Table]) -> AsyncIterator[None]:
    """Empty shadows, in place of any that an interrupted rebuild left behind; what is not committed is rolled back."""
    try:
        await _make_shadows(connection, tables)
        await connection.commit()
        yield
    finally:
        await connection.rollback()
        await _drop_shadows(connection, tables)
        await connection.commit()


async def _make_shadows(connection: AsyncConnection, tables: Sequence[Table]) -> None:
    await _drop_shadows(connection, tables)
    name = connection.dialect.identifier_preparer.format_table
    for table in (*tables, *ALSO_SHADOWED):
        shape = f"CREATE UNLOGGED TABLE {name(shadow_of(table))} (LIKE {name(live(table))} INCLUDING ALL)"
        await connection.execute(text(shape))


async def _drop_shadows(connection: AsyncConnection, tables: Sequence[Table]) -> None:
    name = connection.dialect.identifier_preparer.format_table
    for table in (*tables, *ALSO_SHADOWED, DISCARDED):  # the last is shadowed by a rebuild from the log only
        await connection.execute(text(f"DROP TABLE IF EXISTS {name(shadow_of(table))}"))


async def exchange(connection: AsyncConnection, tables: Sequence[Table]) -> int:
    """Make the live tables equal to their shadows; returns how many rows were deleted or inserted.

    `tables` in the order in which they refer to each other, the referred-to first.
    """
    touched = 0
    for table in reversed(tables):
        touched += await _delete_others(connection, live(table), shadow_of(table))
    for table in tables:
        touched += await _insert_missing(connection, live(table), shadow_of(table))
    return touched


async def differ(connection: AsyncConnection, tables: Sequence[Table]) -> bool:
    """Whether an exchange would touch anything."""
    pairs = [(live(table), shadow_of(table)) for table in tables]
    others = [select(old).where(_is_other(old, new)).exists() for old, new in pairs]
    missing = [select(new).where(_is_missing(old, new)).exists() for old, new in pairs]
    return bool(await connection.scalar(select(or_(false(), *others, *missing))))


async def replace_kept(connection: AsyncConnection, topics: Sequence[str]) -> None:
    """What the consumer keeps of these topics is what the shadows hold."""
    for table in reversed(KEPT):
        await delete_topics(connection, table, topics)
    for table in KEPT:
        names = [column.name for column in table.columns]
        await connection.execute(insert(live(table)).from_select(names, select(shadow_of(table))))


async def delete_topics(connection: AsyncConnection, table: Table, topics: Sequence[str]) -> None:
    """From a live table that has a column for the topic."""
    old = live(table)
    await connection.execute(delete(old).where(old.c.topic.in_(topics)))


async def _delete_others(connection: AsyncConnection, old: Table, new: Table) -> int:
    return (await connection.execute(delete(old).where(_is_other(old, new)))).rowcount


async def _insert_missing(connection: AsyncConnection, old: Table, new: Table) -> int:
    names = [column.name for column in new.columns if column.computed is None]
    missing = select(*(new.c[name] for name in names)).where(_is_missing(old, new))
    return (await connection.execute(insert(old).from_select(names, missing))).rowcount


def _is_other(old: Table, new: Table) -> ColumnElement[bool]:
    """Of a live row: the rebuild has no such row."""
    equal = and_(*(new.c[column.name].is_not_distinct_from(column) for column in old.columns))
    return ~exists().where(_same_key(old, new), equal).correlate(old)


def _is_missing(old: Table, new: Table) -> ColumnElement[bool]:
    """Of a row of the rebuild: live has none with its key."""
    return ~exists().where(_same_key(old, new)).correlate(new)


def _same_key(old: Table, new: Table) -> ColumnElement[bool]:
    key = old.primary_key.columns
    if not key:
        raise ValueError(f"{old.name} needs a primary key to be rebuilt")
    return and_(*(new.c[column.name] == column for column in key))
