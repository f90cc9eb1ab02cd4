"""Recording a death, and revoking the record."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.registry.applicants.parameters import DECEASED
from services.registry.contributions.queries import last_deed_on
from services.registry.corrections.parameters import POLITICAL
from services.registry.corrections.queries.facts import places_of, timeline_of
from services.registry.deaths.domain import Death, NoDeathRecorded
from services.registry.kin.queries import must_not_be_recused
from services.registry.party_applications.commands import end_with_file, go_on_with_file
from services.registry.relocations.commands import follow_closed_units
from services.registry.teams.commands.following import follow_person
from services.registry.veterans.commands.changing import Recorded, publish_change
from services.registry.veterans.domain.standing import FileState, must_be_living, must_be_registered
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.queries.files import opened
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from services.registry.veterans.tables import DEATH
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import DeathRecordRevoked, VeteranDeceased
from shared.ids import new_id
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Reported:
    """A death, and what says so."""

    died_on: date
    source: str
    document: str


@command
async def record_death(
    tx: Transaction, veteran_id: UUID, reported: Reported, *, keyring: Keyring, version: int | None = None
) -> Recorded:
    """A person has died, today or before. Answers the record, and the version of the file from now on, to which only a
    revocation is added (R6).

    `version` is the one that was decided on, where it is known. Raises `VeteranNotFound` (also outside the scope),
    `FileChanged`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `DeathInvalid`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=reported.document)
    return await put_down_death(tx, veteran_id, reported, keyring=keyring, version=version)


async def put_down_death(
    tx: Transaction, veteran_id: UUID, reported: Reported, *, keyring: Keyring, version: int | None = None
) -> Recorded:
    """The same as a part of a command. Raises what `record_death` does."""
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    death = await _judged(tx, row, reported, keyring)
    death_id = new_id()
    line = {
        "death_id": death_id,
        "person_id": veteran_id,
        "died_on": death.died_on,
        "counted_on": death.counted_on,
        "source": reported.source,
        "document": reported.document,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(DEATH).values(line))
    event = VeteranDeceased(
        person_id=veteran_id,
        org_path=row.org_path,
        party_member=row.political_code in PARTY_MEMBER_CODES,
        death_date=death.died_on,
        effective_on=death.counted_on,
        source=reported.source,
    )
    told = await publish_change(tx, row, [event], state=FileState.DECEASED)
    await end_with_file(tx, veteran_id, on=death.died_on, reason=DECEASED, synthetic=row.synthetic)
    await follow_person(tx, veteran_id, death.died_on)
    return Recorded(told, death_id)


async def _judged(tx: Transaction, row: Row[Any], reported: Reported, keyring: Keyring) -> Death:
    """Raises `DeathInvalid`."""
    timeline = await timeline_of(tx.connection, row, POLITICAL, keyring)
    memberships = [fact.value in PARTY_MEMBER_CODES for fact in timeline]
    changes = [
        fact.holds_from
        for fact, is_member, was_member in zip(timeline[1:], memberships[1:], memberships, strict=False)
        if is_member != was_member
    ]
    number = opened(row, keyring, ["id_number"])["id_number"]
    moves = [place.on for place in (await places_of(tx.connection, row, keyring))[1:]]
    death = Death(
        reported.died_on,
        born_on(number.reveal()),
        row.registered_on,
        max(changes, default=None),
        local_date(tx.now),
        max(moves, default=None),
        await last_deed_on(tx.connection, row.veteran_id),
    )
    death.must_be_possible()
    return death


@command
async def revoke_death_record(
    tx: Transaction,
    veteran_id: UUID,
    *,
    reason: str,
    document: str,
    keyring: Keyring,
    version: int | None = None,
    death_id: UUID | None = None,
) -> int:
    """The record was wrong, and is as if it had never been; it is kept. Answers the version of the file from now on.
    `death_id`: this record and none that was made since. Who is said to live is paid again: nobody says so of himself
    or his kin.

    Raises `VeteranNotFound` (also outside the scope), `FileChanged`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `PersonIsDeregistered`, `FileErased`,
    `NoDeathRecorded`, `OrgUnitIsClosed`. A unit that has closed meanwhile gives him to the one above it: the living are
    somebody's to look after (R2).
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    await must_not_be_recused(tx, veteran_id)
    must_be_registered(row.state)
    must_be_readable(row)
    death = await find_death(tx.connection, veteran_id)
    if death is None or death_id not in {None, death.death_id}:
        raise NoDeathRecorded
    revoked = {
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": reason,
        "revocation_document": document,
    }
    await tx.connection.execute(update(DEATH).where(DEATH.c.death_id == death.death_id).values(revoked))
    event = DeathRecordRevoked(
        person_id=veteran_id,
        org_path=row.org_path,
        party_member=row.political_code in PARTY_MEMBER_CODES,
        death_date=death.died_on,
        effective_on=death.counted_on,
        reason=reason,
    )
    again = await publish_change(tx, row, [event], state=FileState.REGISTERED)
    await go_on_with_file(tx, veteran_id, since=death.died_on, reason=DECEASED, synthetic=row.synthetic)
    await follow_person(tx, veteran_id, None)
    return await follow_closed_units(tx, veteran_id, again, keyring=keyring, document=document)
