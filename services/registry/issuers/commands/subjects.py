"""What issuers call people may be a personal number: kept sealed, found by keyed hashes, brought under new keys."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from services.registry.accounts.tables import BINDING
from services.registry.issuers.domain.answer import Subject
from services.registry.veterans.commands.search_keys import found_by
from shared.command import Transaction
from shared.privacy.encryption import decrypt, encrypt
from shared.privacy.keyring import Keyring, SearchHashes
from shared.rotation import CHUNK_ROWS, Chunk, wrapped_keys

_PLACE = (BINDING.name, BINDING.c.subject_sealed.name)
_HASHES = (BINDING.c.subject_hash_a, BINDING.c.subject_hash_b)
_HASHED_FOR = f"{BINDING.name}.subject"


def subject_hashes(keyring: Keyring, issuer: str, name: str) -> SearchHashes:
    """What a binding is found by."""
    return keyring.search_hashes(f"{issuer} {name}", field=_HASHED_FOR)


def sealed_subject(keyring: Keyring, binding_id: UUID, subject: Subject) -> Mapping[str, Any]:
    """The columns of a subject."""
    key, wrapped = keyring.new_key(binding_id)
    hashes = subject_hashes(keyring, subject.issuer, subject.name)
    return {
        "issuer": subject.issuer,
        **{column.name: digest for column, digest in zip(_HASHES, hashes, strict=True)},
        "subject_sealed": encrypt(subject.name, *_PLACE, binding_id, key),
        "wrapped_key": wrapped,
    }


async def _hash_anew(tx: Transaction, keyring: Keyring, stale: ColumnElement[bool], after: UUID) -> Chunk:
    """Fill what a new search key is for, empty what a key was for that is gone."""
    statement = select(BINDING).where(BINDING.c.binding_id > after, stale).order_by(BINDING.c.binding_id)
    rows = (await tx.connection.execute(statement.limit(CHUNK_ROWS).with_for_update())).all()
    for row in rows:
        name = decrypt(row.subject_sealed, *_PLACE, row.binding_id, keyring.unwrap(row.wrapped_key, row.binding_id))
        anew = dict(zip(_HASHES, subject_hashes(keyring, row.issuer, name), strict=True))
        await tx.connection.execute(update(BINDING).where(BINDING.c.binding_id == row.binding_id).values(anew))
    return Chunk(rows[-1].binding_id if len(rows) == CHUNK_ROWS else None, len(rows))


BINDING_KEYS = wrapped_keys(BINDING, BINDING.c.wrapped_key, BINDING.c.binding_id)
SUBJECTS = found_by("issuer_binding subject", [column.is_not(None) for column in _HASHES], _hash_anew)
