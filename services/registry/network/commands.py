"""Establishing, renaming and correcting org units."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TypeAlias

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.database import refusing
from services.registry.divisions.queries import find_division
from services.registry.network.domain import (
    Aspect,
    CentreExists,
    OrgCodeTaken,
    OrgUnit,
    OrgUnitChanged,
    Term,
    UnitKind,
    renamed,
)
from services.registry.network.queries import (
    find_first_day_below,
    find_unit,
    has_active_unit,
    hold_unit,
    list_terms,
    lock_unit,
    paths_serving,
)
from services.registry.network.rules import Corrected, Proposal, Record, Site, check_correction, established
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import OrgUnitCorrected, OrgUnitEstablished, OrgUnitRenamed, UnitName

FirstDay: TypeAlias = Callable[[AsyncConnection, str], Awaitable[date | None]]
# What of a unit stays as it is.
LASTING = frozenset({"org_code", "kind"})


@command
async def establish_org_unit(tx: Transaction, proposal: Proposal) -> OrgUnit:
    """Add a unit to the network. Raises `OutOfScope`, `OrgCodeTaken`, `CentreExists`, `OrgUnitInvalid`."""
    tx.concerns(f"org-unit {proposal.org_code}")
    return await add_unit(tx, proposal)


async def add_unit(tx: Transaction, proposal: Proposal) -> OrgUnit:
    """Within another command. Raises `OutOfScope`, `OrgCodeTaken`, `CentreExists`, `OrgUnitInvalid`."""
    site = await _site(tx, proposal)
    if await find_unit(tx.connection, proposal.org_code) is not None:
        raise OrgCodeTaken(org_code=proposal.org_code)
    unit = established(proposal, site)
    taken = {"pk_org_unit": OrgCodeTaken(org_code=unit.org_code), "uq_org_unit_active_centre": CentreExists()}
    with refusing(taken):
        await tx.connection.execute(insert(ORG_UNIT).values(asdict(unit)))
    await write_term(tx, unit.org_code, Aspect.NAME, Term(unit.established_on, unit.name))
    await write_term(tx, unit.org_code, Aspect.PARENT, Term(unit.established_on, unit.parent_code))
    tx.publish(_established(unit), sequence=unit.version)
    return unit


@command
async def rename_org_unit(
    tx: Transaction, org_code: str, *, name: str, renamed_on: date | None = None, version: int | None = None
) -> OrgUnit:
    """Give a unit another official name, as of today unless said otherwise. The same name again changes nothing. The
    caller acts for the unit above.

    `version` is the one that was decided on, where it is known. Raises `OrgUnitNotFound`, `OutOfScope`,
    `OrgUnitChanged`, `OrgUnitIsClosed`, `RenamingDateInvalid`.
    """
    tx.concerns(f"org-unit {org_code}")
    unit = await lock_unit(tx.connection, org_code)
    unit.must_be_decided_by(tx.caller)
    if version not in {None, unit.version}:
        raise OrgUnitChanged
    today = local_date(tx.now)
    on = renamed_on or today
    changed = renamed(unit, name, on=on, today=today)
    if name == unit.name:
        return unit
    await keep_unit(tx, changed)
    await end_terms(tx, org_code, Aspect.NAME, {on})  # of two on one day the last stands
    await write_term(tx, org_code, Aspect.NAME, Term(on, name))
    event = OrgUnitRenamed(org_code=org_code, org_path=unit.org_path, kind=unit.kind.value, name=name, renamed_on=on)
    tx.publish(event, sequence=changed.version)
    return changed


@command
async def correct_org_unit(
    tx: Transaction,
    org_code: str,
    corrected: Corrected,
    *,
    document: str,
    beside: FirstDay | None = None,
    version: int | None = None,
) -> OrgUnit:
    """What was recorded of a unit was wrong; what was believed is kept. The same again changes nothing. The caller acts
    for the unit above. `beside`: since when a Party organisation stands beside it; `create_app` knows the rooms above.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `OrgUnitCorrectionInvalid`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=document)
    unit = await lock_unit(tx.connection, org_code)
    unit.must_be_decided_by(tx.caller)
    if version not in {None, unit.version}:
        raise OrgUnitChanged
    division = await find_division(tx.connection, corrected.division_code) if corrected.division_code else None
    others = await paths_serving(tx.connection, corrected.division_code, unit)
    is_taken = not all(map(tx.caller.covers, others))
    held_since = await find_first_day_below(tx.connection, org_code)
    beside_since = await beside(tx.connection, org_code) if beside else None
    check_correction(Record(corrected, unit, division, local_date(tx.now), is_taken, held_since, beside_since))
    before = await list_terms(tx.connection, org_code, Aspect.NAME)
    changed = _as_corrected(unit, corrected)
    if (changed, corrected.names) == (unit, tuple(before)):
        return unit
    changed = replace(changed, version=unit.version + 1)
    await keep_unit(tx, changed)
    await _renew_terms(tx, unit, changed, before, corrected.names)
    tx.publish(_corrected(changed, unit.established_on, before, corrected.names), sequence=changed.version)
    return changed


def _as_corrected(unit: OrgUnit, corrected: Corrected) -> OrgUnit:
    last = corrected.names[-1]
    return replace(
        unit,
        established_on=corrected.established_on,
        host_kind=corrected.host_kind,
        division_code=corrected.division_code,
        name=str(last.value),
        renamed_on=last.since if len(corrected.names) > 1 else None,
    )


async def _renew_terms(
    tx: Transaction, unit: OrgUnit, changed: OrgUnit, before: Sequence[Term], names: Sequence[Term]
) -> None:
    """Those that hold as before stay as they were recorded."""
    await end_terms(tx, unit.org_code, Aspect.NAME, {term.since for term in before if term not in names})
    for term in names:
        if term not in before:
            await write_term(tx, unit.org_code, Aspect.NAME, term)
    if changed.established_on != unit.established_on:
        first = (await list_terms(tx.connection, unit.org_code, Aspect.PARENT))[0]
        await end_terms(tx, unit.org_code, Aspect.PARENT, {first.since})
        await write_term(tx, unit.org_code, Aspect.PARENT, Term(changed.established_on, first.value))


async def write_term(tx: Transaction, org_code: str, aspect: Aspect, term: Term) -> None:
    """Part of a command that holds the unit."""
    row = {"org_code": org_code, "aspect": aspect, "since": term.since, "recorded_at": tx.now, "value": term.value}
    by = {"recorded_by": tx.caller.account_id, "recorded_for": tx.caller.on_behalf_of}
    await tx.connection.execute(insert(ORG_UNIT_TERM).values(row | by))


async def end_terms(tx: Transaction, org_code: str, aspect: Aspect, days: Collection[date]) -> None:
    """What was said to hold from these days on did not. Part of a command that holds the unit."""
    held = ORG_UNIT_TERM.c
    mine = (held.org_code == org_code, held.aspect == aspect, held.since.in_(days), held.ended_at.is_(None))
    await tx.connection.execute(update(ORG_UNIT_TERM).where(*mine).values(ended_at=tx.now))


async def _site(tx: Transaction, proposal: Proposal) -> Site:
    """Where the unit is to stand; the parent cannot close meanwhile. Raises `OutOfScope`."""
    parent = await hold_unit(tx.connection, proposal.parent_code) if proposal.parent_code else None
    if parent is not None:
        tx.caller.must_cover(parent.org_path)
    elif proposal.kind is UnitKind.CENTRE:
        tx.caller.must_cover(proposal.org_code)
    division = await find_division(tx.connection, proposal.division_code) if proposal.division_code else None
    has_own = division is None or await has_active_unit(tx.connection, division.parent_code)
    return Site(parent, division, local_date(tx.now), has_own_station=has_own)


async def keep_unit(tx: Transaction, unit: OrgUnit) -> None:
    """Part of a command that holds the unit: what may change of it."""
    changed = {name: value for name, value in asdict(unit).items() if name not in LASTING}
    await tx.connection.execute(update(ORG_UNIT).where(ORG_UNIT.c.org_code == unit.org_code).values(changed))


def _established(unit: OrgUnit) -> OrgUnitEstablished:
    return OrgUnitEstablished(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        host_kind=unit.host_kind.value,
        name=unit.name,
        parent_code=unit.parent_code,
        division_code=unit.division_code,
        established_on=unit.established_on,
    )


def _corrected(unit: OrgUnit, before_on: date, before: Sequence[Term], names: Sequence[Term]) -> OrgUnitCorrected:
    """Says of every day on which the name changes, or was said to, what it is called from then on. The first name is
    that of no day."""
    days = sorted({term.since for term in (*before[1:], *names[1:])})
    later = [UnitName(name=str(_holding(names, day).value), since=day) for day in days]
    return OrgUnitCorrected(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        host_kind=unit.host_kind.value,
        division_code=unit.division_code,
        established_on=unit.established_on,
        established_on_before=before_on,
        names=(UnitName(name=str(names[0].value)), *later),
    )


def _holding(terms: Sequence[Term], day: date) -> Term:
    """The one that holds on a day; the first, where none does yet."""
    return next((term for term in reversed(terms) if term.since <= day), terms[0])
