"""Persons by their numbers, whether or not they have a veteran's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.domain.values import Value
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN, sealed
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring, SearchHashes
from shared.privacy.personal import PersonName

_PERSON: Select[Any] = select(
    PERSON.c.person_id,
    PERSON.c.id_number_hash_a,
    PERSON.c.id_number_hash_b,
    PERSON.c.name_sealed,
    DATA_KEY.c.wrapped,
).outerjoin(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who is known, as a relative or a proxy, say. `wrapped` is the key of what is known of him; `version` of
    the file whose registration was withdrawn, 0 where he never had one."""

    person_id: UUID
    wrapped: bytes
    name_sealed: bytes
    version: int = 0

    def is_called(self, name: Value, keyring: Keyring) -> bool:
        """Whether this is the name that he is known by."""
        key = keyring.unwrap(self.wrapped, self.person_id)
        return PersonName(decrypt(self.name_sealed, PERSON.name, sealed("name"), self.person_id, key)) == name


async def find_person(connection: AsyncConnection, number: SearchHashes) -> Row[Any] | None:
    """`person_id`, `name_sealed` and `wrapped`, which is None once the person's data was erased."""
    row: Row[Any] | None = (await connection.execute(_PERSON.where(_has_one_of([number])))).one_or_none()
    return row


async def keep_person(connection: AsyncConnection, number: SearchHashes) -> None:
    """Nobody forgets the person of this number before this transaction has ended."""
    held = select(PERSON.c.person_id).where(_has_one_of([number]))
    await connection.execute(held.with_for_update(read=True, key_share=True))


async def keep_known(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether somebody is known by this number, and was not erased; nobody forgets him before this transaction has
    ended."""
    held = select(DATA_KEY.c.person_id).where(DATA_KEY.c.person_id == person_id)
    return await connection.scalar(held.with_for_update(read=True)) is not None


async def hold_person(connection: AsyncConnection, person_id: UUID) -> None:
    """Nobody else records anything that refers to the person before this transaction has ended."""
    await connection.execute(select(PERSON.c.person_id).where(PERSON.c.person_id == person_id).with_for_update())


async def hold_without_file(
    connection: AsyncConnection, numbers: Sequence[SearchHashes]
) -> Mapping[SearchHashes, KnownPerson]:
    """Those among these numbers whose persons are known, have no veteran's file but one whose registration was
    withdrawn, and were not erased; nobody else opens one for them before this transaction has ended."""
    if not numbers:
        return {}
    held = _PERSON.where(_has_one_of(numbers), DATA_KEY.c.wrapped.is_not(None)).order_by(PERSON.c.person_id)
    rows = (await connection.execute(held.with_for_update(of=PERSON))).all()
    # Asked once the rows are held: somebody may have waited for who opened a file meanwhile.
    having = select(VETERAN.c.veteran_id, VETERAN.c.state, VETERAN.c.version)
    files = await connection.execute(having.where(VETERAN.c.veteran_id.in_([row.person_id for row in rows])))
    versions = {row.veteran_id: row.version if row.state == FileState.WITHDRAWN else None for row in files}
    without = [row for row in rows if versions.get(row.person_id, 0) is not None]
    by_a, by_b = ({row[place]: row for row in without if row[place]} for place in (1, 2))
    matched = ((each, by_a.get(each.a) or by_b.get(each.b)) for each in numbers)
    return {
        each: KnownPerson(row.person_id, row.wrapped, row.name_sealed, versions.get(row.person_id) or 0)
        for each, row in matched
        if row is not None
    }


def _has_one_of(numbers: Sequence[SearchHashes]) -> Any:
    a, b = ([digest for each in numbers if (digest := getattr(each, name))] for name in SearchHashes._fields)
    return PERSON.c.id_number_hash_a.in_(a) | PERSON.c.id_number_hash_b.in_(b)
