"""Recording an entry, taking it a step further, correcting it, revoking it: the same for every book.

Each publishes what the entry says now and, where it changed, what it said before: who counts takes the one away and
adds the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, insert, select, update

from services.registry.database import refusing
from services.registry.entries.domain import (
    CORRECTED,
    OVERDUE,
    RECORDED,
    REVOKED,
    STEPPED_BACK,
    Bounds,
    EntryChanged,
    EntryExists,
    EntryHolds,
    EntryInUse,
    EntryInvalid,
    EntryIsRevoked,
    EntryNotFound,
    Facts,
    NoStepToTakeBack,
    Step,
    StepNotPossible,
    codes_in,
    elsewhere,
    must_hold,
    no_unit,
    not_yet,
    too_early,
    unknown,
)
from services.registry.entries.queries import (
    KEY,
    Kept,
    count_open_under,
    count_under,
    faults_under,
    is_said,
    list_versions,
    lock_entry,
    read_fact,
)
from services.registry.entries.tables import ENTRY_VERSION
from services.registry.network.queries import hold_open_unit, paths_of_units
from shared.auth.caller import covers
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.contract import Event
from shared.ids import new_id
from shared.refusal import Refusal


@command
async def record_entry(
    tx: Transaction, kept: Kept, facts: dict[str, Any], *, document: str, once: bool = False
) -> UUID:
    """Answers its id. `once`: unless an entry that stands says the same, as when a file is sent again.

    Raises `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `OutOfScope`, `EntryNotFound` (of what it is to
    stand under), `EntryIsRevoked`, `EntryInvalid`, `EntryExists`.
    """
    entry_id = new_id()
    tx.concerns(f"{kept.name} {entry_id}", purpose=document)
    place, bounds = await _place(tx, kept, facts)
    if once:
        await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"{kept.name} {place['org_code']}"))))
        if await is_said(tx.connection, kept, facts):
            raise EntryExists
    line = {**kept.starts, **facts, **place, KEY: entry_id, "state": kept.begins, "document": document, "version": 1}
    await _must_be_possible(tx, kept, line, bounds)
    await _must_be_below(tx, kept, line, {})
    with refusing(_refusals(kept)):
        await tx.connection.execute(insert(kept.table).values(line))
    await _write_version(tx, kept, line, RECORDED, document)
    _publish(tx, kept, kept.telling.recorded, line)
    return entry_id


@command
async def correct_entry(
    tx: Transaction, kept: Kept, entry_id: UUID, facts: dict[str, Any], *, document: str, version: int | None = None
) -> int:
    """It says this instead, from the first; where and under what it stands, stays, and so does a day that is not
    given of a step. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `EntryInvalid`, `EntryExists`.
    """
    row = await _locked(tx, kept, entry_id, document, version)
    stays = {"org_code", kept.parent}
    later = {step.day for step in kept.steps}
    must_hold([not_yet(name) for name in later if facts.get(name) and row._mapping[name] is None])
    kept_days = {name for name in later if facts.get(name) is None}
    own = {name: value for name, value in facts.items() if name not in stays | kept_days}
    if kept.late and row.state == OVERDUE and own[kept.days.due[0]] >= local_date(tx.now):
        own |= {"state": kept.begins, kept.late.day: None}  # it has time still
    must_hold(await faults_under(tx.connection, kept, row, own))
    await _must_be_below(tx, kept, {**row._mapping, **own}, row._asdict())
    line = await _change(tx, kept, row, _Act(CORRECTED, own, document))
    _publish(tx, kept, kept.telling.corrected, line, row)
    return int(line["version"])


@command
async def take_step(
    tx: Transaction,
    kept: Kept,
    entry_id: UUID,
    step: str,
    *,
    on: date,
    document: str,
    said: dict[str, Any] | None = None,
    version: int | None = None,
) -> int:
    """The entry goes on. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `StepNotPossible`, `EntryInvalid`, `EntryInUse`.
    """
    row = await _locked(tx, kept, entry_id, document, version)
    return await go_on(tx, kept, row, kept.step[step], on=on, document=document, said=said or {})


async def go_on(
    tx: Transaction, kept: Kept, row: Row[Any], step: Step, *, on: date, document: str, said: dict[str, Any]
) -> int:
    """Part of a command that holds the entry. Raises `StepNotPossible`, `EntryInvalid`, `EntryInUse`."""
    if row.state not in step.leaves:
        raise StepNotPossible(state=row.state, step=step.name)
    taken = [row._mapping[name] for name in (step.day, *step.clears)]
    last = max((day for day in taken if day is not None), default=on)
    must_hold([too_early(step.day, last)] if on < last else [])
    if kept.is_end(step) and (count := await count_open_under(tx.connection, kept, row.entry_id, on)):
        raise EntryInUse(count=count)
    own = {**said, **dict.fromkeys(step.clears), **step.keeps(row._asdict()), step.day: on, "state": step.reaches}
    line = await _change(tx, kept, row, _Act(step.name, own, document))
    _publish(tx, kept, kept.telling.steps[step.name], line, row)
    return int(line["version"])


async def end_with(tx: Transaction, kept: Kept, row: Row[Any], step: Step, *, on: date, document: str) -> None:
    """Part of a command that ends what the entry is of, on a day that may be before one of the entry's own."""
    line = await _write(tx, kept, row, _Act(step.name, {step.day: on, "state": step.reaches}, document))
    _publish(tx, kept, kept.telling.steps[step.name], line, row)


@command
async def take_step_back(
    tx: Transaction, kept: Kept, entry_id: UUID, *, reason: str, version: int | None = None
) -> int:
    """The last step was recorded by mistake: the entry says again what it said before. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `NoStepToTakeBack`, `EntryExists`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`.
    """
    row = await _locked(tx, kept, entry_id, reason, version)
    last, *earlier = await list_versions(tx.connection, entry_id)
    if last.act not in kept.step or not earlier:
        raise NoStepToTakeBack
    said = earlier[0].facts
    own = {name: read_fact(kept, name, said.get(name)) for name in kept.facts}
    line = await _write(tx, kept, row, _Act(STEPPED_BACK, own, reason))
    _publish(tx, kept, kept.telling.corrected, line, row)
    return int(line["version"])


@command
async def revoke_entry(tx: Transaction, kept: Kept, entry_id: UUID, *, reason: str, version: int | None = None) -> int:
    """It was recorded by mistake, and is as if it had never been; it is kept. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `EntryHolds`.
    """
    row = await _locked(tx, kept, entry_id, reason, version)
    if count := await count_under(tx.connection, kept, entry_id):
        raise EntryHolds(count=count)
    line = await _write(tx, kept, row, _Act(REVOKED.code, {"state": REVOKED.code}, reason))
    _publish(tx, kept, kept.telling.revoked, {**line, "state": row.state})
    return int(line["version"])


async def _place(tx: Transaction, kept: Kept, facts: Facts) -> tuple[dict[str, Any], Bounds]:
    """Whose the entry is, and the days it may have: those of what it stands under, where that is so."""
    above = await _above(tx, kept, facts)
    if above is None or kept.under is None:
        unit = await hold_open_unit(tx.connection, facts["org_code"])
        tx.caller.must_cover(unit.org_path)
        return {"org_code": unit.org_code, "org_path": unit.org_path}, Bounds()
    tx.caller.must_cover(above.org_path, EntryNotFound())
    if above.state == REVOKED.code:
        raise EntryIsRevoked
    if kept.begins in kept.occupies:
        await hold_open_unit(tx.connection, above.org_code)
    place = {"org_code": above.org_code, "org_path": above.org_path}
    return place, kept.under.bounds(above._asdict())


async def _above(tx: Transaction, kept: Kept, facts: Facts) -> Row[Any] | None:
    """What the entry stands under, which cannot change until the transaction ends."""
    if kept.under is None or kept.parent is None:
        return None
    return await lock_entry(tx.connection, kept.under, facts[kept.parent])


async def _locked(tx: Transaction, kept: Kept, entry_id: UUID, document: str, version: int | None) -> Row[Any]:
    tx.concerns(f"{kept.name} {entry_id}", purpose=document)
    row = await lock_entry(tx.connection, kept, entry_id)
    tx.caller.must_cover(row.org_path, EntryNotFound())
    if version not in {None, row.version}:
        raise EntryChanged
    if row.state == REVOKED.code:
        raise EntryIsRevoked
    return row


async def _must_be_possible(tx: Transaction, kept: Kept, line: Facts, bounds: Bounds) -> None:
    """Raises `EntryInvalid`: every fault."""
    named = [(name, code) for name in kept.units for code in codes_in(line.get(name))]
    known = await paths_of_units(tx.connection, [code for _, code in named]) if named else {}
    missing = [no_unit(name) for name, code in named if code not in known]
    days = kept.days.faults(line, today=local_date(tx.now), bounds=bounds)
    must_hold([*days, *missing, *kept.checks(line)])


async def _must_be_below(tx: Transaction, kept: Kept, line: Facts, before: Facts) -> None:
    """Raises `EntryInvalid` where something that the entry newly names stands beside a unit elsewhere."""
    for name, find in kept.places.items():
        path = await find(tx.connection, line[name]) if line[name] != before.get(name) else None
        must_hold([elsewhere(name)] if path is not None and not covers(line["org_path"], path) else [])


def _refusals(kept: Kept) -> dict[str, Refusal]:
    """What the constraints of its table refuse."""
    refused = {name: EntryInvalid(fields=[unknown(field)]) for name, field in kept.refers.items()}
    return {**dict.fromkeys(kept.unique, EntryExists()), **refused}


@dataclass(frozen=True, slots=True)
class _Act:
    """What is done about an entry, on which ground; `own` is what it says otherwise from now on."""

    name: str
    own: dict[str, Any]
    document: str


async def _change(tx: Transaction, kept: Kept, row: Row[Any], act: _Act) -> dict[str, Any]:
    above = await _above(tx, kept, row._asdict())
    bounds = kept.under.bounds(above._asdict()) if above is not None and kept.under else Bounds()
    await _must_be_possible(tx, kept, {**row._mapping, **act.own}, bounds)
    return await _write(tx, kept, row, act)


async def _write(tx: Transaction, kept: Kept, row: Row[Any], act: _Act) -> dict[str, Any]:
    """The entry as it stands from now on; a new version of it is kept. Raises `OrgUnitIsClosed`, `OrgUnitIsClosing`
    where its unit would hold again what keeps it from closing."""
    if act.own.get("state") in kept.occupies and row.state not in kept.occupies:
        await hold_open_unit(tx.connection, row.org_code)
    changed = {**act.own, "version": row.version + 1}
    if act.name == CORRECTED:
        changed["document"] = act.document
    with refusing(_refusals(kept)):
        await tx.connection.execute(update(kept.table).where(kept.table.c[KEY] == row.entry_id).values(changed))
    line = {**row._mapping, **changed}
    await _write_version(tx, kept, line, act.name, act.document)
    return line


async def _write_version(tx: Transaction, kept: Kept, line: Facts, act: str, document: str) -> None:
    said = {
        "entry_id": line[KEY],
        "version": line["version"],
        "book": kept.name,
        "act": act,
        "facts": msgspec.to_builtins({name: line.get(name) for name in kept.facts}),
        "document": document,
        "changed_by": tx.caller.account_id,
        "changed_at": tx.now,
    }
    await tx.connection.execute(insert(ENTRY_VERSION).values(said))


def _publish(tx: Transaction, kept: Kept, contract: type[Event], line: Facts, before: Row[Any] | None = None) -> None:
    names: Sequence[str] = kept.telling.state.__struct_fields__
    told = {name: line.get(name) for name in contract.__struct_fields__ if name != "before"}
    if before is not None:
        told["before"] = kept.telling.state(**{name: before._mapping.get(name) for name in names})
    tx.publish(contract(**told), sequence=line["version"])
