"""What a book is, as its room says it: whose its entries are, which steps and days they have, what else must hold."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.command.transaction import Transaction
from shared.entries.domain import Bounds, Days, Facts, Step, without_day
from shared.entries.tables import ASIDE
from shared.entries.whose import Place, Whose
from shared.events.contract import Event
from shared.refusal import FieldFault

KEY = "entry_id"


def no_faults(_facts: Facts) -> Sequence[FieldFault]:
    """Of a book that has no rules of its own."""
    return ()


async def nothing_follows(_tx: Transaction, _facts: Facts, _place: Place) -> None:
    """Of a book from whose entries nothing is reckoned."""


async def none_found(_tx: Transaction, _facts: Facts) -> Sequence[FieldFault]:
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


@dataclass(frozen=True, slots=True)
class Lapse:
    """What stands in the state `leaves` stands in `reaches` after the day `until`, although nobody did anything."""

    leaves: str
    until: str
    reaches: str


@dataclass(frozen=True)
class BookDefinition:
    """What a book is: whose its entries are, which steps and days they have, what else must hold. In parts:

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
    late on that day already, not on the next; `lapse`: what is over by its day alone; `along`: the steps that may be
    recorded with an entry, in their order, of what is recorded afterwards.

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
    under: "BookDefinition | None" = None
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
    looks: Callable[[Transaction, Facts], Awaitable[Sequence[FieldFault]]] = none_found
    follows: Callable[[Transaction, Facts, Place], Awaitable[None]] = nothing_follows
    outliving: Callable[[Facts], Collection[str]] = no_days
    reckons: Callable[[AsyncConnection, Facts], Awaitable[Facts]] = nothing_more
    on_the_day: bool = False
    lapse: Lapse | None = None
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
