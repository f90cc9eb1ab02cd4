"""The unit where an applicant is counted is merged into another one, or split."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from services.registry.applicants.domain import Application
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.former.commands import keep_former
from services.registry.network.queries import hold_open_unit
from services.registry.party.domain import StationHasNoBranch
from services.registry.party.queries import find_active_mirror, find_organisation
from services.registry.party_applications.commands.keeping import lock_application, store, told
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_applications import PartyApplicationCorrected


@command
async def move_application(
    tx: Transaction, application_id: UUID, *, org_code: str, moved_on: date, document: str
) -> Application:
    """An open application is counted at another unit from a day on, and goes to the organisation beside that unit where
    it was with the one beside the first.

    Raises `ApplicationNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`,
    `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `OutOfScope`, `StationHasNoBranch`, `ApplicationEnded`,
    `ApplicationInvalid`.
    """
    return await _give(
        tx, application_id, org_code, document, partial(Application.moved, on=moved_on, today=local_date(tx.now))
    )


@command
async def return_application(
    tx: Transaction, application_id: UUID, *, org_code: str, moved_on: date, document: str
) -> Application:
    """It was given to another unit from that day on by mistake, and is counted where it was before.

    Raises what `move_application` does.
    """
    return await _give(tx, application_id, org_code, document, partial(Application.placed, on=moved_on))


async def _give(
    tx: Transaction, application_id: UUID, org_code: str, document: str, placed: Callable[..., Application]
) -> Application:
    before, row = await lock_application(tx, application_id, document, None)
    if before.org_code == org_code:
        return before  # it came with the file of its person
    unit = await hold_open_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    branch: str | None = before.party_org_code
    organisation = await find_organisation(tx.connection, before.party_org_code)
    if organisation is not None and organisation.mirror_of == before.org_code:
        branch = await find_active_mirror(tx.connection, org_code)
    if branch is None:
        raise StationHasNoBranch(station_code=org_code)
    after = placed(before, branch, unit)
    await keep_former(tx, PARTY_APPLICATION, application_id, document)
    await store(tx, after)
    event = PartyApplicationCorrected(
        **told(after), stage=after.stage.code, applied_before=before.applied, applied=after.applied
    )
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after
