"""What files are compared by: keyed hashes of their terms, under each search key, gone with the data key."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.duplicates.domain.likeness import Recognised, Term, terms_of
from services.registry.duplicates.parameters import Ground
from services.registry.duplicates.queries import RECOGNISED, get_recognised
from services.registry.duplicates.tables import LIKENESS_TOKEN
from services.registry.veterans.commands.name_tokens import TOKEN_BYTES
from services.registry.veterans.commands.search_keys import found_by
from services.registry.veterans.queries.files import lines_of
from services.registry.veterans.tables import DATA_KEY
from shared.command import Transaction
from shared.database.bulk import insert_many
from shared.privacy.keyring import Keyring, SearchHashes
from shared.rotation import CHUNK_ROWS, Chunk

# What a person's file is recognised by, and for what each token stands.
Tokens = Mapping[UUID, Mapping[int, Ground]]


async def write_tokens(connection: AsyncConnection, rows: Sequence[Row[Any]], keyring: Keyring) -> Tokens:
    """Part of a command that holds the data keys of these files (rows of `lines_of`): what each is recognised by."""
    recognised = await get_recognised(connection, rows, keyring)
    lines = [line for person_id, file in recognised.items() for line in _lines(person_id, file, keyring)]
    await connection.execute(delete(LIKENESS_TOKEN).where(LIKENESS_TOKEN.c.person_id == func.any(list(recognised))))
    stored = [{name: value for name, value in line.items() if name != "ground"} for line in lines]
    await insert_many(connection, LIKENESS_TOKEN, stored)
    found: dict[UUID, dict[int, Ground]] = {person_id: {} for person_id in recognised}
    for line in lines:
        found[line["person_id"]][line["token"]] = line["ground"]
    return found


def _lines(person_id: UUID, file: Recognised, keyring: Keyring) -> list[dict[str, Any]]:
    return [
        {"person_id": person_id, "search_key": letter, "token": token, "ground": term.ground}
        for term in sorted(terms_of(file))
        for letter, token in _tokens(keyring, term)
    ]


def _tokens(keyring: Keyring, term: Term) -> Collection[tuple[str, int]]:
    hashes = keyring.search_hashes(term.text, field=f"likeness/{term.ground}")
    return [
        (letter, int.from_bytes(digest[:TOKEN_BYTES], "big", signed=True))
        for letter, digest in zip(SearchHashes._fields, hashes, strict=True)
        if digest is not None
    ]


async def _anew(tx: Transaction, keyring: Keyring, stale: ColumnElement[bool], after: UUID) -> Chunk:
    """Make those of a new search key, drop those of a key that is gone. A file that was never compared has none."""
    held = select(DATA_KEY.c.person_id).where(DATA_KEY.c.person_id > after, stale, or_(*_PRESENT))
    chunk = held.order_by(DATA_KEY.c.person_id).limit(CHUNK_ROWS).with_for_update()
    persons = list((await tx.connection.execute(chunk)).scalars())
    await write_tokens(tx.connection, (await tx.connection.execute(lines_of(persons, RECOGNISED))).all(), keyring)
    return Chunk(persons[-1] if len(persons) == CHUNK_ROWS else None, len(persons))


def _has_tokens(letter: str) -> ColumnElement[bool]:
    tokens = select(LIKENESS_TOKEN.c.token).where(LIKENESS_TOKEN.c.person_id == DATA_KEY.c.person_id)
    return tokens.where(LIKENESS_TOKEN.c.search_key == letter).exists()


_PRESENT = [_has_tokens(letter) for letter in SearchHashes._fields]
TOKENS = found_by("likeness_token", _PRESENT, _anew)
