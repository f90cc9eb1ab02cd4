"""Somebody without a veteran's file comes into the register, moves to another unit, dies or leaves; what was recorded
of that is revoked."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.database import refusing
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import hold_active_above, hold_open_unit, hold_unit
from services.registry.recipients.domain import NumberIsAnothers, PersonHasFile, Recipient, RecipientKnown
from services.registry.recipients.parameters import FORGOTTEN, IN_ERROR
from services.registry.recipients.queries import (
    RECIPIENTS,
    lock_recipient,
    recipient_of,
    recipients_of,
)
from services.registry.recipients.tables import RECIPIENT, RECIPIENT_PAST
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import look_at_age
from services.registry.veterans.commands.forgetting import Forgets, take_number
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.commands.taking_in import read_identity_of, take_in
from services.registry.veterans.domain.standing import VOID, FileState
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.files import opened_number
from services.registry.veterans.queries.holding import must_be_readable
from services.registry.veterans.queries.persons import hold_person
from services.registry.veterans.tables import VETERAN
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.contract import Event
from shared.events.registry import (
    RecipientEnded,
    RecipientEndRevoked,
    RecipientErased,
    RecipientMoved,
    RecipientRecorded,
)
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring, SearchHashes
from shared.privacy.personal import Personal

_PAST = [each.name for each in RECIPIENT_PAST.columns if each.name != "known_until"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who it is, as it was typed, which unit is responsible, and on which document."""

    id_number: Personal
    name: Personal
    org_code: str
    document: str


Cancels = Callable[[Transaction, UUID], Awaitable[None]]
"""What an erased person held is cancelled, since nothing of it is left (`categories.commands.cancel_categories`, in a
room above)."""


@command
async def record_recipient(
    tx: Transaction, newcomer: Newcomer, *, registrar: Registrar, most_an_hour: int, cancels: Cancels
) -> UUID:
    """Somebody comes into the register, or comes back; answers the id of the person, who becomes one unless one is
    known by the number (R1). Each counts as a search by number, since the answer tells that the number is known.

    Raises `TooManySearches`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `OutOfScope`, `PersonInvalid`,
    `NameDiffers`, `FileErased`, `PersonHasFile`, `RecipientKnown`.
    """
    await limit_searches(tx, most_an_hour)
    today = local_date(tx.now)
    identity = read_identity_of(newcomer.id_number, newcomer.name, Terms(today, registrar.synthetic_ids_allowed))
    unit = await _unit(tx, newcomer.org_code)
    person_id = await take_in(tx, identity, registrar.keyring)
    tx.concerns(f"recipient {person_id}", purpose=newcomer.document)
    if await _has_file(tx.connection, person_id):
        raise PersonHasFile
    recipient = await _written(tx, person_id, unit, newcomer.document, cancels)
    row = (await tx.connection.execute(RECIPIENTS.where(RECIPIENT.c.person_id == person_id))).one()
    event = RecipientRecorded(person_id=person_id, org_path=recipient.org_path, since=recipient.since)
    _publish(tx, recipient, row, event)
    return person_id


async def _unit(tx: Transaction, org_code: str) -> OrgUnit:
    unit = await hold_open_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    return unit


async def _has_file(connection: AsyncConnection, person_id: UUID) -> bool:
    held = VETERAN.c
    found = select(held.veteran_id).where(held.veteran_id == person_id, held.state.not_in(VOID))
    return await connection.scalar(found) is not None


async def _written(tx: Transaction, person_id: UUID, unit: OrgUnit, document: str, cancels: Cancels) -> Recipient:
    """Raises `RecipientKnown`: whoever records at once, too."""
    today = local_date(tx.now)
    known = select(RECIPIENT).where(RECIPIENT.c.person_id == person_id).with_for_update()
    row = (await tx.connection.execute(known)).one_or_none()
    if row is not None:
        was_erased = row.erased_at is not None
        anew = recipient_of(row).recorded_anew(unit, document, today=today, was_erased=was_erased)
        await _write_changed(tx, anew)
        if was_erased:
            await cancels(tx, person_id)
        return anew
    recipient = Recipient(person_id, unit.org_code, unit.org_path, today, document)
    with refusing({"pk_recipient": RecipientKnown()}):
        await tx.connection.execute(insert(RECIPIENT).values(**asdict(recipient), **_by(tx)))
    return recipient


@command
async def move_recipient(
    tx: Transaction, person_id: UUID, *, org_code: str, moved_on: date, document: str, version: int | None = None
) -> int:
    """Another unit is responsible from a day on; both are the caller's. What is being decided on goes with the person.
    Answers the version.

    Raises `RecipientNotFound` (also outside the scope), `RecipientChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `OrgUnitNotFound`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `OutOfScope`, `RecipientStays`, `RecipientInvalid`.
    """
    row, recipient = await _locked(tx, person_id, document, version)
    unit = await _unit(tx, org_code)
    return await _moved(tx, row, recipient, recipient.moved(unit, moved_on, document, today=local_date(tx.now)))


async def _moved(tx: Transaction, row: Row[Any], before: Recipient, after: Recipient) -> int:
    await _write_changed(tx, after)
    event = RecipientMoved(
        person_id=after.person_id, org_path=after.org_path, from_org_path=before.org_path, moved_on=after.since
    )
    return _publish(tx, after, row, event)


@command
async def end_recipient(
    tx: Transaction,
    person_id: UUID,
    *,
    reason: str,
    ended_on: date,
    document: str,
    forgets: Forgets,
    keyring: Keyring,
    version: int | None = None,
) -> int:
    """The person died, moved to another county, or was recorded in error: what he holds stands so as well. Who was
    recorded in error, and is known for nothing else, leaves his number free. Answers the version.

    Raises `RecipientNotFound` (also outside the scope), `RecipientChanged`, `PersonIsDeceased`, `PersonIsDeregistered`,
    `PersonTransferredOut`, `FileErased`, `RecipientInvalid`.
    """
    if reason == IN_ERROR:
        await hold_person(tx.connection, person_id)
    row, recipient = await _locked(tx, person_id, document, version)
    birth = born_on(opened_number(row, keyring).reveal())
    after = recipient.ended(reason, ended_on, document, born_on=birth, today=local_date(tx.now))
    await _write_changed(tx, after)
    if reason == IN_ERROR:
        await forgets(tx, person_id)
    event = RecipientEnded(
        person_id=person_id, org_path=after.org_path, ended_on=after.ended_on or ended_on, reason=reason
    )
    return _publish(tx, after, row, event)


@command
async def revoke_recipient_end(
    tx: Transaction, person_id: UUID, *, reason: str, document: str, keyring: Keyring, version: int | None = None
) -> int:
    """What was recorded of the end was wrong, and is as if it had never been; it is kept. The number is the person's
    again. Where the unit has closed, the next one above that works answers for him from that day on, as of a veteran.
    Answers the version.

    Raises `RecipientNotFound` (also outside the scope), `RecipientChanged`, `FileErased`, `RecipientNotEnded`,
    `NumberIsAnothers`.
    """
    row, recipient = await _locked(tx, person_id, document, version)
    after = recipient.restored(document)
    taken = {f"uq_person_id_number_hash_{key}": NumberIsAnothers() for key in SearchHashes._fields}
    with refusing(taken):
        await take_number(tx, person_id, number_hashes(keyring, opened_number(row, keyring)))
    await _write_changed(tx, after)
    event = RecipientEndRevoked(person_id=person_id, org_path=after.org_path, reason=reason)
    _publish(tx, after, row, event)
    return await _follow_closed(tx, row, after, document)


async def follow_closed_unit(tx: Transaction, person_id: UUID, *, document: str) -> None:
    """Part of a command after which no file says who is responsible for the person: where he is a recipient besides,
    whose unit has closed while the file stood, the next one above it is."""
    found = recipients_of([person_id]).where(RECIPIENT.c.state == FileState.REGISTERED)
    row = (await tx.connection.execute(found.with_for_update(of=RECIPIENT))).one_or_none()
    if row is not None:
        await _follow_closed(tx, row, recipient_of(row), document)


async def _follow_closed(tx: Transaction, row: Row[Any], recipient: Recipient, document: str) -> int:
    unit = await hold_unit(tx.connection, recipient.org_code)
    if unit is None or unit.closed_on is None:
        return recipient.version
    above = await hold_active_above(tx.connection, unit)
    since = max(unit.closed_on, recipient.since)
    return await _moved(tx, row, recipient, recipient.moved(above, since, document, today=local_date(tx.now)))


async def forget_recipient(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: on which documents somebody was recorded, now and before, is gone. Who
    was responsible, and since when, stays."""
    past = update(RECIPIENT_PAST).where(RECIPIENT_PAST.c.person_id == person_id)
    await tx.connection.execute(past.values(document=FORGOTTEN))
    own = update(RECIPIENT).where(RECIPIENT.c.person_id == person_id)
    await tx.connection.execute(own.values(document=FORGOTTEN, erased_at=tx.now))


async def publish_erasure(tx: Transaction, row: Row[Any], ground: str) -> None:
    """It is told in the stream of the recipient whose record is in this row."""
    own = update(RECIPIENT).where(RECIPIENT.c.person_id == row.veteran_id)
    await tx.connection.execute(own.values(version=row.version + 1))
    event = RecipientErased(person_id=row.veteran_id, org_path=row.org_path, ground=ground)
    tx.publish(event, sequence=row.version + 1, synthetic=row.synthetic)


async def _locked(tx: Transaction, person_id: UUID, document: str, version: int | None) -> tuple[Row[Any], Recipient]:
    tx.concerns(f"recipient {person_id}", purpose=document)
    row = await lock_recipient(tx.connection, person_id, tx.caller)
    recipient = recipient_of(row)
    recipient.must_stand(version)
    must_be_readable(row)
    return row, recipient


async def _write_changed(tx: Transaction, recipient: Recipient) -> Recipient:
    """What was believed until now is kept (R8); the person's age is looked at anew."""
    own = RECIPIENT.c.person_id == recipient.person_id
    before = (await tx.connection.execute(select(RECIPIENT).where(own))).one()
    # A clock that was set back makes no period that ends before it begins.
    until = max(tx.now, before.known_from)
    said = {name: before._mapping[name] for name in _PAST}
    await tx.connection.execute(insert(RECIPIENT_PAST).values(**said, known_until=until))
    written = {**asdict(recipient), **_by(tx), "erased_at": None}
    await tx.connection.execute(update(RECIPIENT).where(own).values(written))
    await look_at_age(tx, recipient.person_id)
    return recipient


def _publish(tx: Transaction, recipient: Recipient, row: Row[Any], event: Event) -> int:
    tx.publish(event, sequence=recipient.version, synthetic=row.synthetic)
    return recipient.version


def _by(tx: Transaction) -> dict[str, Any]:
    return {"recorded_by": tx.caller.account_id, "known_from": tx.now}
