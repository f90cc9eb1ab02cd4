"""A unit is to be closed: it takes in nothing new, every service says what is open there, and when nothing is any
more it is closed, with the Party organisation beside it (decision 59, rule R10). It is decided on above the unit."""

from dataclasses import replace
from datetime import date

from sqlalchemy import insert, update

from services.registry.network.commands import keep_unit
from services.registry.network.domain import (
    OrgUnit,
    OrgUnitChanged,
    OrgUnitOccupied,
    closed,
    closure_date_invalid,
)
from services.registry.network.queries import lock_unit
from services.registry.party.commands import dissolve_with
from services.registry.reorganisations.commands.carrying import end_move
from services.registry.reorganisations.domain import MergerUnderWay
from services.registry.reorganisations.parameters import CLOSED, STOPPED, WITHDRAWN
from services.registry.reorganisations.queries.closing import Closing, faults_of, get_closing
from services.registry.reorganisations.queries.ends import find_last_end
from services.registry.reorganisations.queries.holdings import find_open_move
from services.registry.reorganisations.tables import UNIT_CLOSING
from services.registry.standards.commands import end_checks
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import OrgUnitClosed, OrgUnitClosing, OrgUnitClosingWithdrawn
from shared.ids import new_id


@command
async def begin_org_unit_closing(
    tx: Transaction, org_code: str, *, document: str, version: int | None = None
) -> OrgUnit:  # fmt: skip
    """A unit is to be closed: from now on nobody is registered in it, moved to it or appointed to it, and every service
    is asked what is open there.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `OrgUnitIsClosed`, `OrgUnitIsClosing`.
    """
    unit = await lock_decided(tx, org_code, document, version)
    return await stop_intake(tx, unit, document)


async def lock_decided(tx: Transaction, org_code: str, document: str = "", version: int | None = None) -> OrgUnit:
    """The caller acts for the unit above. Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`."""
    tx.concerns(f"org-unit {org_code}", purpose=document)
    unit = await lock_unit(tx.connection, org_code)
    unit.must_be_decided_by(tx.caller)
    if version not in {None, unit.version}:
        raise OrgUnitChanged
    return unit


async def stop_intake(
    tx: Transaction, unit: OrgUnit, document: str, *, successor_code: str | None = None, on: date | None = None
) -> OrgUnit:
    """Part of a command that has locked the unit. Raises `OrgUnitIsClosed`, `OrgUnitIsClosing`."""
    unit.must_take_in()
    changed = replace(unit, closing_since=local_date(tx.now), version=unit.version + 1)
    await keep_unit(tx, changed)
    line = {
        "closing_id": new_id(),
        "org_code": unit.org_code,
        "document": document,
        "begun_by": tx.caller.account_id,
        "begun_for": tx.caller.on_behalf_of,
        "begun_at": tx.now,
        "asked": changed.version,
        "successor_code": successor_code,
        "merged_on": on,
    }
    await tx.connection.execute(insert(UNIT_CLOSING).values(line))
    _ask(tx, changed, successor_code)
    return changed


def _ask(tx: Transaction, unit: OrgUnit, successor_code: str | None) -> None:
    event = OrgUnitClosing(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        successor_code=successor_code,
    )
    tx.publish(event, sequence=unit.version)


@command
async def ask_org_unit_closing_again(tx: Transaction, org_code: str) -> OrgUnit:
    """Every service answers anew. They do so by themselves when something changes; this is for whoever doubts it.

    Raises `OrgUnitNotFound`, `OutOfScope`, `NotToBeClosed`.
    """
    unit = await lock_decided(tx, org_code)
    closing = await get_closing(tx.connection, org_code)
    changed = replace(unit, version=unit.version + 1)
    await keep_unit(tx, changed)
    own = UNIT_CLOSING.c.closing_id == closing.closing_id
    await tx.connection.execute(update(UNIT_CLOSING).where(own).values(asked=changed.version))
    _ask(tx, changed, closing.successor_code)
    return changed


@command
async def withdraw_org_unit_closing(tx: Transaction, org_code: str, *, document: str) -> OrgUnit:
    """The unit is not closed after all, and takes in again. Of a merger what has gone stays gone; the rest does not go.

    Raises `OrgUnitNotFound`, `OutOfScope`, `NotToBeClosed`.
    """
    unit = await lock_decided(tx, org_code, document)
    closing = await get_closing(tx.connection, org_code)
    move_id = await find_open_move(tx.connection, org_code) if closing.successor_code else None
    if move_id is not None:
        await end_move(tx, move_id, STOPPED)
    return await keep_open(tx, unit, closing, document)


async def keep_open(tx: Transaction, unit: OrgUnit, closing: Closing, document: str) -> OrgUnit:
    """Part of a command that has locked the unit: it is not closed after all."""
    changed = replace(unit, closing_since=None, version=unit.version + 1)
    await keep_unit(tx, changed)
    await _end(tx, closing, WITHDRAWN, document)
    event = OrgUnitClosingWithdrawn(org_code=unit.org_code, org_path=unit.org_path, kind=unit.kind.value)
    tx.publish(event, sequence=changed.version)
    return changed


@command
async def close_org_unit(
    tx: Transaction, org_code: str, *, closed_on: date | None = None, version: int | None = None
) -> OrgUnit:  # fmt: skip
    """Close a unit at which nothing is open any more, as of today unless said otherwise.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `OrgUnitIsClosed`, `NotToBeClosed`, `MergerUnderWay`,
    `ClosureDateInvalid`, `OrgUnitOccupied` (rule R10), `PartyOrganisationInvalid`.
    """
    unit = await lock_decided(tx, org_code, version=version)
    unit.must_be_active()
    closing = await get_closing(tx.connection, org_code)
    if closing.successor_code is not None:
        raise MergerUnderWay(org_code=org_code, successor_code=closing.successor_code)
    return await put_an_end(tx, unit, closing, closed_on or local_date(tx.now))


async def put_an_end(tx: Transaction, unit: OrgUnit, closing: Closing, on: date) -> OrgUnit:
    """Part of a command that has locked the unit. Raises `ClosureDateInvalid`, also where something was there still on
    that day, `OrgUnitOccupied`, `PartyOrganisationInvalid`."""
    changed = closed(unit, on=on, today=local_date(tx.now))
    faults = await faults_of(tx.connection, closing)
    if faults:
        raise OrgUnitOccupied(org_code=unit.org_code, fields=faults)
    last = await find_last_end(tx.connection, unit.org_code)
    if last is not None and on < last.day:
        raise closure_date_invalid(on, last.day, last.what)
    await keep_unit(tx, changed)
    await _end(tx, closing, CLOSED)
    event = OrgUnitClosed(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        closed_on=on,
        successor_code=closing.successor_code,
    )
    tx.publish(event, sequence=changed.version)
    await dissolve_with(tx, changed, on=on)
    await end_checks(tx, unit.org_code, on=on, document=closing.document)
    return changed


async def _end(tx: Transaction, closing: Closing, outcome: str, document: str | None = None) -> None:
    by = {"ended_by": tx.caller.account_id, "ended_for": tx.caller.on_behalf_of}
    ended = {**by, "ended_at": tx.now, "outcome": outcome, "end_document": document}
    own = UNIT_CLOSING.c.closing_id == closing.closing_id
    await tx.connection.execute(update(UNIT_CLOSING).where(own).values(ended))
