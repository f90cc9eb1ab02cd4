"""Personal fields at rest: AES-256-GCM under a key per person, which a master key wraps; equality search by keyed HMAC.

Deleting a person's wrapped key makes everything encrypted under it unreadable, backups included. The master key itself
encrypts no field, so that it can be replaced by wrapping the persons' keys anew; the name of the master key stands in
front of what it wrapped.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from shared.privacy.personal import Personal

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_PROFILE = b"\x01"  # AES-256-GCM; another cipher takes another number
_WRAPPED_FOR = "veterans/person-key/"
_SEPARATOR = "\x1f"


class BrokenCiphertext(Exception):
    """The bytes were not encrypted for this place, person and key, or were changed. Says nothing of their content."""


class UnusableMasterKey(Exception):
    """The configured master key is not 32 bytes in base64, or is not the one that wrapped the key at hand."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One person's key, open. Keep it no longer than the work at hand."""

    cipher: AESGCM

    def __repr__(self) -> str:
        return "<DataKey>"


class Keyring:
    """What the master key opens. One per process; hold no other copy of the key.

    `master_key` is 32 random bytes in base64; `key_id` names it.
    """

    __slots__ = ("_prefix", "_search", "_wrapping", "key_id")

    def __init__(self, master_key: SecretStr, key_id: str = "1") -> None:
        secret = _decode(master_key.get_secret_value())
        self.key_id = key_id
        self._wrapping = AESGCM(_derive(secret, b"veterans wrapping v1"))
        self._search = hmac.new(_derive(secret, b"veterans search v1"), digestmod=sha256)
        self._prefix = _PROFILE + bytes([len(key_id)]) + key_id.encode()

    def new_key(self, person_id: UUID) -> tuple[DataKey, bytes]:
        """A fresh key for a person: open, and wrapped for keeping."""
        key = os.urandom(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        wrapped = self._wrapping.encrypt(nonce, key, (_WRAPPED_FOR + str(person_id)).encode())
        return DataKey(AESGCM(key)), self._prefix + nonce + wrapped

    def unwrap(self, wrapped: bytes, person_id: UUID) -> DataKey:
        """Raises UnusableMasterKey when another key wrapped it, BrokenCiphertext when it is not this person's."""
        if not wrapped.startswith(self._prefix):
            raise UnusableMasterKey(
                f"the key was wrapped by master key {master_key_id(wrapped)!r}, not {self.key_id!r}"
            )
        body = wrapped[len(self._prefix) :]
        key = _open(self._wrapping, body, (_WRAPPED_FOR + str(person_id)).encode())
        return DataKey(AESGCM(key))

    def search_hash(self, normalised: str, *, field: str = "") -> bytes:
        """HMAC-SHA256 for equality search; 32 bytes. The same value hashes differently under another `field` name."""
        digest = self._search.copy()
        digest.update(f"{field}{_SEPARATOR}{normalised}".encode())
        return digest.digest()

    def __repr__(self) -> str:
        return f"<Keyring {self.key_id}>"


def encrypt(value: Personal | str, table: str, column: str, person_id: UUID, key: DataKey) -> bytes:
    """Bound to its place: the bytes cannot be read in another column, row or table."""
    clear = value.reveal() if isinstance(value, Personal) else value
    nonce = os.urandom(NONCE_BYTES)
    return _PROFILE + nonce + key.cipher.encrypt(nonce, clear.encode(), _place(table, column, person_id))


def decrypt(stored: bytes, table: str, column: str, person_id: UUID, key: DataKey) -> str:
    """The clear text; wrap it in its personal type at once. Raises BrokenCiphertext."""
    if not stored.startswith(_PROFILE):
        raise BrokenCiphertext("unknown profile")
    return _open(key.cipher, stored[1:], _place(table, column, person_id)).decode()


def master_key_id(wrapped: bytes) -> str:
    """The name of the master key that wrapped a person's key."""
    return wrapped[2 : 2 + wrapped[1]].decode("ascii", "replace") if len(wrapped) > 2 else ""


def _place(table: str, column: str, person_id: UUID) -> bytes:
    return f"{table}{_SEPARATOR}{column}{_SEPARATOR}{person_id}".encode()


def _open(cipher: AESGCM, body: bytes, associated: bytes) -> bytes:
    if len(body) < NONCE_BYTES + TAG_BYTES:
        raise BrokenCiphertext("too short")
    try:
        return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], associated)
    except InvalidTag:
        raise BrokenCiphertext("not encrypted for this place, person and key") from None


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def _decode(master_key: str) -> bytes:
    try:
        secret = base64.b64decode(master_key, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise UnusableMasterKey("the master key must be 32 bytes in base64")
    return secret
