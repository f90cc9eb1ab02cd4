"""A Party organisation is renamed, corrected, dissolved. `held`: what one may hold besides groups, `lasted`: what it
may have had until a day, `began`: since a day; `create_app` knows the rooms above."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.registry.former.commands import keep_former
from services.registry.network.queries import Occupancy, lock_unit
from services.registry.party.commands.keeping import parent_of, store
from services.registry.party.domain import (
    AlreadyMirrored,
    PartyOrganisation,
    PartyOrganisationInvalid,
    PartyOrganisationOccupied,
    corrected,
    dissolved,
    renamed,
)
from services.registry.party.queries import (
    GROUPS_AFTER,
    Began,
    Lasted,
    count_groups,
    find_active_mirror,
    find_first_group,
    lock_organisation,
)
from services.registry.party.tables import PARTY_ORGANISATION
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import (
    PartyOrganisationCorrected,
    PartyOrganisationDissolved,
    PartyOrganisationRenamed,
)

GROUPS = Occupancy("active-groups", "还有 {count} 个下属党小组。", "Groups under it: {count}.", count_groups)


@command
async def rename_party_organisation(
    tx: Transaction, party_org_code: str, name: str, *, renamed_on: date, document: str, version: int | None = None
) -> PartyOrganisation:
    """It is called otherwise from a day on; its names are kept.

    Raises `PartyOrganisationNotFound` (also outside the scope), `PartyOrganisationChanged`,
    `PartyOrganisationIsDissolved`, `PartyOrganisationInvalid`, `PartyOrganisationUnchanged`.
    """
    before = await _locked(tx, party_org_code, document, version)
    after = renamed(before, name, on=renamed_on, today=local_date(tx.now))
    await keep_former(tx, PARTY_ORGANISATION, party_org_code, document)
    await store(tx, after)
    event = PartyOrganisationRenamed(
        party_org_code=party_org_code, org_path=after.org_path, name=after.name, renamed_on=renamed_on
    )
    tx.publish(event, sequence=after.version)
    return after


@command
async def correct_party_organisation(
    tx: Transaction,
    party_org_code: str,
    *,
    mirror_of: str,
    established_on: date,
    document: str,
    held: Sequence[Occupancy],
    began: Sequence[Began],
    version: int | None = None,
) -> PartyOrganisation:
    """It was founded on another day, not after the first of what it has, or had; or beside another unit, which can be
    said while it holds nothing.

    Raises `OrgUnitNotFound`, `OutOfScope`, `PartyOrganisationNotFound` (also outside the scope),
    `PartyOrganisationChanged`, `PartyOrganisationIsDissolved`, `PartyOrganisationOccupied`, `AlreadyMirrored`,
    `StationHasNoBranch`, `PartyOrganisationInvalid`, `PartyOrganisationUnchanged`, `OrgUnitIsClosing`.
    """
    unit = await lock_unit(tx.connection, mirror_of)
    tx.caller.must_cover(unit.org_path)
    before = await _locked(tx, party_org_code, document, version)
    first_group = await find_first_group(tx.connection, party_org_code)
    after = corrected(before, unit, on=established_on, today=local_date(tx.now), first_group=first_group)
    late = [await each.fault(tx.connection, before, established_on) for each in began]
    if faults := [fault for fault in late if fault is not None]:
        raise PartyOrganisationInvalid(fields=faults)
    if after.mirror_of != before.mirror_of:
        unit.must_take_in()
        await _must_hold_nothing(tx, before, held)
        if await find_active_mirror(tx.connection, unit.org_code) is not None:
            raise AlreadyMirrored(org_code=unit.org_code)
        after = replace(after, parent_code=await parent_of(tx, after.kind, unit))
    await keep_former(tx, PARTY_ORGANISATION, party_org_code, document)
    await store(tx, after)
    event = PartyOrganisationCorrected(
        party_org_code=party_org_code,
        kind=after.kind.value,
        mirror_of=after.mirror_of,
        parent_code=after.parent_code,
        org_path_before=before.org_path,
        org_path=after.org_path,
        established_before=before.established_on,
        established_on=after.established_on,
    )
    tx.publish(event, sequence=after.version)
    return after


@command
async def dissolve_party_organisation(
    tx: Transaction,
    party_org_code: str,
    *,
    dissolved_on: date,
    reason: str,
    document: str,
    held: Sequence[Occupancy],
    lasted: Sequence[Lasted],
    version: int | None = None,
) -> PartyOrganisation:
    """It stands no longer from a day on, on which it had nothing any more; or never did.

    Raises `PartyOrganisationNotFound` (also outside the scope), `PartyOrganisationChanged`,
    `PartyOrganisationIsDissolved`, `PartyOrganisationOccupied`, `PartyOrganisationInvalid`.
    """
    before = await _locked(tx, party_org_code, document, version)
    after = dissolved(before, reason, on=dissolved_on, today=local_date(tx.now), by=tx.caller)
    await _must_hold_nothing(tx, before, held)
    day = after.dissolved_on or dissolved_on
    found = [await each.fault(tx.connection, party_org_code, day) for each in (GROUPS_AFTER, *lasted)]
    if faults := [fault for fault in found if fault is not None]:
        raise PartyOrganisationInvalid(fields=faults)
    await put_down(tx, after)
    return after


async def put_down(tx: Transaction, after: PartyOrganisation) -> None:
    """Part of a command: write that it is dissolved, and publish it."""
    await store(tx, after)
    event = PartyOrganisationDissolved(
        party_org_code=after.party_org_code,
        kind=after.kind.value,
        org_path=after.org_path,
        dissolved_on=after.dissolved_on or after.established_on,
        reason=after.dissolution or "",
    )
    tx.publish(event, sequence=after.version)


async def _locked(tx: Transaction, party_org_code: str, document: str, version: int | None) -> PartyOrganisation:
    tx.concerns(f"party-organisation {party_org_code}", purpose=document)
    found = await lock_organisation(tx.connection, party_org_code, tx.caller)
    found.must_be(version)
    return found


async def _must_hold_nothing(tx: Transaction, organisation: PartyOrganisation, held: Sequence[Occupancy]) -> None:
    """Raises `PartyOrganisationOccupied`."""
    code = organisation.party_org_code
    found = [await each.fault(tx.connection, code) for each in (GROUPS, *held)]
    faults = [fault for fault in found if fault is not None]
    if faults:
        raise PartyOrganisationOccupied(party_org_code=code, fields=faults)
