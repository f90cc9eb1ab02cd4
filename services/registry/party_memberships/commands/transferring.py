"""Formal membership is transferred by a letter: until its slip is back the member is counted where he was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.registry.database import refusing
from services.registry.party.queries import hold_organisation
from services.registry.party_memberships.commands.counting import count_home, end_homes, put_home_back
from services.registry.party_memberships.commands.recording import home_of, lock_member, must_be_member, put_home
from services.registry.party_memberships.domain import (
    Home,
    Letter,
    LetterNotFound,
    NoFormalMembership,
    TransferOpen,
    completed,
    expired,
    last_day,
    must_be_founded,
    must_be_issued,
    reopened,
    revoked,
)
from services.registry.party_memberships.parameters import LetterState
from services.registry.party_memberships.queries import find_home, find_letter, find_open_letter, get_home
from services.registry.party_memberships.tables import MEMBERSHIP_TRANSFER
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_file
from shared.clock import SHANGHAI, local_date
from shared.command import Transaction, command
from shared.events.registry.party_memberships import (
    PartyMembershipTransferCompleted,
    PartyMembershipTransferExpired,
    PartyMembershipTransferReopened,
    PartyMembershipTransferRevoked,
    PartyMembershipTransferStarted,
)
from shared.ids import new_id
from shared.schedule.job import Due, Job, Payload
from shared.schedule.planning import cancel, schedule_at


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter: where to, its number, the day of its issue, the last of its validity (None: as long as may be)."""

    to_code: str | None
    to_outside: str | None
    letter_no: str
    issued_on: date
    valid_until: date | None
    document: str


@command
async def start_membership_transfer(tx: Transaction, veteran_id: UUID, issued: Issued) -> Letter:
    """A letter is issued; it expires by itself when no slip comes back.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`, `NoMember`,
    `NoFormalMembership`, `TransferOpen`, `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`,
    `OrgUnitIsClosing`, `MembershipInvalid`.
    """
    row = await lock_member(tx, veteran_id, issued.document)
    standing = await find_home(tx.connection, veteran_id)
    if standing is None:
        raise NoFormalMembership
    if await find_open_letter(tx.connection, veteran_id) is not None:
        raise TransferOpen
    valid_until = issued.valid_until or last_day(issued.issued_on)
    must_be_issued(issued.issued_on, valid_until, standing.since, local_date(tx.now))
    source = Home(standing.party_org_code, standing.outside, standing.org_path)
    target = await home_of(tx, issued.to_code, issued.to_outside, "to_code")
    own = (new_id(), veteran_id, source, target, issued.letter_no, issued.issued_on, valid_until)
    letter = Letter(*own, LetterState.STARTED, None, 1)
    line = {
        "transfer_id": letter.transfer_id,
        "person_id": veteran_id,
        **{f"from_{name}": value for name, value in _columns(source).items()},
        **{f"to_{name}": value for name, value in _columns(target).items()},
        "letter_no": letter.letter_no,
        "issued_on": letter.issued_on,
        "valid_until": valid_until,
        "state": letter.state,
        "document": issued.document,
        "version": letter.version,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    with refusing({"uq_membership_transfer_open": TransferOpen()}):
        await tx.connection.execute(insert(MEMBERSHIP_TRANSFER).values(line))
    await _plan_expiry(tx, letter)
    event = PartyMembershipTransferStarted(
        transfer_id=letter.transfer_id,
        person_id=veteran_id,
        from_code=source.party_org_code,
        to_code=target.party_org_code,
        letter_no=letter.letter_no,
        issued_on=letter.issued_on,
        valid_until=valid_until,
    )
    tx.publish(event, sequence=1, synthetic=row.synthetic)
    return letter


@command
async def complete_membership_transfer(
    tx: Transaction, transfer_id: UUID, *, on: date, document: str, version: int | None = None
) -> Letter:
    """The slip is back: from that day on formal membership is where the letter said, also where the unit beside that
    organisation is to be closed meanwhile. One that was dissolved takes nobody: the letter is revoked.

    Raises `LetterNotFound` (also outside the scope), `LetterChanged`, `LetterEnded`, `MembershipInvalid`,
    `PartyOrganisationIsDissolved`, and what `must_be_member` does.
    """
    before, row = await _locked(tx, transfer_id, document, version)
    # Who has left the county may have gone with the letter.
    must_be_member(row, anywhere=before.target.party_org_code is None)
    after = completed(before, on, local_date(tx.now))
    if after.target.party_org_code is not None:
        organisation = await hold_organisation(tx.connection, after.target.party_org_code, promised=True)
        must_be_founded(organisation.established_on, "completed_on", on)
    await _store(tx, after)
    await cancel(tx, EXPIRE_LETTER, key=_key(after))
    await end_homes(tx, after.person_id, on)
    membership_id = await put_home(tx, after.person_id, after.target, on, document, version=0)
    await count_home(tx, await get_home(tx.connection, membership_id))
    event = PartyMembershipTransferCompleted(
        transfer_id=transfer_id,
        person_id=after.person_id,
        from_code=after.source.party_org_code,
        to_code=after.target.party_org_code,
        completed_on=on,
    )
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after


@command
async def take_membership_slip_back(
    tx: Transaction, transfer_id: UUID, *, document: str, version: int | None = None
) -> Letter:
    """The slip was recorded by mistake: formal membership is where it was, and the letter is open, or expired where its
    validity is over.

    Raises `LetterNotFound` (also outside the scope), `LetterChanged`, `NoSlip`, `MembershipGoneOn`, `TransferOpen`,
    `PartyOrganisationIsDissolved`.
    """
    before, row = await _locked(tx, transfer_id, document, version)
    after = reopened(before, local_date(tx.now))
    if await find_open_letter(tx.connection, after.person_id) is not None:
        raise TransferOpen
    if after.source.party_org_code is not None:
        await hold_organisation(tx.connection, after.source.party_org_code, promised=True)
    await put_home_back(tx, before)
    await _store(tx, after)
    if after.state is LetterState.STARTED:
        await _plan_expiry(tx, after)
    event = PartyMembershipTransferReopened(
        transfer_id=transfer_id, person_id=after.person_id, completed_on=before.completed_on or before.issued_on
    )
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after


@command
async def revoke_membership_transfer(
    tx: Transaction, transfer_id: UUID, *, document: str, version: int | None = None
) -> Letter:
    """It came to nothing, or was issued wrongly. Raises `LetterNotFound` (also outside the scope), `LetterChanged`,
    `LetterEnded`."""
    before, row = await _locked(tx, transfer_id, document, version)
    after = revoked(before)
    await _store(tx, after)
    await cancel(tx, EXPIRE_LETTER, key=_key(after))
    event = PartyMembershipTransferRevoked(transfer_id=transfer_id, person_id=after.person_id)
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after


async def expire_letter(tx: Transaction, due: Due) -> Payload | None:
    """Its validity is over and no slip came: said once; the member is counted where he was."""
    letter = await find_letter(tx.connection, UUID(due.payload["id"]))
    after = None if letter is None else expired(letter, local_date(due.at))
    if after is not None:
        await _store(tx, after)
        event = PartyMembershipTransferExpired(
            transfer_id=after.transfer_id, person_id=after.person_id, valid_until=after.valid_until
        )
        tx.publish(event, sequence=after.version)
    return None


EXPIRE_LETTER = Job("expire-membership-letter", expire_letter)


async def _plan_expiry(tx: Transaction, letter: Letter) -> None:
    midnight = datetime.combine(letter.valid_until + timedelta(days=1), time(0, 5), SHANGHAI).astimezone(UTC)
    await schedule_at(tx, EXPIRE_LETTER, key=_key(letter), due_at=midnight, payload={"id": str(letter.transfer_id)})


async def _locked(tx: Transaction, transfer_id: UUID, document: str, version: int | None) -> tuple[Letter, Row[Any]]:
    """With the file of its person. Raises `LetterNotFound`, `LetterChanged`."""
    tx.concerns(f"membership-transfer {transfer_id}", purpose=document)
    letter = await find_letter(tx.connection, transfer_id)
    if letter is None:
        raise LetterNotFound
    try:
        row = await lock_file(tx.connection, letter.person_id, tx.caller)
    except VeteranNotFound as hidden:
        raise LetterNotFound from hidden.__cause__
    tx.concerns(f"veteran {letter.person_id}", purpose=document)  # it stands in the story of the file
    letter.must_be(version)
    return letter, row


async def _store(tx: Transaction, letter: Letter) -> None:
    own = MEMBERSHIP_TRANSFER.c.transfer_id == letter.transfer_id
    said = {"state": letter.state, "completed_on": letter.completed_on, "version": letter.version}
    await tx.connection.execute(update(MEMBERSHIP_TRANSFER).where(own).values(said))


def _columns(home: Home) -> dict[str, str | None]:
    return {"code": home.party_org_code, "outside": home.outside, "path": home.org_path}


def _key(letter: Letter) -> str:
    return f"membership-transfer {letter.transfer_id}"
