"""Writing files: any number with the same few statements. Who came first is for the unique indexes to say (R1),
of those that are still decided on as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.database import refusing
from services.registry.network.tables import ORG_UNIT
from services.registry.veterans.commands.sealing import SealedFile
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import UNREGISTERED, FileState
from services.registry.veterans.tables import (
    CATEGORY_HOLDING,
    DATA_KEY,
    DISCREPANCY,
    FILE_TO_COMPARE,
    NAME_TOKEN,
    PERSON,
    VETERAN,
)
from shared.auth.caller import Caller
from shared.clock import local_date
from shared.database.bulk import insert_many, insert_new
from shared.database.driver import DriverStatement
from shared.ids import new_id
from shared.privacy.keyring import SearchHashes

RECEIVED = "received"
_ONCE = ("holder_id", "category_code")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person is registered, or is to be."""

    veteran_id: UUID
    org_path: str
    residence_path: str | None
    location: str
    is_registered: bool

    def refusal(self, caller: Caller) -> AlreadyRegistered:
        """For who asks for the same number: where, only if he may know it."""
        if not caller.covers(self.org_path):
            return AlreadyRegistered()
        return AlreadyRegistered.at(self.location, is_registered=self.is_registered)


# An import looks up a thousand at once, in a register that grows meanwhile.
_FOUND = DriverStatement(
    select(
        PERSON.c.id_number_hash_a,
        PERSON.c.id_number_hash_b,
        VETERAN.c.veteran_id,
        VETERAN.c.org_path,
        VETERAN.c.state,
        VETERAN.c.residence_path,
        ORG_UNIT.c.name,
    )
    .join(VETERAN, VETERAN.c.veteran_id == PERSON.c.person_id)
    .join(ORG_UNIT, ORG_UNIT.c.org_code == VETERAN.c.org_code)
    .where(
        VETERAN.c.state != FileState.WITHDRAWN,
        or_(
            PERSON.c.id_number_hash_a == func.any(bindparam("a", type_=ARRAY(LargeBinary))),
            PERSON.c.id_number_hash_b == func.any(bindparam("b", type_=ARRAY(LargeBinary))),
        ),
    ),
    planned_anew=True,
)


async def find_registered(
    connection: AsyncConnection, numbers: Sequence[SearchHashes]
) -> Mapping[SearchHashes, Found]:  # fmt: skip
    """The registered persons among these identity numbers, and those who are decided on."""
    if not numbers:
        return {}
    wanted = {name: [digest for each in numbers if (digest := getattr(each, name))] for name in SearchHashes._fields}
    rows = await _FOUND.fetch(connection, wanted)
    by_a, by_b = ({row[place]: row for row in rows if row[place]} for place in (0, 1))
    matched = ((each, by_a.get(each.a) or by_b.get(each.b)) for each in numbers)
    return {
        each: Found(
            row["veteran_id"],
            row["org_path"],
            row["residence_path"],
            row["name"],
            row["state"] not in UNREGISTERED,
        )
        for each, row in matched
        if row is not None
    }


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
    """The same for persons who are known without a file, and are held (`queries.persons.hold_without_file`). A file
    whose registration was withdrawn goes on as what it is from now on."""
    if not files:
        return frozenset()
    ids = [file.veteran_id for file in files]
    withdrawn = await _over_withdrawn(connection, files)
    for file in files:
        said = {name: value for name, value in file.person.items() if name not in {"person_id", "recorded_at"}}
        await connection.execute(update(PERSON).where(PERSON.c.person_id == file.veteran_id).values(said))
    await connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id.in_(ids)))
    # Whose name or number was corrected a moment ago waits already: compared is what the file says from now on.
    await connection.execute(delete(FILE_TO_COMPARE).where(FILE_TO_COMPARE.c.person_id.in_(ids)))
    await _write_records(connection, files, without=withdrawn)
    return frozenset(ids)


async def _over_withdrawn(connection: AsyncConnection, files: Sequence[SealedFile]) -> frozenset[UUID]:
    """Those of these persons who have a file already, with what stands in it from now on."""
    held = VETERAN.c.veteran_id
    having = select(held).where(held.in_([file.veteran_id for file in files])).with_for_update()
    withdrawn = frozenset((await connection.execute(having)).scalars())
    for file in files:
        if file.veteran_id in withdrawn:
            await connection.execute(update(VETERAN).where(held == file.veteran_id).values(file.veteran))
    return withdrawn


async def _write_records(
    connection: AsyncConnection, files: Sequence[SealedFile], *, without: frozenset[UUID] = frozenset()
) -> None:
    await insert_many(connection, NAME_TOKEN, [line for file in files for line in file.name_tokens])
    await insert_many(connection, VETERAN, [file.veteran for file in files if file.veteran_id not in without])
    claimed = [line for file in files for line in _categories(file)]
    # Who held a category before he had a file, holds it.
    await insert_new(connection, CATEGORY_HOLDING, claimed, unique=_ONCE, returning="holding_id")
    await insert_many(connection, DISCREPANCY, [line for file in files for line in file.discrepancies])
    registered = [file for file in files if file.outgoing is not None]
    compared = [{"person_id": file.veteran_id, "asked_at": file.person["recorded_at"]} for file in registered]
    await insert_many(connection, FILE_TO_COMPARE, compared)


async def rewrite(connection: AsyncConnection, file: SealedFile) -> None:
    """A file that nobody has registered yet says this from now on, and nothing of what it said. Raises
    `AlreadyRegistered`."""
    await _empty(connection, file.veteran_id)
    person = {name: value for name, value in file.person.items() if name not in _LASTING}
    taken = {f"uq_person_id_number_hash_{key}": AlreadyRegistered() for key in SearchHashes._fields}
    with refusing(taken):
        await connection.execute(update(PERSON).where(PERSON.c.person_id == file.veteran_id).values(person))
    veteran = {name: value for name, value in file.veteran.items() if name not in _LASTING}
    await connection.execute(update(VETERAN).where(VETERAN.c.veteran_id == file.veteran_id).values(veteran))
    await connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id == file.veteran_id))
    await insert_many(connection, NAME_TOKEN, file.name_tokens)
    await insert_new(connection, CATEGORY_HOLDING, _categories(file), unique=_ONCE, returning="holding_id")
    await insert_many(connection, DISCREPANCY, file.discrepancies)


async def forget(connection: AsyncConnection, veteran_id: UUID, *, is_known: bool) -> None:
    """Of a file that nobody has registered nothing is left but that there was one, and its number may be registered;
    of whom is known otherwise, as a relative, say, name and number are."""
    await _empty(connection, veteran_id)
    if is_known:
        return
    await connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id == veteran_id))
    await connection.execute(delete(DATA_KEY).where(DATA_KEY.c.person_id == veteran_id))
    no_number = {PERSON.c.id_number_hash_a: None, PERSON.c.id_number_hash_b: None}
    await connection.execute(update(PERSON).where(PERSON.c.person_id == veteran_id).values(no_number))


async def _empty(connection: AsyncConnection, veteran_id: UUID) -> None:
    """What of a file may be missing, is."""
    held = CATEGORY_HOLDING.c
    await connection.execute(delete(CATEGORY_HOLDING).where(held.holder_id == veteran_id, held.version == 0))
    await connection.execute(delete(DISCREPANCY).where(DISCREPANCY.c.person_id == veteran_id))
    for table, key in ((PERSON, "person_id"), (VETERAN, "veteran_id")):
        nothing = {column.name: None for column in table.columns if column.nullable and column.name not in _HASHES}
        await connection.execute(update(table).where(table.c[key] == veteran_id).values(nothing))


# Whatever the form says.
_LASTING = frozenset({"person_id", "veteran_id", "version", "channel"})
_HASHES = frozenset({"id_number_hash_a", "id_number_hash_b"})


def _categories(file: SealedFile) -> list[dict[str, Any]]:
    """What a form claims is no application: it is told of once somebody hands in the evidence (`categories`)."""
    received_on = file.veteran["registered_on"] or local_date(file.veteran["recorded_at"])
    claimed = {
        "holder_id": file.veteran_id,
        "version": 0,
        "revision": 1,
        "round": 0,
        "state": RECEIVED,
        "state_from": received_on,
        "recorded_by": file.veteran["registered_by"],
        "known_from": file.veteran["recorded_at"],
    }
    return [{"holding_id": new_id(), "category_code": code, **claimed} for code in file.categories]
