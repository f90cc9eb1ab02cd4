"""Reading entries. Every book is read alike: within the caller's scope, by unit, state and what it is of."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.entries.definition import KEY, BookDefinition
from shared.entries.domain import REVOKED, EntryNotFound, Facts
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """Entries that agree with everything that is given: of `unit` and all below it; in a state, none of which is that
    of the revoked unless it is asked for; under another; of a person; of a `kind`: a column, and what it says."""

    unit: str | None = None
    state: str | None = None
    under: UUID | None = None
    person: UUID | None = None
    kind: tuple[str, str] | None = None


async def fetch_entries(
    reading: Reading,
    book: BookDefinition,
    wanted: WantedEntries,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The last recorded first. Raises `OrgUnitNotFound`."""
    found, order = await _wanted(reading, book, wanted), [book.table.c[KEY]]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_entries(reading: Reading, book: BookDefinition, wanted: WantedEntries) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _wanted(reading, book, wanted))


async def _wanted(reading: Reading, book: BookDefinition, wanted: WantedEntries) -> Select[Any]:
    held = book.table.c
    path = await book.whose.find_path(reading, wanted.unit)
    return entries_in_scope(book, reading.caller).where(
        _stands(book, wanted.state, local_date(reading.now)) if wanted.state else held.state != REVOKED.code,
        when(path, lambda at: at_unit(book, at)),
        when(wanted.person, lambda who: book.whose.of(book.table, who)),
        when(wanted.kind, lambda said: held[said[0]] == said[1]),
        when(wanted.under, lambda above: held[book.parent] == above if book.parent else false()),
    )


def state_now(reading: Reading, book: BookDefinition, row: Row[Any]) -> str:
    """How an entry stands, also where it is over by its day alone."""
    state: str = row.state
    lapse = book.lapse
    if lapse and state == lapse.leaves and row._mapping[lapse.until] < local_date(reading.now):
        return lapse.reaches
    return state


def _stands(book: BookDefinition, state: str, today: date) -> ColumnElement[bool]:
    """As `state_now` has it."""
    lapse, held = book.lapse, book.table.c
    if lapse is None or state not in {lapse.leaves, lapse.reaches}:
        return held.state == state
    day = held[lapse.until]
    return (held.state == lapse.leaves) & (day < today if state == lapse.reaches else day >= today)


def entries_in_scope(book: BookDefinition, caller: Caller) -> Select[Any]:
    """Those that the caller may see, the revoked too."""
    return select(book.table).where(seen_by(book, caller))


def seen_by(book: BookDefinition, caller: Caller) -> ColumnElement[bool]:
    """Entries within the caller's scope, and what somebody there is to do."""
    own = book.whose.seen(book.table, caller)
    if book.owner is None:
        return own
    return own | book.whose.answered(book.table.c[book.owner], lambda path: within(path, caller))


def at_unit(book: BookDefinition, path: str) -> ColumnElement[bool]:
    """Entries of a unit and of all below it, and what these are to do."""
    own = at_or_below(book.whose.path(book.table), path)
    if book.owner is None:
        return own
    return own | book.whose.answered(book.table.c[book.owner], lambda other: at_or_below(other, path))


async def get_entry(connection: AsyncConnection, book: BookDefinition, entry_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `EntryNotFound`, also for one outside the caller's scope."""
    found = await connection.execute(entries_in_scope(book, caller).where(book.table.c[KEY] == entry_id))
    return _known(found.one_or_none())


async def lock_entry(
    connection: AsyncConnection, book: BookDefinition, entry_id: UUID, *, held: bool = True
) -> Row[Any]:
    """The entry, for this transaction alone to change, unless it is not `held`. Raises `EntryNotFound`."""
    found = select(book.table).where(book.table.c[KEY] == entry_id)
    # Its number stays: what a rehearsal wrote under it keeps nobody waiting.
    row = await connection.execute(found.with_for_update(key_share=True) if held else found)
    return _known(row.one_or_none())


def read_fact(book: BookDefinition, name: str, said: Any) -> Any:
    """A fact as the table has it, from what was kept of it."""
    kind = book.table.c[name].type.python_type
    return said if said is None else msgspec.convert(said, kind) if kind in {date, UUID} else said


async def is_said(connection: AsyncConnection, book: BookDefinition, facts: Facts) -> bool:
    """Whether an entry that stands says the same."""
    held = book.table.c
    same = [held[name].is_not_distinct_from(said) for name, said in facts.items()]
    found = select(exists().where(*same, held.state != REVOKED.code))
    return bool(await connection.scalar(found))


def is_late(book: BookDefinition, due: Any, today: Any) -> Any:
    """Whether what is to be done by a day is late: of days, or of columns."""
    return due <= today if book.on_the_day else due < today


async def list_late(connection: AsyncConnection, book: BookDefinition, today: date, limit: int) -> Sequence[UUID]:
    """What is open after its last day and was not told of yet, the longest first."""
    if book.late is None:
        return ()
    held = book.table.c
    due = held[book.days.due[0]]
    late = select(held[KEY]).where(held.state.in_(book.late.leaves), is_late(book, due, today))
    return (await connection.execute(late.order_by(due, held[KEY]).limit(limit))).scalars().all()


def counting_occupying(book: BookDefinition) -> Callable[[AsyncConnection, str], Awaitable[int]]:
    """Counts the entries of a book that keep a unit from closing."""
    held = book.table.c

    async def count(connection: AsyncConnection, org_code: str) -> int:
        there = (held.org_code == org_code, held.state.in_(book.occupies))
        return await connection.scalar(select(func.count()).select_from(book.table).where(*there)) or 0

    return count


async def list_versions(connection: AsyncConnection, book: BookDefinition, entry_id: UUID) -> Sequence[Row[Any]]:
    """What it said, the last first."""
    versions = book.whose.versions
    said = select(versions).where(versions.c.entry_id == entry_id)
    return (await connection.execute(said.order_by(versions.c.version.desc()))).all()


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise EntryNotFound
    return row
