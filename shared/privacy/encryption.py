"""Personal fields at rest: AES-256-GCM under a key per person, which a master key wraps.

Deleting a person's wrapped key makes everything encrypted under it unreadable, backups included. The master key itself
encrypts no field, so that it can be replaced by wrapping the persons' keys anew (`shared/rotation`).
"""

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self
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
    digesting: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Self:
        """From the 32 bytes of it."""
        return cls(AESGCM(key), hmac.digest(key, b"veterans digests v1", sha256))

    def digest(self, content: bytes) -> bytes:
        """By which the same content is known among what is this person's, and by nobody who has not the key."""
        return hmac.digest(self.digesting, content, sha256)

    def __repr__(self) -> str:
        return "<DataKey>"


def encrypt(value: Personal | str, table: str, column: str, person_id: UUID, key: DataKey) -> bytes:
    """Bound to its place: the bytes cannot be read in another column, row or table."""
    clear = value.reveal() if isinstance(value, Personal) else value
    return encrypt_bytes(clear.encode(), table, column, person_id, key)


def decrypt(stored: bytes, table: str, column: str, person_id: UUID, key: DataKey) -> str:
    """The clear text; wrap it in its personal type at once. Raises BrokenCiphertext."""
    return decrypt_bytes(stored, table, column, person_id, key).decode()


def encrypt_bytes(content: bytes, table: str, column: str, person_id: UUID, key: DataKey) -> bytes:
    """The same of what is no text."""
    nonce = os.urandom(NONCE_BYTES)
    return PROFILE + nonce + key.cipher.encrypt(nonce, content, _place(table, column, person_id))


def decrypt_bytes(stored: bytes, table: str, column: str, person_id: UUID, key: DataKey) -> bytes:
    """The same of what is no text. Raises BrokenCiphertext."""
    if not stored.startswith(PROFILE):
        raise BrokenCiphertext("unknown profile")
    return open_sealed(key.cipher, stored[1:], _place(table, column, person_id))


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
