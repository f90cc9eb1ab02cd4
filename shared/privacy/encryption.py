"""Personal fields at rest: AES-256-GCM under a key per person, which a master key wraps.

Deleting a person's wrapped key makes everything encrypted under it unreadable, backups included. The master key itself
encrypts no field, so that it can be replaced by wrapping the persons' keys anew (`shared/rotation`).
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.personal import Personal

NONCE_BYTES = 12
TAG_BYTES = 16

PROFILE = b"\x01"  # AES-256-GCM; another cipher takes another number
_SEPARATOR = "\x1f"


class BrokenCiphertext(Exception):
    """The bytes were not encrypted for this place, person and key, or were changed. Says nothing of their content."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One person's key, open. Keep it no longer than the work at hand."""

    cipher: AESGCM

    def __repr__(self) -> str:
        return "<DataKey>"


def encrypt(value: Personal | str, table: str, column: str, person_id: UUID, key: DataKey) -> bytes:
    """Bound to its place: the bytes cannot be read in another column, row or table."""
    clear = value.reveal() if isinstance(value, Personal) else value
    nonce = os.urandom(NONCE_BYTES)
    return PROFILE + nonce + key.cipher.encrypt(nonce, clear.encode(), _place(table, column, person_id))


def decrypt(stored: bytes, table: str, column: str, person_id: UUID, key: DataKey) -> str:
    """The clear text; wrap it in its personal type at once. Raises BrokenCiphertext."""
    if not stored.startswith(PROFILE):
        raise BrokenCiphertext("unknown profile")
    return open_sealed(key.cipher, stored[1:], _place(table, column, person_id)).decode()


def open_sealed(cipher: AESGCM, body: bytes, associated: bytes) -> bytes:
    """What a nonce and the ciphertext after it hold. Raises BrokenCiphertext."""
    if len(body) < NONCE_BYTES + TAG_BYTES:
        raise BrokenCiphertext("too short")
    try:
        return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], associated)
    except InvalidTag:
        raise BrokenCiphertext("not encrypted for this place, person and key") from None


def _place(table: str, column: str, person_id: UUID) -> bytes:
    return f"{table}{_SEPARATOR}{column}{_SEPARATOR}{person_id}".encode()
