"""What is done about an entry as part of a command: it begins, goes on, says otherwise, is taken back.

Each publishes what the entry says now and, where it changed, what it said before: who counts takes the one away and
adds the other.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import covers
from shared.clock import local_date
from shared.command import Transaction
from shared.database.guards import refusing
from shared.database.locks import of_text
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
from shared.entries.queries import (
    KEY,
    Kept,
    is_late,
    is_said,
    list_versions,
    lock_entry,
)
from shared.entries.under import count_open_under, count_under, faults_under
from shared.entries.whose import Place
from shared.entries.writing import Act, publish, refusals, write, write_version


async def begin(
    tx: Transaction,
    kept: Kept,
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
    must_hold(kept.untaken(facts))
    begun, taken = kept.begun(facts)
    place, bounds = await _place(tx, kept, facts, own=own)
    if once:
        await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"{kept.name} {place.org_code}"))))
        if await is_said(tx.connection, kept, begun):
            raise EntryExists
    line = {
        **kept.starts,
        **begun,
        **place.columns,
        KEY: entry_id,
        "state": kept.begins,
        "document": document,
        "version": 1,
    }
    line |= await kept.reckons(tx.connection, line)
    await _must_be_possible(tx, kept, line, bounds, place.died_on)
    await _must_be_below(tx, kept, line, {})
    with refusing(refusals(kept)):
        await tx.connection.execute(insert(kept.table).values(line))
    await write_version(tx, kept, line, RECORDED, document)
    publish(tx, kept, kept.telling.recorded, line, place)
    for step, on, said in taken:
        row = await lock_entry(tx.connection, kept, entry_id)
        await go_on(tx, kept, row, step, on=on, document=document, said=dict(said))


async def go_on(
    tx: Transaction, kept: Kept, row: Row[Any], step: Step, *, on: date, document: str, said: dict[str, Any]
) -> int:
    """Part of a command that holds the entry. Raises `StepNotPossible`, `EntryInvalid`, `EntryInUse`."""
    if row.state not in step.leaves:
        raise StepNotPossible(step_zh=step.called.zh, step_en=step.called.en)
    taken = [row._mapping[name] for name in (step.day, *step.clears)]
    last = max((day for day in taken if day is not None), default=on)
    must_hold([too_early(step.day, last)] if on < last else [])
    if kept.is_end(step) and (count := await count_open_under(tx.connection, kept, row.entry_id, on)):
        raise EntryInUse(count=count)
    own = {**said, **dict.fromkeys(step.clears), **step.keeps(row._asdict()), step.day: on, "state": step.reaches}
    own |= await kept.reckons(tx.connection, {**row._mapping, **own})
    line, place = await _change(tx, kept, row, Act(step.name, own, document))
    publish(tx, kept, kept.telling.steps[step.name], line, place, before=row._asdict())
    return int(line["version"])


async def end_with(tx: Transaction, kept: Kept, row: Row[Any], step: Step, *, on: date, document: str) -> None:
    """Part of a command that ends what the entry is of, on a day that may be before one of the entry's own."""
    place = await kept.whose.hold(tx.connection, row)
    line = await write(tx, kept, row, Act(step.name, {step.day: on, "state": step.reaches}, document), place)
    publish(tx, kept, kept.telling.steps[step.name], line, place, before=row._asdict())


async def resume(tx: Transaction, kept: Kept, row: Row[Any], step: Step, *, document: str) -> None:
    """Part of a command that says that what the entry is of did not end: nor did the entry, which `step` ended."""
    [was] = step.leaves
    place = await kept.whose.hold(tx.connection, row)
    line = await write(tx, kept, row, Act(STEPPED_BACK, {step.day: None, "state": was}, document), place)
    publish(tx, kept, kept.telling.corrected, line, place, before=row._asdict())


def of_steps(kept: Kept) -> frozenset[str]:
    """The columns that steps say."""
    return frozenset({*(step.day for step in kept.steps), *kept.later})


async def list_said(connection: AsyncConnection, kept: Kept, row: Row[Any]) -> frozenset[str]:
    """The columns that steps alone say, of the steps that the entry has taken: also those that were left empty."""
    made = await list_versions(connection, kept, row.entry_id)
    return said_by(kept.step, (version.act for version in reversed(made)))


async def say_otherwise(tx: Transaction, kept: Kept, row: Row[Any], facts: dict[str, Any], *, document: str) -> int:
    """The entry, which is held, says this instead. Answers its version from now on. Raises `EntryInvalid`,
    `EntryExists`."""
    stays = {kept.whose.field, kept.parent}
    later = of_steps(kept)
    new = {name for name in later if facts.get(name) and row._mapping[name] is None}
    must_hold([not_yet(name) for name in new - (await list_said(tx.connection, kept, row) if new else new)])
    kept_days = {name for name in later if facts.get(name) is None}
    own = {name: value for name, value in facts.items() if name not in stays | kept_days}
    own |= await kept.reckons(tx.connection, {**row._mapping, **own})
    if kept.late and row.state == OVERDUE and not is_late(kept, own[kept.days.due[0]], local_date(tx.now)):
        [was] = kept.late.leaves
        own |= {"state": was, kept.late.day: None}  # it has time still
    must_hold(await faults_under(tx.connection, kept, row, own))
    await _must_be_below(tx, kept, {**row._mapping, **own}, row._asdict())
    line, place = await _change(tx, kept, row, Act(CORRECTED, own, document))
    publish(tx, kept, kept.telling.corrected, line, place, before=row._asdict())
    return int(line["version"])


async def take_back(tx: Transaction, kept: Kept, row: Row[Any], *, reason: str) -> int:
    """The entry, which is held, was recorded by mistake. Answers its version from now on. Raises `EntryHolds`."""
    if count := await count_under(tx.connection, kept, row.entry_id):
        raise EntryHolds(count=count)
    place = await kept.whose.hold(tx.connection, row)
    line = await write(tx, kept, row, Act(REVOKED.code, {"state": REVOKED.code}, reason), place)
    # What it said until then, also of where it stood: who counted it there takes it away there.
    publish(tx, kept, kept.telling.revoked, {**row._mapping, "version": line["version"]}, place)
    return int(line["version"])


async def _place(tx: Transaction, kept: Kept, facts: Facts, *, own: bool) -> tuple[Place, Bounds]:
    """Whose the entry is, and the days it may have: those of what it stands under, where that is so."""
    over = await above(tx, kept, facts)
    if over is None or kept.under is None:
        return await _taken_in(tx, kept, facts, own=own), Bounds()
    if kept.whose is not kept.under.whose:
        if over.state == REVOKED.code:
            raise EntryIsRevoked
        return await _taken_in(tx, kept, facts, own=own), kept.under.bounds(over._asdict())
    place = await kept.under.whose.hold(tx.connection, over)
    tx.caller.must_cover(place.org_path, EntryNotFound())
    if over.state == REVOKED.code:
        raise EntryIsRevoked
    if kept.begins in kept.occupies:
        await kept.whose.take_in(tx.connection, over._mapping[kept.whose.field])
    return place, kept.under.bounds(over._asdict())


async def _taken_in(tx: Transaction, kept: Kept, facts: Facts, *, own: bool) -> Place:
    """Where he stands whose entry it is to be."""
    place = await kept.whose.take_in(tx.connection, facts.get(kept.whose.field))
    if not own:
        tx.caller.must_cover(place.org_path, kept.whose.hidden() if kept.whose.hidden else None)
    return place


async def above(tx: Transaction, kept: Kept, facts: Facts) -> Row[Any] | None:
    """What the entry stands under, which cannot change until the transaction ends."""
    if kept.under is None or kept.parent is None:
        return None
    return await lock_entry(tx.connection, kept.under, facts[kept.parent])


def must_not_open_under(kept: Kept, over: Row[Any] | None, row: Row[Any], own: Facts) -> None:
    """Raises `EntryAboveEnded` where the entry would have no end any more, and what it stands under has one."""
    if over is None or kept.under is None:
        return
    last = kept.under.bounds(over._asdict()).not_after
    ends = [until.name for until in kept.under.until if until.table is kept.table]
    if last is not None and any(own[name] is None and row._mapping[name] is not None for name in ends):
        raise EntryAboveEnded(ended_on=last.isoformat())


async def _must_be_possible(tx: Transaction, kept: Kept, line: Facts, bounds: Bounds, died_on: date | None) -> None:
    """Raises `EntryInvalid`: every fault."""
    named = [(name, code) for name in kept.units for code in codes_in(line.get(name))]
    known = await kept.whose.paths_of_units(tx.connection, [code for _, code in named]) if named else {}
    missing = [no_unit(name) for name, code in named if code not in known]
    outliving = kept.outliving(line)
    days = kept.days.faults(line, today=local_date(tx.now), bounds=bounds, died_on=died_on, outliving=outliving)
    must_hold([*days, *missing, *kept.checks(line), *await kept.looks(tx.connection, line)])


async def _must_be_below(tx: Transaction, kept: Kept, line: Facts, before: Facts) -> None:
    """Raises `EntryInvalid` where something that the entry newly names stands beside a unit elsewhere."""
    for name, find in kept.places.items():
        path = await find(tx.connection, line[name]) if line[name] != before.get(name) else None
        must_hold([elsewhere(name)] if path is not None and not covers(line["org_path"], path) else [])


async def _change(tx: Transaction, kept: Kept, row: Row[Any], act: Act) -> tuple[dict[str, Any], Place]:
    over = await above(tx, kept, row._asdict())
    bounds = kept.under.bounds(over._asdict()) if over is not None and kept.under else Bounds()
    place = await kept.whose.hold(tx.connection, row)
    if kept.occupies:
        bounds = bounds.until(place.closed_on)
    await _must_be_possible(tx, kept, {**row._mapping, **act.own}, bounds, place.died_on)
    return await write(tx, kept, row, act, place), place
