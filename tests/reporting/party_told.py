"""What registry tells of applications to join the Party, and of organisations that end."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.events.registry import (
    CountedPeriod,
    PartyBranchEstablished,
    PartyGroupEstablished,
    PartyOrganisationDissolved,
)
from shared.events.registry.party_applications import (
    PartyApplicationAdvanced,
    PartyApplicationClosed,
    PartyApplicationSubmitted,
)
from shared.ids import new_id
from tests.reporting.given import code_of


def organisation_dissolved(
    founded: PartyBranchEstablished | PartyGroupEstablished, on: date
) -> PartyOrganisationDissolved:
    """It stands no longer."""
    return PartyOrganisationDissolved(
        party_org_code=founded.party_org_code,
        kind="group" if isinstance(founded, PartyGroupEstablished) else "branch",
        org_path=founded.org_path,
        dissolved_on=on,
        reason="reorganised",
    )


def application_submitted(org_path: str, on: date, *, person_id: UUID | None = None) -> PartyApplicationSubmitted:
    """Somebody of the unit applies to join the Party."""
    return PartyApplicationSubmitted(
        application_id=new_id(),
        person_id=person_id or new_id(),
        party_org_code=f"{code_of(org_path)}P",
        org_path=org_path,
        submitted_on=on,
    )


def application_advanced(
    application: PartyApplicationSubmitted, on: date, stage: str = "probationary"
) -> PartyApplicationAdvanced:
    """The next stage, which may make a member of the applicant."""
    member = CountedPeriod(org_path=application.org_path, starts_on=on, ends_on=None, party_member=True)
    return PartyApplicationAdvanced(
        **_of(application),
        stage=stage,
        advanced_on=on,
        membership=(member,) if stage == "probationary" else (),
    )


def application_closed(application: PartyApplicationSubmitted, on: date) -> PartyApplicationClosed:
    """It ends without membership."""
    return PartyApplicationClosed(**_of(application), reason="withdrawn", closed_on=on)


def _of(application: PartyApplicationSubmitted) -> dict[str, Any]:
    names = ("application_id", "person_id", "party_org_code", "org_path")
    return {name: getattr(application, name) for name in names}
