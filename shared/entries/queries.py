"""Reading entries. Every book is read alike: within the caller's scope, by unit, state and what it is of."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, Table, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.command.transaction import Transaction
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.entries.domain import REVOKED, Bounds, Days, EntryNotFound, Facts, Step, without_day
from shared.entries.tables import ASIDE
from shared.entries.whose import Place, Whose
from shared.events.contract import Event
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")

KEY = "entry_id"


def no_faults(_facts: Facts) -> Sequence[FieldFault]:
    """Of a book that has no rules of its own."""
    return ()


async def nothing_follows(_tx: Transaction, _facts: Facts, _place: Place) -> None:
    """Of a book from whose entries nothing is reckoned."""


async def none_found(_connection: AsyncConnection, _facts: Facts) -> Sequence[FieldFault]:
    """Of a book that has no rules beside what its entries say themselves."""
    return ()


async def nothing_more(_connection: AsyncConnection, _facts: Facts) -> Facts:
    """Of a book whose entries say all that is known of them."""
    return {}


def no_days(_facts: Facts) -> Collection[str]:
    """Of a book in which nothing is dated after somebody's death."""
    return ()


@dataclass(frozen=True, slots=True)
class Telling:
    """What other services are told: `state` is what an event says of an entry, and `before` of it where it changed."""

    state: type[msgspec.Struct]
    recorded: type[Event]
    corrected: type[Event]
    revoked: type[Event]
    steps: Mapping[str, type[Event]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What is kept in a book: whose, which steps and days, what else must hold. By what they are about:

    Entries. `name`: what the audit calls one; `whose`: a unit's or a person's; `telling`: the events.
    `begins`: the first state; `starts`: what an entry says at first beside its form, and remembers later;
    `later`: columns that steps alone say; `units`: columns that name units; `owner`: the column of the unit which does
    what an entry says, and sees it wherever it stands; `places`: by columns that name what stands beside a unit, which
    is the entry's or one below it, how the path of that unit is found.

    Under another. `under`: the book of which an entry is one's parent, by the column `parent`; `holds`: the columns by
    which others stand under this one; `since`, `until`: the columns of their first days, and of those on which they
    ended, where they do.

    The table's own refusals. `unique`: the names of indexes that two entries would break; `refers`: by the name of a
    foreign key, the field that is wrong where it breaks.

    What else must hold. `checks`: what is wrong with an entry by itself; `looks`: what is wrong with it, as it would
    stand, beside what else is kept; `outliving`: which days may be after the death of whom the entry is of;
    `occupies`: the states in which its unit does not close.

    Time. `days`: those of an entry; `late`: the step of what is not done by the day of `days.due`; `on_the_day`: it is
    late on that day already, not on the next; `along`: the steps that may be recorded with an entry, in their order, of
    what is recorded afterwards.

    What follows. `reckons` adds what an entry says of itself, such as its last day; `follows` does what follows from an
    entry that changed, in the same transaction.
    """

    name: str
    table: Table
    whose: Whose
    telling: Telling
    days: Days
    begins: str
    steps: tuple[Step, ...] = ()
    under: "Kept | None" = None
    parent: str | None = None
    holds: tuple[ColumnElement[Any], ...] = ()
    since: tuple[ColumnElement[Any], ...] = ()
    until: tuple[ColumnElement[Any], ...] = ()
    unique: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    owner: str | None = None
    occupies: frozenset[str] = frozenset()
    late: Step | None = None
    refers: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, Any] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    checks: Callable[[Facts], Sequence[FieldFault]] = no_faults
    looks: Callable[[AsyncConnection, Facts], Awaitable[Sequence[FieldFault]]] = none_found
    follows: Callable[[Transaction, Facts, Place], Awaitable[None]] = nothing_follows
    outliving: Callable[[Facts], Collection[str]] = no_days
    reckons: Callable[[AsyncConnection, Facts], Awaitable[Facts]] = nothing_more
    on_the_day: bool = False
    places: Mapping[str, Callable[[AsyncConnection, str], Awaitable[str | None]]] = field(default_factory=dict)
    along: tuple[Step, ...] = ()

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The columns that say what an entry is; of those `ASIDE` no act says anything."""
        beside = {KEY, "org_path", "version", "document"}
        return tuple(each.name for each in self.table.columns if each.name not in beside and each.info != ASIDE)

    @cached_property
    def step(self) -> Mapping[str, Step]:
        """By name."""
        return {step.name: step for step in self.steps}

    def first_day(self, facts: Facts) -> date | None:
        """The first of the days that follow each other."""
        return next((facts[name] for name in self.days.following if facts.get(name) is not None), None)

    def begun(self, facts: Facts) -> tuple[Facts, Sequence[tuple[Step, date, Facts]]]:
        """What an entry says at first; and the steps that are recorded with it, with their days and what they say."""
        later = {name for step in self.along for name in (step.day, *step.takes)}
        taken = [
            (step, facts[step.day], {name: facts[name] for name in step.takes if name in facts})
            for step in self.along
            if facts.get(step.day) is not None
        ]
        return {name: said for name, said in facts.items() if name not in later}, taken

    def untaken(self, facts: Facts) -> Sequence[FieldFault]:
        """What the steps would say that may be recorded with an entry, of those that are not."""
        return [
            without_day(name)
            for step in self.along
            if facts.get(step.day) is None
            for name in step.takes
            if facts.get(name) is not None
        ]

    def is_end(self, step: Step) -> bool:
        """Whether the entry is in use no longer after it."""
        return bool(self.occupies) and step.reaches not in self.occupies

    def bounds(self, facts: Facts) -> Bounds:
        """The days that others may have which stand under this entry: from its first, until it ended."""
        ends = (facts[step.day] for step in self.steps if self.is_end(step) and facts.get(step.day))
        return Bounds(self.first_day(facts), next(ends, None))


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
    kept: Kept,
    wanted: WantedEntries,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The last recorded first. Raises `OrgUnitNotFound`."""
    found, order = await _wanted(reading, kept, wanted), [kept.table.c[KEY]]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_entries(reading: Reading, kept: Kept, wanted: WantedEntries) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _wanted(reading, kept, wanted))


async def _wanted(reading: Reading, kept: Kept, wanted: WantedEntries) -> Select[Any]:
    held = kept.table.c
    path = await kept.whose.find_path(reading, wanted.unit)
    return entries_in_scope(kept, reading.caller).where(
        held.state == wanted.state if wanted.state else held.state != REVOKED.code,
        when(path, lambda at: at_unit(kept, at)),
        when(wanted.person, lambda who: kept.whose.of(kept.table, who)),
        when(wanted.kind, lambda said: held[said[0]] == said[1]),
        when(wanted.under, lambda above: held[kept.parent] == above if kept.parent else false()),
    )


def entries_in_scope(kept: Kept, caller: Caller) -> Select[Any]:
    """Those that the caller may see, the revoked too."""
    return select(kept.table).where(seen_by(kept, caller))


def seen_by(kept: Kept, caller: Caller) -> ColumnElement[bool]:
    """Entries within the caller's scope, and what somebody there is to do."""
    own = kept.whose.seen(kept.table, caller)
    if kept.owner is None:
        return own
    return own | kept.whose.answered(kept.table.c[kept.owner], lambda path: within(path, caller))


def at_unit(kept: Kept, path: str) -> ColumnElement[bool]:
    """Entries of a unit and of all below it, and what these are to do."""
    own = at_or_below(kept.whose.path(kept.table), path)
    if kept.owner is None:
        return own
    return own | kept.whose.answered(kept.table.c[kept.owner], lambda other: at_or_below(other, path))


async def get_entry(connection: AsyncConnection, kept: Kept, entry_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `EntryNotFound`, also for one outside the caller's scope."""
    found = await connection.execute(entries_in_scope(kept, caller).where(kept.table.c[KEY] == entry_id))
    return _known(found.one_or_none())


async def lock_entry(connection: AsyncConnection, kept: Kept, entry_id: UUID) -> Row[Any]:
    """The entry, for this transaction alone to change. Raises `EntryNotFound`."""
    found = select(kept.table).where(kept.table.c[KEY] == entry_id).with_for_update()
    return _known((await connection.execute(found)).one_or_none())


def read_fact(kept: Kept, name: str, said: Any) -> Any:
    """A fact as the table has it, from what was kept of it."""
    kind = kept.table.c[name].type.python_type
    return said if said is None else msgspec.convert(said, kind) if kind in {date, UUID} else said


async def is_said(connection: AsyncConnection, kept: Kept, facts: Facts) -> bool:
    """Whether an entry that stands says the same."""
    held = kept.table.c
    same = [held[name].is_not_distinct_from(said) for name, said in facts.items()]
    found = select(exists().where(*same, held.state != REVOKED.code))
    return bool(await connection.scalar(found))


def is_late(kept: Kept, due: Any, today: Any) -> Any:
    """Whether what is to be done by a day is late: of days, or of columns."""
    return due <= today if kept.on_the_day else due < today


async def list_late(connection: AsyncConnection, kept: Kept, today: date, limit: int) -> Sequence[UUID]:
    """What is open after its last day and was not told of yet, the longest first."""
    if kept.late is None:
        return ()
    held = kept.table.c
    due = held[kept.days.due[0]]
    late = select(held[KEY]).where(held.state.in_(kept.late.leaves), is_late(kept, due, today))
    return (await connection.execute(late.order_by(due, held[KEY]).limit(limit))).scalars().all()


def counting_occupying(kept: Kept) -> Callable[[AsyncConnection, str], Awaitable[int]]:
    """Counts the entries of a book that keep a unit from closing."""
    held = kept.table.c

    async def count(connection: AsyncConnection, org_code: str) -> int:
        there = (held.org_code == org_code, held.state.in_(kept.occupies))
        return await connection.scalar(select(func.count()).select_from(kept.table).where(*there)) or 0

    return count


async def list_versions(connection: AsyncConnection, kept: Kept, entry_id: UUID) -> Sequence[Row[Any]]:
    """What it said, the last first."""
    versions = kept.whose.versions
    said = select(versions).where(versions.c.entry_id == entry_id)
    return (await connection.execute(said.order_by(versions.c.version.desc()))).all()


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise EntryNotFound
    return row
