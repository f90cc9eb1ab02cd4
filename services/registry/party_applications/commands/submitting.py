"""Somebody applies to join the Party."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.registry.applicants.domain import Application, ApplicationOpen, must_be_possible
from services.registry.applicants.queries import find_open_application
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.database import refusing
from services.registry.network.queries import hold_open_unit
from services.registry.party_applications.commands.keeping import get_branch, told
from services.registry.party_applications.commands.membership import memberships_beside
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_applications import PartyApplicationSubmitted
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Submitted:
    """When it was handed in, to which organisation (None: the branch over the unit of the file), and what says so."""

    submitted_on: date
    document: str
    party_org_code: str | None = None


@command
async def submit_application(
    tx: Transaction, veteran_id: UUID, submitted: Submitted, *, keyring: Keyring
) -> Application:
    """A registered person who is no member applies. He is counted where he is at home today.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`, `FileErased`,
    `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`, `OrgUnitIsClosed`, `OrgUnitIsClosing`,
    `ApplicationOpen`, `ApplicationInvalid`, `DateBeforeBirth`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=submitted.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_living(row.state)
    must_be_readable(row)
    if await find_open_application(tx.connection, veteran_id) is not None:
        raise ApplicationOpen
    branch = await get_branch(tx, submitted.party_org_code, row)
    unit = await hold_open_unit(tx.connection, row.org_code)
    application = Application(
        application_id=new_id(),
        person_id=veteran_id,
        party_org_code=branch,
        org_code=unit.org_code,
        org_path=unit.org_path,
        submitted_on=submitted.submitted_on,
        activist_on=None,
        target_on=None,
        probationary_on=None,
        full_on=None,
        closed_on=None,
        end_reason=None,
        political_before=None,
        document=submitted.document,
        version=1,
    )
    must_follow_birth(row, keyring, submitted_on=application.submitted_on)
    memberships = await memberships_beside(tx, row, application, keyring)
    must_be_possible(application, memberships, today=local_date(tx.now))
    line = {**asdict(application), "recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    with refusing({"uq_party_application_open": ApplicationOpen()}):
        await tx.connection.execute(insert(PARTY_APPLICATION).values(line))
    event = PartyApplicationSubmitted(**told(application), submitted_on=application.submitted_on)
    tx.publish(event, sequence=application.version, synthetic=row.synthetic)
    return application
