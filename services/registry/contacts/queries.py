"""Reading contact points, and the number each stands for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.contacts.domain import ContactPoint
from services.registry.contacts.parameters import CHANNEL, MOBILE
from services.registry.contacts.tables import CONTACT_POINT
from services.registry.veterans.queries.files import IS_REGISTERED, VeteranNotFound
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN, sealed
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.privacy.encryption import DataKey, decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import PhoneNumber

SEALED_MOBILE = sealed(MOBILE)
_FILE: Select[Any] = (
    select(
        VETERAN.c.veteran_id,
        VETERAN.c.org_path,
        PERSON.c.synthetic,
        PERSON.c[SEALED_MOBILE].label("value"),
        DATA_KEY.c.wrapped,
    )
    .join(PERSON, PERSON.c.person_id == VETERAN.c.veteran_id)
    # No key: the person's data was erased.
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == VETERAN.c.veteran_id)
    .where(IS_REGISTERED)
)


@dataclass(frozen=True)
class Holder:
    """What of a file its contact point stands on. `key` is None once the person's data was erased."""

    person_id: UUID
    org_path: str
    synthetic: bool
    key: DataKey | None
    mobile: PhoneNumber | None


@dataclass(frozen=True)
class Verified:
    """A contact point and its number."""

    point: ContactPoint
    value: PhoneNumber


async def get_holder(connection: AsyncConnection, person_id: UUID, *, keyring: Keyring, caller: Caller) -> Holder:
    """Raises `VeteranNotFound`, also for one of other units."""
    return await _holder(connection, _FILE, person_id, keyring, caller)


async def lock_holder(connection: AsyncConnection, person_id: UUID, *, keyring: Keyring, caller: Caller) -> Holder:
    """The same, for this transaction alone to change what is written about the person. Raises `VeteranNotFound`."""
    return await _holder(connection, _FILE.with_for_update(of=PERSON), person_id, keyring, caller)


async def find_contact(connection: AsyncConnection, person_id: UUID) -> ContactPoint | None:
    """The person's, verified or not; None when nobody ever made sure of any number."""
    held = CONTACT_POINT.c
    statement = select(CONTACT_POINT).where(held.person_id == person_id, held.channel == CHANNEL)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else ContactPoint(**row._mapping)


async def list_verified_of(
    connection: AsyncConnection, person_ids: Collection[UUID], *, caller: Caller
) -> Sequence[ContactPoint]:
    """The verified ones among these persons within the caller's scope; of an erased person there is none."""
    statement = select(CONTACT_POINT).where(_verified_of(person_ids, caller)).order_by(CONTACT_POINT.c.contact_id)
    joined = statement.join(VETERAN, VETERAN.c.veteran_id == CONTACT_POINT.c.person_id)
    rows = await connection.execute(joined.join(DATA_KEY, DATA_KEY.c.person_id == CONTACT_POINT.c.person_id))
    return [ContactPoint(**row._mapping) for row in rows]


async def reveal_verified(
    connection: AsyncConnection, person_ids: Collection[UUID], *, keyring: Keyring, caller: Caller
) -> Sequence[Verified]:
    """Those whose disclosure was recorded, with their numbers in clear."""
    statement = (
        select(CONTACT_POINT, PERSON.c[SEALED_MOBILE].label("value"), DATA_KEY.c.wrapped)
        .join(VETERAN, VETERAN.c.veteran_id == CONTACT_POINT.c.person_id)
        .join(PERSON, PERSON.c.person_id == CONTACT_POINT.c.person_id)
        .join(DATA_KEY, DATA_KEY.c.person_id == CONTACT_POINT.c.person_id)
        .where(_verified_of(person_ids, caller), PERSON.c[SEALED_MOBILE].is_not(None))
        .order_by(CONTACT_POINT.c.contact_id)
    )
    return [_verified(row, keyring) for row in await connection.execute(statement)]


def _verified_of(person_ids: Collection[UUID], caller: Caller) -> Any:
    held = CONTACT_POINT.c
    return held.person_id.in_(person_ids) & held.verified_on.is_not(None) & within(VETERAN.c.org_path, caller)


def _verified(row: Row[Any], keyring: Keyring) -> Verified:
    facts = {column.name: row._mapping[column.name] for column in CONTACT_POINT.columns}
    return Verified(
        ContactPoint(**facts), _number(row.value, row.person_id, keyring.unwrap(row.wrapped, row.person_id))
    )


async def _holder(
    connection: AsyncConnection, files: Select[Any], person_id: UUID, keyring: Keyring, caller: Caller
) -> Holder:
    row = (await connection.execute(files.where(VETERAN.c.veteran_id == person_id))).one_or_none()
    if row is None:
        raise VeteranNotFound
    caller.must_cover(row.org_path, VeteranNotFound())
    key = None if row.wrapped is None else keyring.unwrap(row.wrapped, person_id)
    mobile = None if key is None or row.value is None else _number(row.value, person_id, key)
    return Holder(person_id, row.org_path, row.synthetic, key, mobile)


def _number(value: bytes, person_id: UUID, key: DataKey) -> PhoneNumber:
    return PhoneNumber(decrypt(value, PERSON.name, SEALED_MOBILE, person_id, key))
