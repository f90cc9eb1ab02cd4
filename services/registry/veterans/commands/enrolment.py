"""Writing files: any number with the same few statements. Who came first is for the unique indexes to say (R1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.tables import ORG_UNIT
from services.registry.veterans.commands.sealing import SealedFile
from services.registry.veterans.tables import (
    DATA_KEY,
    DISCREPANCY,
    FILE_TO_COMPARE,
    NAME_TOKEN,
    PERSON,
    VETERAN,
    VETERAN_CATEGORY,
)
from shared.database.bulk import insert_many, insert_new
from shared.privacy.keyring import SearchHashes

RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person is registered."""

    veteran_id: UUID
    org_path: str
    location: str


_FOUND = (
    select(
        PERSON.c.id_number_hash_a, PERSON.c.id_number_hash_b, VETERAN.c.veteran_id, VETERAN.c.org_path, ORG_UNIT.c.name
    )
    .join(VETERAN, VETERAN.c.veteran_id == PERSON.c.person_id)
    .join(ORG_UNIT, ORG_UNIT.c.org_code == VETERAN.c.org_code)
    .where(
        or_(
            PERSON.c.id_number_hash_a == func.any(bindparam("a", type_=ARRAY(LargeBinary))),
            PERSON.c.id_number_hash_b == func.any(bindparam("b", type_=ARRAY(LargeBinary))),
        )
    )
)


async def find_registered(
    connection: AsyncConnection, numbers: Sequence[SearchHashes]
) -> Mapping[SearchHashes, Found]:  # fmt: skip
    """The registered persons among these identity numbers."""
    wanted = {name: [digest for each in numbers if (digest := getattr(each, name))] for name in SearchHashes._fields}
    rows = (await connection.execute(_FOUND, wanted)).all()
    by_a, by_b = ({row[place]: row for row in rows if row[place]} for place in (0, 1))
    matched = ((each, by_a.get(each.a) or by_b.get(each.b)) for each in numbers)
    return {each: Found(row.veteran_id, row.org_path, row.name) for each, row in matched if row is not None}


async def enrol(connection: AsyncConnection, files: Sequence[SealedFile]) -> frozenset[UUID]:
    """Write the files of those whose number nobody has registered; the ids of the ones written.

    Numbers go in sorted, so that two transactions with the same persons wait for each other instead of deadlocking.
    """
    ordered = sorted(files, key=lambda file: tuple(digest or b"" for digest in file.number_hashes))
    persons = [file.person for file in ordered]
    taken_in = await insert_new(connection, PERSON, persons, returning="person_id")
    written = [file for file in files if file.veteran_id in taken_in]
    keys = [{"person_id": file.veteran_id, "wrapped": file.wrapped_key} for file in written]
    await insert_many(connection, DATA_KEY, keys)
    await _write_records(connection, written)
    return frozenset(taken_in)


async def enrol_known(connection: AsyncConnection, files: Sequence[SealedFile]) -> frozenset[UUID]:
    """The same for persons who are known without a file, and are held (`queries.persons.hold_without_file`)."""
    if not files:
        return frozenset()
    ids = [file.veteran_id for file in files]
    for file in files:
        said = {name: value for name, value in file.person.items() if name not in {"person_id", "recorded_at"}}
        await connection.execute(update(PERSON).where(PERSON.c.person_id == file.veteran_id).values(said))
    await connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id.in_(ids)))
    await _write_records(connection, files)
    return frozenset(ids)


async def _write_records(connection: AsyncConnection, files: Sequence[SealedFile]) -> None:
    await insert_many(connection, NAME_TOKEN, [line for file in files for line in file.name_tokens])
    await insert_many(connection, VETERAN, [file.veteran for file in files])
    await insert_many(connection, VETERAN_CATEGORY, [line for file in files for line in _categories(file)])
    await insert_many(connection, DISCREPANCY, [line for file in files for line in file.discrepancies])
    compared = [{"person_id": file.veteran_id, "asked_at": file.person["recorded_at"]} for file in files]
    await insert_many(connection, FILE_TO_COMPARE, compared)


def _categories(file: SealedFile) -> list[dict[str, Any]]:
    received_on = file.veteran["registered_on"]
    return [
        {"veteran_id": file.veteran_id, "category_code": code, "state": RECEIVED, "received_on": received_on}
        for code in file.categories
    ]
