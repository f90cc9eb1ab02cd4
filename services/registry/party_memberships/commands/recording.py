"""Where a member's formal membership is; which branch or group here the member takes part in."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.registry.party.queries import hold_organisation
from services.registry.party_memberships.commands.counting import count_home, end_homes, take_home_back
from services.registry.party_memberships.commands.taking_part import begin_affiliation
from services.registry.party_memberships.domain import (
    Home,
    MembershipInvalid,
    NoMember,
    TransferOpen,
    must_be_founded,
)
from services.registry.party_memberships.queries import find_open_letter, get_home
from services.registry.party_memberships.tables import PARTY_MEMBERSHIP
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.queries.holding import lock_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_memberships import PartyAffiliationRecorded, PartyMembershipRecorded
from shared.ids import new_id
from shared.refusal import FieldFault


@dataclass(frozen=True, slots=True)
class Stated:
    """With which organisation, here by its code or outside by its name, since when, and what says so. `instead`: what
    was said last was wrong, and never was."""

    party_org_code: str | None
    outside: str | None
    since: date
    document: str
    instead: bool = False


@command
async def record_membership(tx: Transaction, veteran_id: UUID, stated: Stated) -> UUID:
    """Where the person's formal membership is, known for the first time or otherwise than was said: what was said is
    kept, and ends where this begins. A transfer by letter is an act of its own.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`, `NoMember`,
    `NoFormalMembership` (nothing was said that this is said instead of), `TransferOpen`, `PartyOrganisationNotFound`,
    `PartyOrganisationIsDissolved`, `OrgUnitIsClosing`, `MembershipInvalid`.
    """
    row = await lock_member(tx, veteran_id, stated.document)
    if await find_open_letter(tx.connection, veteran_id) is not None:
        raise TransferOpen
    _must_be_past("since", stated.since, local_date(tx.now))
    home = await home_of(tx, stated.party_org_code, stated.outside, since=stated.since)
    if stated.instead:
        await take_home_back(tx, veteran_id)
    await end_homes(tx, veteran_id, stated.since)
    membership_id = await put_home(tx, veteran_id, home, stated.since, stated.document, version=1)
    event = PartyMembershipRecorded(
        membership_id=membership_id,
        person_id=veteran_id,
        party_org_code=home.party_org_code,
        is_outside=home.outside is not None,
        since=stated.since,
        is_probationary=row.political_code == "02",
    )
    tx.publish(event, sequence=1, synthetic=row.synthetic)
    await count_home(tx, await get_home(tx.connection, membership_id))
    return membership_id


@command
async def record_affiliation(
    tx: Transaction, veteran_id: UUID, *, party_org_code: str, since: date, document: str, instead: bool = False
) -> int:
    """Which branch or group here the member takes part in from a day on, whatever organisation he formally belongs to.
    `instead`: what was said last was wrong. Answers the version from now on.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`, `NoMember`,
    `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`, `OrgUnitIsClosing`, `MembershipInvalid`.
    """
    row = await lock_member(tx, veteran_id, document)
    _must_be_past("since", since, local_date(tx.now))
    organisation = await hold_organisation(tx.connection, party_org_code)
    must_be_founded(organisation.established_on, "since", since)
    version = await begin_affiliation(tx, veteran_id, party_org_code, since, instead=instead)
    event = PartyAffiliationRecorded(
        person_id=veteran_id, party_org_code=party_org_code, org_path=organisation.org_path, since=since
    )
    tx.publish(event, sequence=version, synthetic=row.synthetic)
    return version


async def lock_member(tx: Transaction, veteran_id: UUID, document: str) -> Row[Any]:
    """The file, for this transaction alone to change. Raises what `must_be_member` does."""
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_member(row)
    return row


def must_be_member(row: Row[Any], *, anywhere: bool = False) -> None:
    """Somebody living in this county, or `anywhere`. Raises `NoMember` and what `must_be_living` does."""
    must_be_living(row.state, anywhere=anywhere)
    if row.political_code not in PARTY_MEMBER_CODES:
        raise NoMember


async def home_of(
    tx: Transaction,
    party_org_code: str | None,
    outside: str | None,
    field: str = "party_org_code",
    *,
    since: date | None = None,
) -> Home:
    """`since`: from when on somebody is there, where that is known already.

    Raises `MembershipInvalid`, `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`, `OrgUnitIsClosing`.
    """
    Home(party_org_code, outside, None).must_be_one(field)
    if party_org_code is None:
        return Home(None, outside, None)
    organisation = await hold_organisation(tx.connection, party_org_code)
    if since is not None:
        must_be_founded(organisation.established_on, "since", since)
    return Home(party_org_code, None, organisation.org_path)


async def put_home(
    tx: Transaction, person_id: UUID, home: Home, since: date, document: str, *, version: int
) -> UUID:  # fmt: skip
    """Since that day it is here. Answers the id of the record."""
    membership_id = new_id()
    line = {
        "membership_id": membership_id,
        "person_id": person_id,
        "party_org_code": home.party_org_code,
        "outside": home.outside,
        "org_path": home.org_path,
        "since": since,
        "document": document,
        "version": version,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(PARTY_MEMBERSHIP).values(line))
    return membership_id


def _must_be_past(field: str, day: date, today: date) -> None:
    """Raises `MembershipInvalid`."""
    if day > today:
        raise MembershipInvalid(
            fields=[FieldFault(field, "in-future", "日期晚于今天。", "The day lies in the future.")]
        )
