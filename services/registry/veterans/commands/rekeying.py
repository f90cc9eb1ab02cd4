"""Files under keys that are being replaced: the keys of persons, and what numbers and names are found by."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, or_, select, update

from services.registry.veterans.commands.name_tokens import name_tokens
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.commands.search_keys import found_by
from services.registry.veterans.queries.files import opened_name, opened_number
from services.registry.veterans.tables import DATA_KEY, NAME_TOKEN, PERSON
from shared.command import Transaction
from shared.database.bulk import insert_many
from shared.privacy.keyring import Keyring, SearchHashes
from shared.rotation import CHUNK_ROWS, Chunk, wrapped_keys

_HASHES = (PERSON.c.id_number_hash_a, PERSON.c.id_number_hash_b)
_PERSONS: Select[Any] = select(PERSON.c.person_id, PERSON.c.id_number_sealed, DATA_KEY.c.wrapped).outerjoin(
    DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id
)

_NAMES: Select[Any] = select(PERSON.c.person_id, PERSON.c.name_sealed, DATA_KEY.c.wrapped).join(
    DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id
)


async def _hash_anew(tx: Transaction, keyring: Keyring, stale: ColumnElement[bool], after: UUID) -> Chunk:
    """Fill what a new search key is for, empty what a key was for that is gone."""
    # Whose number was freed is found by neither key, and by no new one.
    found = or_(*(column.is_not(None) for column in _HASHES))
    statement = _PERSONS.where(PERSON.c.person_id > after, found, stale).order_by(PERSON.c.person_id)
    rows = (await tx.connection.execute(statement.limit(CHUNK_ROWS).with_for_update(of=PERSON))).all()
    for row in rows:
        anew = _values(row, keyring)
        await tx.connection.execute(update(PERSON).where(PERSON.c.person_id == row.person_id).values(anew))
    return Chunk(rows[-1].person_id if len(rows) == CHUNK_ROWS else None, len(rows))


def _values(row: Row[Any], keyring: Keyring) -> dict[Any, Any]:
    """Whose key is gone is found no more."""
    hashes = number_hashes(keyring, opened_number(row, keyring)) if row.wrapped else SearchHashes(None, None)
    return dict(zip(_HASHES, hashes, strict=True))


async def _tokens_anew(tx: Transaction, keyring: Keyring, stale: ColumnElement[bool], after: UUID) -> Chunk:
    """Make those of a new search key, or of files of before there were any; drop those of a key that is gone."""
    statement = _NAMES.where(PERSON.c.person_id > after, stale).order_by(PERSON.c.person_id)
    # An erasure takes the key, which is held: it waits, and takes the tokens as well.
    rows = (await tx.connection.execute(statement.limit(CHUNK_ROWS).with_for_update(of=DATA_KEY))).all()
    persons = {row.person_id: opened_name(row, keyring) for row in rows}
    await tx.connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id.in_(persons)))
    tokens = [token for person_id, name in persons.items() for token in name_tokens(person_id, name, keyring)]
    await insert_many(tx.connection, NAME_TOKEN, tokens)
    return Chunk(rows[-1].person_id if len(rows) == CHUNK_ROWS else None, len(rows))


def _has_tokens(letter: str) -> ColumnElement[bool]:
    tokens = select(NAME_TOKEN.c.token).where(NAME_TOKEN.c.person_id == PERSON.c.person_id)
    return tokens.where(NAME_TOKEN.c.search_key == letter).exists()


DATA_KEYS = wrapped_keys(DATA_KEY, DATA_KEY.c.wrapped, DATA_KEY.c.person_id)
NUMBERS = found_by("person", [column.is_not(None) for column in _HASHES], _hash_anew)
NAMES = found_by("name_token", [_has_tokens(letter) for letter in SearchHashes._fields], _tokens_anew)
