"""What is done about an entry as part of a command: it begins, goes on, says otherwise, is taken back.

Each publishes what the entry says now and, where it changed, what it said before: who counts takes the one away and
adds the other.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import covers
from shared.clock import local_date
from shared.command import Transaction
from shared.database.guards import refusing
from shared.entries.definition import KEY, BookDefinition
from shared.entries.domain import (
    CORRECTED,
    OVERDUE,
    RECORDED,
    REVOKED,
    STEPPED_BACK,
    Bounds,
    EntryAboveEnded,
    EntryExists,
    EntryHolds,
    EntryInUse,
    EntryIsRevoked,
    EntryNotFound,
    Facts,
    Step,
    StepNotPossible,
    codes_in,
    elsewhere,
    must_hold,
    no_unit,
    not_yet,
    said_by,
    too_early,
)
from shared.entries.queries import is_late, is_said, list_versions, lock_entry
from shared.entries.under import count_open_under, count_under, faults_under
from shared.entries.whose import Place
from shared.entries.writing import Act, publish, refusals, write, write_version


async def begin(
    tx: Transaction,
    book: BookDefinition,
    facts: dict[str, Any],
    *,
    document: str,
    entry_id: UUID,
    once: bool = False,
    own: bool = False,
) -> None:
    """It is recorded. `once`: unless an entry that stands says the same; `own`: by whose it is, wherever he stands.

    Raises what `take_in` of those whose entry it is does, `OutOfScope`, `EntryNotFound` (of what it is to stand under),
    `EntryIsRevoked`, `EntryInvalid`, `EntryExists`.
    """
    must_hold(book.untaken(facts))
    begun, taken = book.begun(facts)
    place, bounds = await _place(tx, book, facts, own=own)
    if once:
        await tx.take_turn(f"{book.name} {place.org_code}")
        if await is_said(tx.connection, book, begun):
            raise EntryExists
    line = {
        **book.starts,
        **begun,
        **place.columns,
        KEY: entry_id,
        "state": book.begins,
        "document": document,
        "version": 1,
    }
    line |= await book.reckons(tx.connection, line)
    await _must_be_possible(tx, book, line, bounds, place.died_on)
    await _must_be_below(tx, book, line, {})
    with refusing(refusals(book)):
        await tx.connection.execute(insert(book.table).values(line))
    await write_version(tx, book, line, RECORDED, document)
    publish(tx, book, book.telling.recorded, line, place)
    for step, on, said in taken:
        row = await lock_entry(tx.connection, book, entry_id)
        await go_on(tx, book, row, step, on=on, document=document, said=dict(said))


async def go_on(
    tx: Transaction, book: BookDefinition, row: Row[Any], step: Step, *, on: date, document: str, said: dict[str, Any]
) -> int:
    """Part of a command that holds the entry. Raises `StepNotPossible`, `EntryInvalid`, `EntryInUse`."""
    if row.state not in step.leaves:
        raise StepNotPossible(step_zh=step.called.zh, step_en=step.called.en)
    taken = [row._mapping[name] for name in (step.day, *step.clears)]
    last = max((day for day in taken if day is not None), default=on)
    must_hold([too_early(step.day, last)] if on < last else [])
    if book.is_end(step) and (count := await count_open_under(tx.connection, book, row.entry_id, on)):
        raise EntryInUse(count=count)
    own = {**said, **dict.fromkeys(step.clears), **step.keeps(row._asdict()), step.day: on, "state": step.reaches}
    own |= await book.reckons(tx.connection, {**row._mapping, **own})
    line, place = await _change(tx, book, row, Act(step.name, own, document))
    publish(tx, book, book.telling.steps[step.name], line, place, before=row._asdict())
    return int(line["version"])


async def end_with(
    tx: Transaction, book: BookDefinition, row: Row[Any], step: Step, *, on: date, document: str
) -> None:
    """Part of a command that ends what the entry is of, on a day that may be before one of the entry's own."""
    place = await book.whose.hold(tx.connection, row)
    line = await write(tx, book, row, Act(step.name, {step.day: on, "state": step.reaches}, document), place)
    publish(tx, book, book.telling.steps[step.name], line, place, before=row._asdict())


async def resume(tx: Transaction, book: BookDefinition, row: Row[Any], step: Step, *, document: str) -> None:
    """Part of a command that says that what the entry is of did not end: nor did the entry, which `step` ended."""
    [was] = step.leaves
    place = await book.whose.hold(tx.connection, row)
    line = await write(tx, book, row, Act(STEPPED_BACK, {step.day: None, "state": was}, document), place)
    publish(tx, book, book.telling.corrected, line, place, before=row._asdict())


def of_steps(book: BookDefinition) -> frozenset[str]:
    """The columns that steps say."""
    return frozenset({*(step.day for step in book.steps), *book.later})


async def list_said(connection: AsyncConnection, book: BookDefinition, row: Row[Any]) -> frozenset[str]:
    """The columns that steps alone say, of the steps that the entry has taken: also those that were left empty."""
    made = await list_versions(connection, book, row.entry_id)
    return said_by(book.step, (version.act for version in reversed(made)))


async def say_otherwise(
    tx: Transaction, book: BookDefinition, row: Row[Any], facts: dict[str, Any], *, document: str
) -> int:
    """The entry, which is held, says this instead. Answers its version from now on. Raises `EntryInvalid`,
    `EntryExists`."""
    stays = {book.whose.field, book.parent}
    later = of_steps(book)
    new = {name for name in later if facts.get(name) and row._mapping[name] is None}
    must_hold([not_yet(name) for name in new - (await list_said(tx.connection, book, row) if new else new)])
    kept_days = {name for name in later if facts.get(name) is None}
    own = {name: value for name, value in facts.items() if name not in stays | kept_days}
    own |= await book.reckons(tx.connection, {**row._mapping, **own})
    if book.late and row.state == OVERDUE and not is_late(book, own[book.days.due[0]], local_date(tx.now)):
        [was] = book.late.leaves
        own |= {"state": was, book.late.day: None}  # it has time still
    must_hold(await faults_under(tx.connection, book, row, own))
    await _must_be_below(tx, book, {**row._mapping, **own}, row._asdict())
    line, place = await _change(tx, book, row, Act(CORRECTED, own, document))
    publish(tx, book, book.telling.corrected, line, place, before=row._asdict())
    return int(line["version"])


async def take_back(tx: Transaction, book: BookDefinition, row: Row[Any], *, reason: str) -> int:
    """The entry, which is held, was recorded by mistake. Answers its version from now on. Raises `EntryHolds`."""
    if count := await count_under(tx.connection, book, row.entry_id):
        raise EntryHolds(count=count)
    place = await book.whose.hold(tx.connection, row)
    line = await write(tx, book, row, Act(REVOKED.code, {"state": REVOKED.code}, reason), place)
    # What it said until then, also of where it stood: who counted it there takes it away there.
    publish(tx, book, book.telling.revoked, {**row._mapping, "version": line["version"]}, place)
    return int(line["version"])


async def _place(tx: Transaction, book: BookDefinition, facts: Facts, *, own: bool) -> tuple[Place, Bounds]:
    """Whose the entry is, and the days it may have: those of what it stands under, where that is so."""
    over = await above(tx, book, facts)
    if over is None or book.under is None:
        return await _taken_in(tx, book, facts, own=own), Bounds()
    if book.whose is not book.under.whose:
        if over.state == REVOKED.code:
            raise EntryIsRevoked
        return await _taken_in(tx, book, facts, own=own), book.under.bounds(over._asdict())
    place = await book.under.whose.hold(tx.connection, over)
    tx.caller.must_cover(place.org_path, EntryNotFound())
    if over.state == REVOKED.code:
        raise EntryIsRevoked
    if book.begins in book.occupies:
        await book.whose.take_in(tx.connection, over._mapping[book.whose.field])
    return place, book.under.bounds(over._asdict())


async def _taken_in(tx: Transaction, book: BookDefinition, facts: Facts, *, own: bool) -> Place:
    """Where he stands whose entry it is to be."""
    place = await book.whose.take_in(tx.connection, facts.get(book.whose.field))
    if not own:
        tx.caller.must_cover(place.org_path, book.whose.hidden() if book.whose.hidden else None)
    return place


async def above(tx: Transaction, book: BookDefinition, facts: Facts) -> Row[Any] | None:
    """What the entry stands under, which cannot change until the transaction ends; a rehearsal keeps nobody waiting."""
    if book.under is None or book.parent is None:
        return None
    return await lock_entry(tx.connection, book.under, facts[book.parent], held=not tx.is_rehearsal)


def must_not_open_under(book: BookDefinition, over: Row[Any] | None, row: Row[Any], own: Facts) -> None:
    """Raises `EntryAboveEnded` where the entry would have no end any more, and what it stands under has one."""
    if over is None or book.under is None:
        return
    last = book.under.bounds(over._asdict()).not_after
    ends = [until.name for until in book.under.until if until.table is book.table]
    if last is not None and any(own[name] is None and row._mapping[name] is not None for name in ends):
        raise EntryAboveEnded(ended_on=last.isoformat())


async def _must_be_possible(
    tx: Transaction, book: BookDefinition, line: Facts, bounds: Bounds, died_on: date | None
) -> None:
    """Raises `EntryInvalid`: every fault."""
    named = [(name, code) for name in book.units for code in codes_in(line.get(name))]
    known = await book.whose.paths_of_units(tx.connection, [code for _, code in named]) if named else {}
    missing = [no_unit(name) for name, code in named if code not in known]
    outliving = book.outliving(line)
    days = book.days.faults(line, today=local_date(tx.now), bounds=bounds, died_on=died_on, outliving=outliving)
    must_hold([*days, *missing, *book.checks(line), *await book.looks(tx, line)])


async def _must_be_below(tx: Transaction, book: BookDefinition, line: Facts, before: Facts) -> None:
    """Raises `EntryInvalid` where something that the entry newly names stands beside a unit elsewhere."""
    for name, find in book.places.items():
        path = await find(tx.connection, line[name]) if line[name] != before.get(name) else None
        must_hold([elsewhere(name)] if path is not None and not covers(line["org_path"], path) else [])


async def _change(tx: Transaction, book: BookDefinition, row: Row[Any], act: Act) -> tuple[dict[str, Any], Place]:
    over = await above(tx, book, row._asdict())
    bounds = book.under.bounds(over._asdict()) if over is not None and book.under else Bounds()
    place = await book.whose.hold(tx.connection, row)
    if book.occupies:
        bounds = bounds.until(place.closed_on)
    await _must_be_possible(tx, book, {**row._mapping, **act.own}, bounds, place.died_on)
    return await write(tx, book, row, act, place), place
