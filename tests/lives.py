"""Persons' lives as registry tells of them: membership that changes, deaths, deregistrations, moves and
their revocation, merges and their undoing."""

from datetime import date
from uuid import UUID

import msgspec

from shared.events.registry import (
    CountedPeriod,
    DeathRecordRevoked,
    DeregistrationRevoked,
    RelocationRevoked,
    TransferRevoked,
    VeteranDeceased,
    VeteranDeregistered,
    VeteranProfileUpdated,
    VeteranRelocated,
    VeteransMerged,
    VeteransUnmerged,
    VeteranTransferOutCompleted,
    VeteranTransferredIn,
)
from shared.events.registry.records import RegistrationDayCorrected
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


def registration_day_corrected(
    org_path: str, was: date, will: date, *, party_member: bool = False, person_id: UUID | None = None
) -> RegistrationDayCorrected:
    """Somebody was registered on another day."""
    first, after = sorted((was, will))
    period = CountedPeriod(org_path=org_path, starts_on=first, ends_on=after, party_member=party_member)
    return RegistrationDayCorrected(
        person_id=person_id or new_id(),
        org_path=org_path,
        registered_before=was,
        registered_on=will,
        evidence="registration-form",
        counted_before=(period,) if was < will else (),
        counted=() if was < will else (period,),
    )


def veteran_relocated(
    left: str, reached: str, on: date, *, party_member: bool = False, person_id: UUID | None = None
) -> VeteranRelocated:
    """Somebody's domicile has moved from the one unit to the other."""
    before, after = [
        (CountedPeriod(org_path=path, starts_on=on, ends_on=None, party_member=party_member),)
        for path in (left, reached)
    ]
    return VeteranRelocated(
        person_id=person_id or new_id(),
        org_path=reached,
        kind="domicile",
        from_org_code=left.rpartition(".")[2],
        to_org_code=reached.rpartition(".")[2],
        to_org_path=reached,
        division_code="411329105200",
        effective_on=on,
        counted_before=before,
        counted=after,
    )


def residence_moved(responsible: str, reached: str | None, on: date, *, person_id: UUID) -> VeteranRelocated:
    """Somebody lives where another unit serves, or none but the responsible one."""
    return VeteranRelocated(
        person_id=person_id,
        org_path=responsible,
        kind="residence",
        from_org_code=None,
        to_org_code=reached.rpartition(".")[2] if reached else None,
        to_org_path=reached,
        division_code="411329105200",
        effective_on=on,
        counted_before=(),
        counted=(),
    )


def relocation_revoked(moved: VeteranRelocated, back_to: str | None) -> RelocationRevoked:
    """It has not."""
    return RelocationRevoked(
        person_id=moved.person_id,
        org_path=back_to if moved.kind == "domicile" and back_to else moved.org_path,
        kind=moved.kind,
        from_org_code=moved.to_org_code,
        to_org_code=moved.from_org_code,
        to_org_path=back_to,
        division_code="411329104210",
        effective_on=moved.effective_on,
        reason="wrong-date",
        counted_before=moved.counted,
        counted=moved.counted_before,
    )


def veterans_merged(
    org_path: str,
    since: date,
    until: date | None = None,
    *,
    party_member: bool = False,
    merged_id: UUID | None = None,
    surviving_id: UUID | None = None,
) -> VeteransMerged:
    """A file that was counted in one period was merged: as the stream of that file tells it."""
    merged = merged_id or new_id()
    return VeteransMerged(
        person_id=merged,
        surviving_id=surviving_id or new_id(),
        merged_id=merged,
        org_path=org_path,
        chosen_division="411329104210",
        reason="registered-twice",
        counted_before=(
            CountedPeriod(org_path=org_path, starts_on=since, ends_on=until, party_member=party_member),
        ),
    )  # fmt: skip


def as_survivors_tell(event: VeteransMerged) -> VeteransMerged:
    """The same on the stream of the file that goes on."""
    return msgspec.structs.replace(event, person_id=event.surviving_id, counted_before=())


def veterans_unmerged(merged: VeteransMerged) -> VeteransUnmerged:
    """They are two."""
    return VeteransUnmerged(
        person_id=merged.person_id,
        surviving_id=merged.surviving_id,
        merged_id=merged.merged_id,
        org_path=merged.org_path,
        reason="two-persons",
        counted=merged.counted_before,
    )


def transferred_out(left: str, on: date, *, person_id: UUID) -> VeteranTransferOutCompleted:
    """Somebody has moved to another county."""
    counted = CountedPeriod(org_path=left, starts_on=on, ends_on=None, party_member=False)
    return VeteranTransferOutCompleted(
        person_id=person_id,
        org_path=left,
        to_division_code="411321",
        paid_through_month="2019-06",
        effective_on=on,
        counted_before=(counted,),
    )


def transferred_in(reached: str, on: date, *, person_id: UUID) -> VeteranTransferredIn:
    """He is back, at a unit."""
    counted = CountedPeriod(org_path=reached, starts_on=on, ends_on=None, party_member=False)
    return VeteranTransferredIn(
        person_id=person_id,
        org_code=reached.rpartition(".")[2],
        org_path=reached,
        from_division_code="411321",
        paid_through_month=None,
        first_month_here="2019-04",
        effective_on=on,
        counted=(counted,),
    )


def transfer_revoked(at: str, *, person_id: UUID, away_since: date | None = None) -> TransferRevoked:
    """The last of the two has not been."""
    return TransferRevoked(
        person_id=person_id,
        org_code=at.rpartition(".")[2],
        org_path=at,
        direction="in" if away_since else "out",
        reason="wrong-facts",
        away_since=away_since,
        counted_before=(),
        counted=(),
    )
