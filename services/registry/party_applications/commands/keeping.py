"""Parts of commands: an application with its person's file, both for this transaction alone; what is written of it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.registry.applicants.domain import Application, ApplicationNotFound
from services.registry.applicants.queries import find_application
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.party.domain import StationHasNoBranch
from services.registry.party.queries import find_branch_over, hold_organisation
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.command import Transaction


async def lock_application(
    tx: Transaction, application_id: UUID, document: str, version: int | None
) -> tuple[Application, Row[Any]]:
    """With the file of its person, who lives and is registered. Raises `ApplicationNotFound` (also outside the scope),
    `ApplicationChanged`, and what `must_be_living` and `must_be_readable` do."""
    tx.concerns(f"party-application {application_id}", purpose=document)
    found = await find_application(tx.connection, application_id)
    if found is None:
        raise ApplicationNotFound
    try:
        row = await lock_file(tx.connection, found.person_id, tx.caller)
    except VeteranNotFound as hidden:
        raise ApplicationNotFound from hidden.__cause__
    tx.concerns(f"veteran {found.person_id}", purpose=document)  # it stands in the story of the file
    must_be_living(row.state)
    must_be_readable(row)
    # Read again under the lock of the file, which whoever changes it holds.
    held = await find_application(tx.connection, application_id)
    if held is None:
        raise ApplicationNotFound
    held.must_be(version)
    return held, row


async def get_branch(tx: Transaction, code: str | None, row: Row[Any]) -> str:
    """Where the application is handed in: the organisation named, which nobody dissolves before this transaction has
    ended, else the branch over the unit of the file. Raises `PartyOrganisationNotFound`,
    `PartyOrganisationIsDissolved`, `OrgUnitIsClosing`, `StationHasNoBranch`.
    """
    if code is None:
        code = await find_branch_over(tx.connection, row.org_path)
        if code is None:
            raise StationHasNoBranch(station_code=row.org_code)
    return (await hold_organisation(tx.connection, code)).party_org_code


async def store(tx: Transaction, application: Application) -> None:
    """As it stands from now on."""
    own = PARTY_APPLICATION.c.application_id == application.application_id
    await tx.connection.execute(update(PARTY_APPLICATION).where(own).values(asdict(application)))


def told(application: Application) -> dict[str, Any]:
    """What every event about it begins with."""
    return {
        "application_id": application.application_id,
        "person_id": application.person_id,
        "party_org_code": application.party_org_code,
        "org_path": application.org_path,
    }
