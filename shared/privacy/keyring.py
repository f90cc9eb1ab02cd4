"""The keys of a service: master keys, which wrap the keys of persons, and search keys, which a value is found by.

Each can be replaced while the service runs. Of two master keys both read and the first wraps. Of two search keys both
are used for what is written, each in a column of its own, so that whoever knows only one of them finds it as well.
"""

import base64
import binascii
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Self
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from shared.followed import Followed
from shared.privacy.encryption import NONCE_BYTES, PROFILE, DataKey, open_sealed

KEY_BYTES = 32
ID_BYTES = 8
_WRAPPED_FOR = "veterans/person-key/"
_SEPARATOR = "\x1f"


class UnusableKey(Exception):
    """A configured key is not 32 bytes in base64, or no master key is the one that wrapped the key at hand."""


class SearchHashes(NamedTuple):
    """What a value is found by, under the keys `a` and `b`; None under a key that there is not."""

    a: bytes | None
    b: bytes | None


@dataclass(frozen=True)
class Keys:
    """Each 32 random bytes in base64. `master`: the first wraps; `search`: those for the columns `a` and `b`."""

    master: Sequence[SecretStr]
    search: tuple[SecretStr | None, SecretStr | None] = (None, None)


class Keyring:
    """What the configured keys open. One per process; hold no other copy of them. `renewed` as of `Followed`."""

    def __init__(self, keys: Keys, renewed: Callable[[], Keys | None] = lambda: None) -> None:
        def opened() -> _Opened | None:
            replaced = renewed()
            return _Opened.of(replaced) if replaced is not None else None

        self._opened = Followed(_Opened.of(keys), opened)

    @property
    def prefix(self) -> bytes:
        """What every key begins with that the first master key wrapped."""
        return self._opened.get().masters[0].prefix

    @property
    def fingerprint_secrets(self) -> Mapping[bytes, bytes]:
        """For `IdempotencyKey`: one of each master key, by its name."""
        return {master.prefix: master.fingerprint for master in self._opened.get().masters}

    def new_key(self, person_id: UUID) -> tuple[DataKey, bytes]:
        """A fresh key for a person: open, and wrapped for keeping."""
        key = os.urandom(KEY_BYTES)
        return DataKey.of(key), self._opened.get().masters[0].wrap(key, person_id)

    def unwrap(self, wrapped: bytes, person_id: UUID) -> DataKey:
        """Raises UnusableKey when an unknown key wrapped it, BrokenCiphertext when it is not this person's."""
        return DataKey.of(self._clear(wrapped, person_id))

    def rewrap(self, wrapped: bytes, person_id: UUID) -> bytes:
        """The same person's key under the first master key. Raises as `unwrap` does."""
        return self._opened.get().masters[0].wrap(self._clear(wrapped, person_id), person_id)

    def search_hashes(self, normalised: str, *, field: str = "") -> SearchHashes:
        """HMAC-SHA256 for equality search, 32 bytes each. Another `field` name gives other hashes."""
        value = f"{field}{_SEPARATOR}{normalised}".encode()
        a, b = (key.digest(value) if key else None for key in self._opened.get().search)
        return SearchHashes(a, b)

    def search_hash(self, normalised: str, *, field: str) -> bytes:
        """One of them, for what is short-lived: with the search key it changes at once."""
        return next(digest for digest in self.search_hashes(normalised, field=field) if digest is not None)

    @property
    def searches(self) -> tuple[bool, bool]:
        """Which of the columns `a` and `b` have a key."""
        a, b = self._opened.get().search
        return a is not None, b is not None

    @property
    def search_names(self) -> tuple[bytes | None, bytes | None]:
        """Names of the keys of the columns `a` and `b`, which tell nothing of them; None without a key."""
        a, b = (key.name if key else None for key in self._opened.get().search)
        return a, b

    def _clear(self, wrapped: bytes, person_id: UUID) -> bytes:
        # One that is unknown may have been put there this very second.
        master = self._opened.get().wrapper_of(wrapped) or self._opened.look().wrapper_of(wrapped)
        if master is None:
            raise UnusableKey("none of the master keys wrapped this person's key")
        return master.unwrap(wrapped, person_id)

    def __repr__(self) -> str:
        return "<Keyring>"


@dataclass(frozen=True, repr=False)
class _Master:
    prefix: bytes
    cipher: AESGCM
    fingerprint: bytes

    @classmethod
    def of(cls, key: SecretStr) -> Self:
        secret = decode(key)
        name = _derive(secret, b"veterans key name v1")[:ID_BYTES]
        wrapping = AESGCM(_derive(secret, b"veterans wrapping v1"))
        return cls(PROFILE + name, wrapping, _derive(secret, b"veterans fingerprints v1"))

    def wrap(self, key: bytes, person_id: UUID) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self.prefix + nonce + self.cipher.encrypt(nonce, key, _for(person_id))

    def unwrap(self, wrapped: bytes, person_id: UUID) -> bytes:
        return open_sealed(self.cipher, wrapped[len(self.prefix) :], _for(person_id))


class _Search:
    """HMAC-SHA256 (RFC 2104) under one key, which is hashed once: a register has some twenty terms a person, and of a
    short value the key's two blocks are most of the work."""

    def __init__(self, key: SecretStr) -> None:
        secret = decode(key)
        padded = secret.ljust(sha256().block_size, b"\0")
        self._inner, self._outer = (sha256(bytes(each ^ pad for each in padded)) for pad in (0x36, 0x5C))
        self.name = _derive(secret, b"veterans search key name v1")[:ID_BYTES]

    def digest(self, value: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(value)
        outer.update(inner.digest())
        return outer.digest()

    def __repr__(self) -> str:
        return "<Search>"


@dataclass(frozen=True, repr=False)
class _Opened:
    masters: tuple[_Master, ...]
    search: tuple[_Search | None, _Search | None]

    @classmethod
    def of(cls, keys: Keys) -> Self:
        a, b = (_Search(key) if key else None for key in keys.search)
        return cls(tuple(map(_Master.of, keys.master)), (a, b))

    def wrapper_of(self, wrapped: bytes) -> _Master | None:
        return next((each for each in self.masters if wrapped.startswith(each.prefix)), None)


def decode(key: SecretStr) -> bytes:
    """The bytes of a configured key. Raises UnusableKey."""
    try:
        secret = base64.b64decode(key.get_secret_value().strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise UnusableKey("a key must be 32 bytes in base64")
    return secret


def _for(person_id: UUID) -> bytes:
    return (_WRAPPED_FOR + str(person_id)).encode()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)
