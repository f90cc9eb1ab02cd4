"""Many entries of a book in one transaction: where nothing is looked at but each by itself, and whose it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Integer, func, literal, select

from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.bulk import insert_many, insert_new
from shared.database.locks import of_text
from shared.entries.definition import KEY, BookDefinition, none_found, nothing_follows, nothing_more
from shared.entries.domain import RECORDED, REVOKED, Facts, Step
from shared.entries.whose import Place
from shared.entries.writing import publish, version_of
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What one of many says, and on which ground."""

    facts: Facts
    document: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """`first` is what it says as it is recorded, `steps` what it says after each step that is recorded with it."""

    place: Place
    first: Facts
    steps: Sequence[tuple[Step, Facts]]

    @property
    def last(self) -> Facts:
        return self.steps[-1][1] if self.steps else self.first


def is_plain(book: BookDefinition) -> bool:
    """Whether the entries of a book are looked at each by itself."""
    beside = book.under, book.units, book.places, book.refers
    alone = book.looks is none_found, book.reckons is nothing_more, book.follows is nothing_follows
    return not any(beside) and all(alone)


@command
async def record_entries(tx: Transaction, book: BookDefinition, said: Sequence[NewEntry]) -> list[UUID | None]:
    """In their order the ids of those that are recorded. The others are left to `record_entry`, which says why not:
    what breaks a rule, what is there already, whose is none of the caller's; and all of a book that is not plain."""
    tx.concerns(f"{book.name} batch", purpose=said[0].document)
    if not is_plain(book):
        return [None] * len(said)
    places = await _places(tx, book, [each.facts[book.whose.field] for each in said])
    known = await _known(tx, book, places, said[0].facts)
    entries: list[_Entry | None] = []
    for each in said:
        place, same = places.get(each.facts[book.whose.field]), _same(book, each.facts, each.facts)
        entry = _possible(book, each, place, local_date(tx.now)) if place and same not in known else None
        known.add(same)
        entries.append(entry)
    made = await _insert(tx, book, [each for each in entries if each])
    ids = [each.first[KEY] if each else None for each in entries]
    return [entry_id if entry_id in made else None for entry_id in ids]


async def _places(tx: Transaction, book: BookDefinition, who: Collection[Any]) -> Mapping[Any, Place]:
    """Where those stand of whom the caller may record something. What is at their units is recorded by nobody else
    until the transaction ends: two that say the same are one."""
    found = await book.whose.take_in_all(tx.connection, set(who))
    places = {each: place for each, place in found.items() if tx.caller.covers(place.org_path)}
    locks = [of_text(f"{book.name} {org_code}") for org_code in {place.org_code for place in places.values()}]
    if locks:
        objects = func.unnest(literal(sorted(lock.objid for lock in locks), ARRAY(Integer))).column_valued("object")
        await tx.connection.execute(select(func.pg_advisory_xact_lock(locks[0].classid, objects)))
    return places


async def _known(tx: Transaction, book: BookDefinition, who: Collection[Any], names: Collection[str]) -> set[Any]:
    """What entries of these say that stand."""
    held = book.table.c
    theirs = select(book.table).where(held[book.whose.field].in_(who), held.state != REVOKED.code)
    return {_same(book, row._mapping, names) for row in await tx.connection.execute(theirs)}


def _same(book: BookDefinition, facts: Mapping[Any, Any], names: Collection[str]) -> tuple[str, ...]:
    """By which two are told to say the same: all but what the steps say that are recorded with it."""
    first, _ = book.begun({name: facts[name] for name in names})
    return tuple(repr(first[name]) for name in sorted(first))


def _possible(book: BookDefinition, said: NewEntry, place: Place, today: date) -> _Entry | None:
    """None where something is wrong with it."""
    if book.untaken(said.facts):
        return None
    facts, taken = book.begun(said.facts)
    beside = {KEY: new_id(), "state": book.begins, "document": said.document, "version": 1}
    first = {**book.starts, **facts, **place.columns, **beside}
    steps: list[tuple[Step, Facts]] = []
    line: Facts = first
    for version, (step, on, own) in enumerate(taken, start=2):
        if line["state"] not in step.leaves:
            return None
        line = {**line, **own, step.day: on, "state": step.reaches, "version": version}
        steps.append((step, line))
    for line in (first, *(line for _, line in steps)):
        outliving = book.outliving(line)
        if book.days.faults(line, today=today, died_on=place.died_on, outliving=outliving) or book.checks(line):
            return None
    return _Entry(place, first, steps)


async def _insert(tx: Transaction, book: BookDefinition, entries: Sequence[_Entry]) -> frozenset[UUID]:
    """Those that no unique index refuses, each with the versions of what it says and what is told of it."""
    columns = {name for each in entries for name in each.last}
    lines = [{name: each.last.get(name) for name in columns} for each in entries]
    made = await insert_new(tx.connection, book.table, lines, returning=KEY)
    versions = []
    for each in entries:
        if each.first[KEY] not in made:
            continue
        versions.append(version_of(tx, book, each.first, RECORDED, each.first["document"]))
        publish(tx, book, book.telling.recorded, each.first, each.place)
        before = each.first
        for step, line in each.steps:
            versions.append(version_of(tx, book, line, step.name, each.first["document"]))
            publish(tx, book, book.telling.steps[step.name], line, each.place, before=before)
            before = line
    await insert_many(tx.connection, book.whose.versions, [_with_json(each) for each in versions])
    return made


def _with_json(version: dict[str, Any]) -> dict[str, Any]:
    """As the database takes it from many lines."""
    return {**version, "facts": msgspec.json.encode(version["facts"]).decode()}
