"""Writing files: any number with the same few statements. Who came first is for the unique index to say (R1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.tables import ORG_UNIT
from services.registry.veterans.commands.sealing import SealedFile
from services.registry.veterans.tables import DATA_KEY, DISCREPANCY, PERSON, VETERAN, VETERAN_CATEGORY
from shared.database.bulk import insert_many, insert_new

RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person is registered."""

    veteran_id: UUID
    org_path: str
    location: str


async def find_registered(connection: AsyncConnection, hashes: Sequence[bytes]) -> Mapping[bytes, Found]:
    """The registered persons among these hashes of identity numbers."""
    statement = (
        select(PERSON.c.id_number_hash, VETERAN.c.veteran_id, VETERAN.c.org_path, ORG_UNIT.c.name)
        .join(VETERAN, VETERAN.c.veteran_id == PERSON.c.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.org_code == VETERAN.c.org_code)
        .where(PERSON.c.id_number_hash == func.any(list(hashes)))
    )
    rows = await connection.execute(statement)
    return {row.id_number_hash: Found(row.veteran_id, row.org_path, row.name) for row in rows}


async def enrol(connection: AsyncConnection, files: Sequence[SealedFile]) -> frozenset[UUID]:
    """Write the files of those whose number nobody has registered; the ids of the ones written.

    Numbers go in sorted, so that two transactions with the same persons wait for each other instead of deadlocking.
    """
    ordered = sorted(files, key=lambda file: file.id_number_hash)
    persons = [file.person for file in ordered]
    taken_in = await insert_new(connection, PERSON, persons, unique=["id_number_hash"], returning="person_id")
    written = [file for file in files if file.veteran_id in taken_in]
    keys = [{"person_id": file.veteran_id, "wrapped": file.wrapped_key} for file in written]
    await insert_many(connection, DATA_KEY, keys)
    await insert_many(connection, VETERAN, [file.veteran for file in written])
    await insert_many(connection, VETERAN_CATEGORY, [line for file in written for line in _categories(file)])
    await insert_many(connection, DISCREPANCY, [line for file in written for line in file.discrepancies])
    return frozenset(taken_in)


def _categories(file: SealedFile) -> list[dict[str, Any]]:
    received_on = file.veteran["registered_on"]
    return [
        {"veteran_id": file.veteran_id, "category_code": code, "state": RECEIVED, "received_on": received_on}
        for code in file.categories
    ]
