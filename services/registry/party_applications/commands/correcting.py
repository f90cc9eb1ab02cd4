"""What was recorded of an application was wrong."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.applicants.domain import (
    Application,
    ApplicationInvalid,
    ApplicationOpen,
    must_be_possible,
)
from services.registry.applicants.parameters import IN_ERROR
from services.registry.applicants.queries import find_open_application
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.database import refusing
from services.registry.former.commands import keep_former
from services.registry.network.queries import hold_open_unit
from services.registry.party_applications.commands.keeping import (
    get_branch,
    lock_application,
    store,
    told,
)
from services.registry.party_applications.commands.membership import make_member, memberships_beside
from services.registry.veterans.queries.births import must_follow_birth
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_applications import PartyApplicationCorrected
from shared.privacy.keyring import Keyring
from shared.refusal import FieldFault


@dataclass(frozen=True, slots=True)
class CorrectedApplication:
    """How it has been all along: the organisation, the day of each stage that it reached, and how it ended, if it
    did."""

    party_org_code: str
    submitted_on: date
    activist_on: date | None
    target_on: date | None
    probationary_on: date | None
    full_on: date | None
    closed_on: date | None
    end_reason: str | None
    document: str


@command
async def correct_application(
    tx: Transaction,
    application_id: UUID,
    said: CorrectedApplication,
    *,
    keyring: Keyring,
    version: int | None = None,
) -> Application:
    """It has been otherwise all along; what was said is kept. A stage that is left out was never reached: who was a
    member by it is one no longer, and was none; one that had ended goes on.

    Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`, `ApplicationOpen`,
    `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`, `PersonIsDeceased`, `PersonIsDeregistered`,
    `FileErased`, `ApplicationInvalid`, `DateBeforeBirth`, `OrgUnitIsClosed`, `OrgUnitIsClosing`.
    """
    before, row = await lock_application(tx, application_id, said.document, version)
    branch = before.party_org_code
    if said.party_org_code != branch:
        branch = await get_branch(tx, said.party_org_code, row)
    after = replace(
        before,
        party_org_code=branch,
        submitted_on=said.submitted_on,
        activist_on=said.activist_on,
        target_on=said.target_on,
        probationary_on=said.probationary_on,
        full_on=said.full_on,
        closed_on=said.submitted_on if said.end_reason == IN_ERROR else said.closed_on,
        end_reason=said.end_reason,
        document=said.document,
        version=before.version + 1,
    )
    if (after.closed_on is None) != (after.end_reason is None):
        raise ApplicationInvalid(fields=[_BOTH])
    must_follow_birth(row, keyring, submitted_on=after.submitted_on)
    must_be_possible(after, await memberships_beside(tx, row, before, keyring), today=local_date(tx.now))
    if after.is_open and not before.is_open:
        await hold_open_unit(tx.connection, before.org_code)
        if await find_open_application(tx.connection, before.person_id):
            raise ApplicationOpen
    await keep_former(tx, PARTY_APPLICATION, application_id, said.document)
    after, membership = await make_member(tx, row, before, after, keyring)
    with refusing({"uq_party_application_open": ApplicationOpen()}):
        await store(tx, after)
    event = PartyApplicationCorrected(
        **told(after),
        stage=after.stage.code,
        applied_before=before.applied,
        applied=after.applied,
        membership_before=membership.before,
        membership=membership.now,
    )
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after


_BOTH = FieldFault(
    "end_reason",
    "both-or-neither",
    "终止日期和终止原因应同时填写，或者都不填。",
    "Give both the day on which it ended and why, or neither.",
)
