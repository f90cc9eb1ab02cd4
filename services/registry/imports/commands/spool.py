"""The rows of a file, encrypted as they are read, on disk until the import is requested: memory holds one chunk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from uuid import UUID

import msgspec

from services.registry.imports.tables import IMPORT_CHUNK
from shared.ids import new_id
from shared.privacy.encryption import DataKey, decrypt, encrypt
from shared.privacy.keyring import Keyring
from shared.workbooks.cells import Cell

Rows = list[tuple[int, tuple[Cell, ...]]]
_ROWS = msgspec.json.Decoder(Rows)
_SEALED = "sealed"


class Spool:
    """Chunks of one import under a key of their own, in order. Iterating gives them again from the first."""

    def __init__(self, import_id: UUID, keyring: Keyring, file: BinaryIO) -> None:
        self.import_id = import_id
        self._key, self.wrapped_key = keyring.new_key(import_id)
        self._file = file
        self._sizes: list[int] = []
        self.rows_total = 0

    def __len__(self) -> int:
        return len(self._sizes)

    def append(self, rows: Rows) -> None:
        sealed = seal_rows(rows, len(self), self.import_id, self._key)
        self._file.write(sealed)
        self._sizes.append(len(sealed))
        self.rows_total += len(rows)

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        for size in self._sizes:
            yield self._file.read(size)


@contextmanager
def spooled(keyring: Keyring) -> Iterator[Spool]:
    """A spool for a new import, gone at the end of the block."""
    with tempfile.TemporaryFile() as file:
        yield Spool(new_id(), keyring, file)


def seal_rows(rows: Rows, number: int, import_id: UUID, key: DataKey) -> bytes:
    """A chunk for keeping, bound to its number and import."""
    clear = msgspec.json.encode(rows).decode()
    return encrypt(clear, IMPORT_CHUNK.name, f"{_SEALED}/{number}", import_id, key)


def open_rows(sealed: bytes, number: int, import_id: UUID, key: DataKey) -> Rows:
    """The rows of a chunk."""
    return _ROWS.decode(decrypt(sealed, IMPORT_CHUNK.name, f"{_SEALED}/{number}", import_id, key))
