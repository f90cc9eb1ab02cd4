"""Files under keys that are being replaced: the keys of persons, and what their numbers are found by."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update

from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.queries.files import opened_number
from services.registry.veterans.tables import DATA_KEY, PERSON
from shared.command import Transaction
from shared.privacy.keyring import Keyring
from shared.rotation import CHUNK_ROWS, Chunk, Rekeying, wrapped_keys

_HASHES = (PERSON.c.id_number_hash_a, PERSON.c.id_number_hash_b)
_PERSONS: Select[Any] = select(PERSON.c.person_id, PERSON.c.id_number_sealed, DATA_KEY.c.wrapped).outerjoin(
    DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id
)


async def _hash_anew(tx: Transaction, keyring: Keyring, after: UUID) -> Chunk:
    """Fill what a new search key is for, empty what a key was for that is gone."""
    stale = [
        column.is_(None) if is_known else column.is_not(None)
        for column, is_known in zip(_HASHES, keyring.searches, strict=True)
    ]
    statement = _PERSONS.where(PERSON.c.person_id > after, or_(*stale)).order_by(PERSON.c.person_id)
    rows = (await tx.connection.execute(statement.limit(CHUNK_ROWS).with_for_update(of=PERSON))).all()
    for row in rows:
        anew = _values(row, keyring)
        await tx.connection.execute(update(PERSON).where(PERSON.c.person_id == row.person_id).values(anew))
    return Chunk(rows[-1].person_id if rows else None, len(rows))


def _values(row: Row[Any], keyring: Keyring) -> dict[Any, Any]:
    """Whose key is gone can be found by no new one."""
    if row.wrapped is None:
        known = zip(_HASHES, keyring.searches, strict=True)
        return {column: column if is_known else None for column, is_known in known}
    hashes = number_hashes(keyring, opened_number(row, keyring))
    return dict(zip(_HASHES, hashes, strict=True))


DATA_KEYS = wrapped_keys(DATA_KEY, DATA_KEY.c.wrapped, DATA_KEY.c.person_id)
NUMBERS = Rekeying("person", _hash_anew)
