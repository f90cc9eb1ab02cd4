"""Somebody makes sure that the number in a file is the person's own; and that it no longer is."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.registry.contacts.domain import (
    ContactPoint,
    NoMobile,
    NumberDiffers,
    TooManyVerifications,
    mobile_of,
    verified,
    withdrawn,
)
from services.registry.contacts.parameters import CHANNEL, NUMBER_CHANGED, VerificationCode, WithdrawalCode
from services.registry.contacts.queries import find_contact, lock_holder
from services.registry.contacts.tables import CONTACT_POINT
from services.registry.veterans.queries.holding import hold_file, hold_living
from shared.clock import local_date
from shared.command import Transaction, command
from shared.command.hourly import limit_hourly
from shared.events.registry import ContactPointVerified, ContactPointWithdrawn
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.privacy.personal import PhoneNumber


@command
async def verify_mobile(
    tx: Transaction,
    veteran_id: UUID,
    *,
    value: PhoneNumber,
    verification: VerificationCode,
    keyring: Keyring,
    most_an_hour: int,
) -> ContactPoint:
    """Somebody made sure that `value` is the person's own number; it must be the one in the file, which the caller sees
    masked. So each try counts.

    Raises `VeteranNotFound`, `PersonIsDeceased`, `ContactRefused`, `NoMobile`, `NumberDiffers`, `VerifiedAlready`,
    `TooManyVerifications`.
    """
    tx.concerns(f"veteran {veteran_id}")
    await limit_hourly(tx, most_an_hour, TooManyVerifications)
    number = mobile_of(value)
    await hold_living(tx.connection, veteran_id, tx.caller)
    holder = await lock_holder(tx.connection, veteran_id, keyring=keyring, caller=tx.caller)
    if holder.mobile is None:
        raise NoMobile
    if number != holder.mobile:
        raise NumberDiffers
    found = await find_contact(tx.connection, veteran_id) or ContactPoint(new_id(), veteran_id, CHANNEL)
    point = verified(found, verification, by=tx.caller.account_id, on=local_date(tx.now))
    row = asdict(point)
    statement = insert(CONTACT_POINT).values(row)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["contact_id"], set_=row))
    event = ContactPointVerified(
        contact_id=point.contact_id,
        person_id=veteran_id,
        org_path=holder.org_path,
        channel=point.channel,
        verification=verification,
        verified_on=local_date(tx.now),
    )
    tx.publish(event, sequence=point.version, synthetic=holder.synthetic)
    return point


@command
async def withdraw_verification(
    tx: Transaction, veteran_id: UUID, *, reason: WithdrawalCode, keyring: Keyring
) -> None:  # fmt: skip
    """The number in the file is not to be used any more, until it is verified anew.

    Raises `VeteranNotFound`, `NotVerified`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=reason)
    await hold_file(tx.connection, veteran_id)
    holder = await lock_holder(tx.connection, veteran_id, keyring=keyring, caller=tx.caller)
    await _withdraw(tx, await find_contact(tx.connection, veteran_id), holder.org_path, holder.synthetic, reason)


async def number_changed(
    tx: Transaction, person_id: UUID, *, org_path: str, synthetic: bool, reason: str = NUMBER_CHANGED
) -> None:
    """Part of every command that changes the mobile number in a file whose row it has locked: what was verified is the
    number before."""
    point = await find_contact(tx.connection, person_id)
    if point is not None and point.verified_on is not None:
        await _withdraw(tx, point, org_path, synthetic, reason)


async def _withdraw(
    tx: Transaction, found: ContactPoint | None, org_path: str, synthetic: bool, reason: str
) -> None:  # fmt: skip
    point = withdrawn(found)
    row = asdict(point)
    changed = update(CONTACT_POINT).where(CONTACT_POINT.c.contact_id == point.contact_id)
    await tx.connection.execute(changed.values(row))
    event = ContactPointWithdrawn(
        contact_id=point.contact_id,
        person_id=point.person_id,
        org_path=org_path,
        channel=point.channel,
        reason=reason,
        withdrawn_on=local_date(tx.now),
    )
    tx.publish(event, sequence=point.version, synthetic=synthetic)
