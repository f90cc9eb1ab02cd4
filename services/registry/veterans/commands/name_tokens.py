"""Names are sealed, and found by tokens: keyed hashes of their terms, under each search key, gone with the data key."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.domain.name_terms import SoughtName, Term, terms_of
from services.registry.veterans.tables import NAME_TOKEN
from shared.database.bulk import insert_many
from shared.privacy.keyring import Keyring, SearchHashes
from shared.privacy.personal import Personal

# Of a hash; of a county's hundred thousand terms no two share them.
TOKEN_BYTES = 8


def name_tokens(person_id: UUID, name: Personal, keyring: Keyring) -> list[dict[str, Any]]:
    """The rows that a person is found by."""
    return [
        {"person_id": person_id, "search_key": key, "token": token}
        for term in terms_of(name)
        for key, token in _tokens(keyring, term).items()
    ]


async def replace_name_tokens(connection: AsyncConnection, person_id: UUID, name: Personal, keyring: Keyring) -> None:
    """The same for one whose name has changed; the transaction holds the person's data key."""
    await connection.execute(delete(NAME_TOKEN).where(NAME_TOKEN.c.person_id == person_id))
    await insert_many(connection, NAME_TOKEN, name_tokens(person_id, name, keyring))


def tokens_sought(sought: SoughtName, keyring: Keyring) -> Sequence[frozenset[int]]:
    """Of each term its tokens, under the one search key or the other: who is sought has one of each."""
    return [frozenset(_tokens(keyring, term).values()) for term in sought.terms]


def digest_of(sought: SoughtName, keyring: Keyring) -> str:
    """What tells in the audit that the same was sought again, and to nobody without the key what it was."""
    digest = keyring.search_hash(sought.signs, field=f"sought-name/{sought.kind}")
    return str(UUID(bytes=digest[:16]))  # which the audit keeps whole, and takes for no number of a person


def _tokens(keyring: Keyring, term: Term) -> dict[str, int]:
    """By the letter of the key."""
    hashes = keyring.search_hashes(term.text, field=f"name/{term.kind}")
    return {
        letter: int.from_bytes(digest[:TOKEN_BYTES], "big", signed=True)
        for letter, digest in zip(SearchHashes._fields, hashes, strict=True)
        if digest is not None
    }
