"""Parts of commands about files: who dies, leaves the county or should not have been registered is an applicant no
longer; and is one again when that is taken back. Who moves within the county takes his application along."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.applicants.domain import Application, ended
from services.registry.applicants.queries import find_last_ended, find_open_application, list_applied
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.former.commands import keep_former
from services.registry.network.domain import OrgUnit
from services.registry.party.queries import find_branch_over, find_organisation, hold_organisation
from services.registry.party_applications.commands.keeping import store, told
from shared.auth.caller import covers
from shared.command import Transaction
from shared.events.registry.party_applications import PartyApplicationClosed, PartyApplicationCorrected

# Why an application that ended with the file goes on: what ended the file was taken back.
_TAKEN_BACK = "档案登记已恢复"


async def end_with_file(tx: Transaction, person_id: UUID, *, on: date, reason: str, synthetic: bool) -> None:
    """The open application of the person, whose file is locked, ends on the day, or on that of its last stage where
    that is later."""
    open_one = await find_open_application(tx.connection, person_id)
    if open_one is None:
        return
    reached: date = getattr(open_one, open_one.stage.day)
    after = ended(open_one, max(on, reached), reason)
    await store(tx, after)
    event = PartyApplicationClosed(**told(after), reason=reason, closed_on=max(on, reached))
    tx.publish(event, sequence=after.version, synthetic=synthetic)


async def go_on_with_file(tx: Transaction, person_id: UUID, *, since: date, reason: str, synthetic: bool) -> None:
    """What ended for this reason alone, and not before that day, goes on, unless he has applied anew."""
    before = await find_last_ended(tx.connection, person_id, reason, since=since)
    if before is None or await find_open_application(tx.connection, person_id) is not None:
        return
    await keep_former(tx, PARTY_APPLICATION, before.application_id, _TAKEN_BACK)
    after = replace(before, closed_on=None, end_reason=None, version=before.version + 1)
    await store(tx, after)
    event = PartyApplicationCorrected(
        **told(after), stage=after.stage.code, applied_before=before.applied, applied=after.applied
    )
    tx.publish(event, sequence=after.version, synthetic=synthetic)


async def go_with_file(tx: Transaction, row: Row[Any], unit: OrgUnit, *, on: date, document: str) -> None:
    """The person of this file, which is locked and was where it says, is at another unit from the day on, which is
    held: that unit handles what may go on of his applications, and counts him where he is an applicant still. One that
    is with the organisation over the unit left goes to the one over this, where there is any."""
    for before in await list_applied(tx.connection, row.veteran_id):
        if not before.goes_on or before.org_code == unit.org_code:
            continue
        after = before.placed(await _organisation_over(tx, before, row, unit), unit, on=on)
        await keep_former(tx, PARTY_APPLICATION, before.application_id, document)
        await store(tx, after)
        event = PartyApplicationCorrected(
            **told(after), stage=after.stage.code, applied_before=before.applied, applied=after.applied
        )
        tx.publish(event, sequence=after.version, synthetic=row.synthetic)


async def _organisation_over(tx: Transaction, application: Application, row: Row[Any], unit: OrgUnit) -> str:
    """Which nobody dissolves before this transaction has ended."""
    left = await find_organisation(tx.connection, application.party_org_code)
    code = await find_branch_over(tx.connection, unit.org_path)
    if left is None or code is None or not covers(left.org_path, row.org_path):
        return application.party_org_code
    return (await hold_organisation(tx.connection, code, promised=True)).party_org_code
