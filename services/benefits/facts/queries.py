"""What files say of persons, as far as it was asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import files_of, files_of_each
from services.benefits.facts.domain import FileFacts, joined, opened_form
from services.benefits.facts.tables import FACT_FETCH, FILE_FACTS
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring
from shared.service.fetching import Waiting

SALTED = b"digests of decisions"
_HELD, _WANTED = FILE_FACTS.c, FACT_FETCH.c
_WAITING = text("SELECT count(*), min(wanted_at) FROM fact_fetch WHERE wanted_version > fetched_version")


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a person's file was asked for: the last day, None: never. `waits`: registry told of a change since."""

    on: date | None
    waits: bool


async def find_file_facts(
    connection: AsyncConnection, persons: Collection[UUID], keyring: Keyring
) -> Mapping[UUID, FileFacts]:
    """By person, what his file says; where it is silent, one that was merged into it. Who was not asked for is
    missing."""
    known = files_of_each(persons).c
    wanted = select(known.person_id.label("whose"), FILE_FACTS).where(known.file_id == _HELD.person_id)
    found: defaultdict[UUID, dict[UUID, FileFacts]] = defaultdict(dict)
    for row in await connection.execute(wanted.order_by(_HELD.person_id)):
        found[row.whose][row.person_id] = opened(row, keyring)
    return {person: joined(files.pop(person, None), files.values()) for person, files in found.items()}


def opened(row: Any, keyring: Keyring) -> FileFacts:
    """The facts in a row of `file_facts`. Raises `BrokenCiphertext`, `UnusableKey`."""
    key = keyring.unwrap(row.data_key, row.person_id)
    clear = decrypt(row.facts, FILE_FACTS.name, _HELD.facts.name, row.person_id, key)
    return opened_form(clear, salt=key.digest(SALTED).hex())


async def find_asked(connection: AsyncConnection, person_id: UUID) -> Asked:
    """Of a person, by all of his files."""
    files = files_of(person_id)
    asked_on = await connection.scalar(select(func.min(_HELD.asked_on)).where(_HELD.person_id.in_(files)))
    is_wanted = _WANTED.wanted_version > _WANTED.fetched_version
    waits = await connection.scalar(select(exists().where(_WANTED.person_id.in_(files), is_wanted)))
    return Asked(asked_on, bool(waits))


async def find_waiting(connection: AsyncConnection) -> Waiting:
    """Of whom registry told of a change and was not asked yet."""
    row = (await connection.execute(_WAITING)).one()
    return Waiting(row[0], row[1])
