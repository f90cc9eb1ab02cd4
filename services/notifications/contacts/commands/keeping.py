"""Contact points that staff keep here, and opt-outs."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.contacts.domain import ContactPoint, ContactPointNotFound, ContactPointRefused
from services.notifications.contacts.parameters import VerificationCode
from services.notifications.contacts.queries import files_of_each, hold_person, must_answer_for
from services.notifications.contacts.rules import NOT_A_MOBILE, mobile
from services.notifications.contacts.tables import CONTACT_POINT, OPT_OUT, PERSON_KEY
from services.notifications.templates.parameters import ChannelCode, PurposeCode
from shared.clock import local_date
from shared.command import Transaction, command
from shared.privacy.encryption import DataKey, encrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import PhoneNumber
from shared.rotation import wrapped_keys


@command
async def put_contact_point(
    tx: Transaction,
    person_id: UUID,
    channel: ChannelCode,
    *,
    keyring: Keyring,
    value: PhoneNumber,
    verification: VerificationCode | None,
) -> ContactPoint:
    """Keep the number, encrypted, instead of any before; unverified unless staff made sure that it is the person's own.

    Raises `PersonNotKnownYet`, `PersonIsErased`, `ContactPointRefused`.
    """
    tx.concerns(f"person {person_id}")
    await hold_person(tx.connection, tx.caller, person_id)
    number = normalised(value)
    key = await key_of(tx, keyring, person_id)
    verified_on = None if verification is None else local_date(tx.now)
    row = {
        "value": encrypt(number, CONTACT_POINT.name, CONTACT_POINT.c.value.name, person_id, key),
        "verification": verification,
        "verified_on": verified_on,
        "revoked_at": None,
        "contact_id": None,
        "contact_version": None,
    }
    statement = insert(CONTACT_POINT).values(person_id=person_id, channel=channel, **row)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["person_id", "channel"], set_=row))
    return ContactPoint(person_id, channel, verification, verified_on, None)


@command
async def revoke_contact_point(tx: Transaction, person_id: UUID, channel: ChannelCode) -> None:
    """Never use the contact point again, until another is kept. Once revoked it stays so; repeating changes nothing.

    Raises `PersonNotKnownYet`, `ContactPointNotFound`.
    """
    tx.concerns(f"person {person_id}")
    await must_answer_for(tx.connection, tx.caller, person_id)
    here = (CONTACT_POINT.c.person_id == person_id, CONTACT_POINT.c.channel == channel)
    if await tx.connection.scalar(select(CONTACT_POINT.c.channel).where(*here)) is None:
        raise ContactPointNotFound
    statement = update(CONTACT_POINT).where(*here, CONTACT_POINT.c.revoked_at.is_(None)).values(revoked_at=tx.now)
    await tx.connection.execute(statement)


@command
async def opt_out(tx: Transaction, person_id: UUID, purpose: PurposeCode) -> None:
    """The person wants no messages of this purpose. Repeating changes nothing.

    Raises `PersonNotKnownYet`.
    """
    tx.concerns(f"person {person_id}", purpose=purpose)
    await must_answer_for(tx.connection, tx.caller, person_id)
    statement = insert(OPT_OUT).values(person_id=person_id, purpose=purpose, opted_out_at=tx.now)
    await tx.connection.execute(statement.on_conflict_do_nothing())


@command
async def opt_in(tx: Transaction, person_id: UUID, purpose: PurposeCode) -> None:
    """The person wants messages of this purpose again, whichever of his files refused them. Repeating changes nothing.

    Raises `PersonNotKnownYet`.
    """
    tx.concerns(f"person {person_id}", purpose=purpose)
    await must_answer_for(tx.connection, tx.caller, person_id)
    files = files_of_each([person_id])
    own = OPT_OUT.c.person_id.in_(select(files.c.file_id))
    await tx.connection.execute(delete(OPT_OUT).where(own, OPT_OUT.c.purpose == purpose))


def normalised(value: PhoneNumber) -> PhoneNumber:
    """The number as it is kept, eleven digits. Raises `ContactPointRefused`."""
    number = mobile(value.reveal())
    if number is None:
        raise ContactPointRefused(fields=(NOT_A_MOBILE,))
    return PhoneNumber(number)


PERSON_KEYS = wrapped_keys(PERSON_KEY, PERSON_KEY.c.data_key, PERSON_KEY.c.person_id)


async def key_of(tx: Transaction, keyring: Keyring, person_id: UUID) -> DataKey:
    """The person's key, made at the first contact point. Two who make it at once end up with the same one."""
    _, fresh = keyring.new_key(person_id)
    claimed = insert(PERSON_KEY).values(person_id=person_id, data_key=fresh).on_conflict_do_nothing()
    await tx.connection.execute(claimed)
    kept = await tx.connection.execute(select(PERSON_KEY.c.data_key).where(PERSON_KEY.c.person_id == person_id))
    return keyring.unwrap(kept.scalar_one(), person_id)
