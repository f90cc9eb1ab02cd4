"""Persons' lives as registry tells of them: membership that changes, deaths, deregistrations and their revocation."""

from datetime import date
from uuid import UUID

from shared.events.registry import (
    CountedPeriod,
    DeathRecordRevoked,
    DeregistrationRevoked,
    VeteranDeceased,
    VeteranDeregistered,
    VeteranProfileUpdated,
)
from shared.ids import new_id


def membership_changed(org_path: str, on: date, *, before: bool, after: bool) -> VeteranProfileUpdated:
    """From a day on somebody is a Party member, or is none."""
    return VeteranProfileUpdated(
        person_id=new_id(),
        org_path=org_path,
        changed_fields=("political_code",),
        effective_on=on,
        party_member_before=before,
        party_member=after,
    )


def veteran_deceased(
    org_path: str, on: date, *, party_member: bool = False, person_id: UUID | None = None
) -> VeteranDeceased:
    """Somebody has died."""
    return VeteranDeceased(
        person_id=person_id or new_id(),
        org_path=org_path,
        party_member=party_member,
        death_date=on,
        effective_on=on,
        source="medical-certificate",
    )


def death_record_revoked(deceased: VeteranDeceased) -> DeathRecordRevoked:
    """He has not."""
    return DeathRecordRevoked(
        person_id=deceased.person_id,
        org_path=deceased.org_path,
        party_member=deceased.party_member,
        death_date=deceased.death_date,
        effective_on=deceased.effective_on,
        reason="another-person",
    )


def veteran_deregistered(
    org_path: str, since: date, until: date | None = None, *, party_member: bool = False, person_id: UUID | None = None
) -> VeteranDeregistered:
    """Somebody who was counted in one period should never have been registered."""
    counted = CountedPeriod(org_path=org_path, starts_on=since, ends_on=until, party_member=party_member)
    return VeteranDeregistered(
        person_id=person_id or new_id(),
        org_path=org_path,
        effective_on=since,
        reason="not-a-veteran",
        counted_before=(counted,),
    )


def deregistration_revoked(deregistered: VeteranDeregistered) -> DeregistrationRevoked:
    """He should."""
    return DeregistrationRevoked(
        person_id=deregistered.person_id,
        org_path=deregistered.org_path,
        effective_on=deregistered.effective_on,
        reason="evidence-found",
        counted=deregistered.counted_before,
    )
