"""Taking somebody out of the register from the start, and revoking that."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.applicants.parameters import DEREGISTERED
from services.registry.counting.queries import get_counted_periods
from services.registry.deregistrations.domain import NotDeregistered
from services.registry.deregistrations.queries import find_standing
from services.registry.deregistrations.tables import DEREGISTRATION
from services.registry.kin.queries import must_not_be_recused
from services.registry.party_applications.commands import end_with_file, go_on_with_file
from services.registry.recipients.commands import follow_closed_unit
from services.registry.relocations.commands import follow_closed_units
from services.registry.teams.commands.following import ALL_ALONG, follow_person
from services.registry.transfers.queries import gone_again, state_again
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import FileState, must_be_registered
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.command import Transaction, command
from shared.events.registry import DeregistrationRevoked, VeteranDeregistered
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Ground:
    """Why, and what shows it."""

    reason: str
    document: str


@command
async def deregister_veteran(
    tx: Transaction, veteran_id: UUID, ground: Ground, *, keyring: Keyring, version: int | None = None
) -> int:
    """The person should never have been registered, and is as if he had not been; the file is kept, and so is who has
    died. Whoever was a recipient before he had it is one again, at the unit above where his own has closed. Answers the
    version of the file from now on, to which only a revocation is added.

    `version` is the one that was decided on, where it is known. Raises `VeteranNotFound` (also outside the scope),
    `FileChanged`, `PersonIsDeregistered`, `FileErased`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=ground.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_registered(row.state)
    must_be_readable(row)
    line = {
        "deregistration_id": new_id(),
        "person_id": veteran_id,
        "effective_on": row.registered_on,
        "reason": ground.reason,
        "document": ground.document,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(DEREGISTRATION).values(line))
    event = VeteranDeregistered(
        person_id=veteran_id,
        org_path=row.org_path,
        effective_on=row.registered_on,
        reason=ground.reason,
        counted_before=await get_counted_periods(tx.connection, row, keyring),
    )
    told = await publish_change(tx, row, [event], state=FileState.DEREGISTERED)
    since: date = row.registered_on
    await end_with_file(tx, veteran_id, on=since, reason=DEREGISTERED, synthetic=row.synthetic)
    await follow_person(tx, veteran_id, ALL_ALONG)
    await follow_closed_unit(tx, veteran_id, document=ground.document)
    return told


@command
async def revoke_deregistration(
    tx: Transaction, veteran_id: UUID, ground: Ground, *, keyring: Keyring, version: int | None = None
) -> int:
    """It was wrong: the person is registered as before, living here or elsewhere, or dead. Answers the version of the
    file from now on. Nobody says so of himself or his kin.

    Raises `VeteranNotFound` (also outside the scope), `FileChanged`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `NotDeregistered`, `FileErased`,
    `OrgUnitIsClosed`. A unit that has closed meanwhile gives him to the one above it.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=ground.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    await must_not_be_recused(tx, veteran_id)
    record = await find_standing(tx.connection, veteran_id)
    if record is None:
        raise NotDeregistered
    must_be_readable(row)
    state = await state_again(tx.connection, veteran_id)
    revoked = {
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": ground.reason,
        "revocation_document": ground.document,
    }
    it = DEREGISTRATION.c.deregistration_id == record.deregistration_id
    await tx.connection.execute(update(DEREGISTRATION).where(it).values(revoked))
    event = DeregistrationRevoked(
        person_id=veteran_id,
        org_path=row.org_path,
        effective_on=record.effective_on,
        reason=ground.reason,
        counted=await get_counted_periods(tx.connection, row, keyring),
    )
    again = await publish_change(tx, row, [event], state=state)
    await follow_person(tx, veteran_id, await gone_again(tx.connection, veteran_id))
    if state is not FileState.REGISTERED:
        return again
    since: date = record.effective_on
    await go_on_with_file(tx, veteran_id, since=since, reason=DEREGISTERED, synthetic=row.synthetic)
    return await follow_closed_units(tx, veteran_id, again, keyring=keyring, document=ground.document)
