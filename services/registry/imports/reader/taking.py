"""Reads an uploaded file into the spool, a few at a time."""

from contextlib import aclosing
from typing import BinaryIO

from services.registry.imports.commands.spool import Spool
from services.registry.imports.domain import SheetEmpty, match_headers
from services.registry.imports.parameters import (
    ACTS_PER_CHUNK,
    READER_WAIT_SECONDS,
    READERS,
    ROWS_PER_CHUNK,
    SHEETS,
    Column,
    ImportKind,
)
from services.registry.imports.reader.isolation import Limits, read_isolated
from shared.http.overload import Limiter

# Each reader may take as much memory as all the rest of this process.
_READING = Limiter(slots=READERS, wait_seconds=READER_WAIT_SECONDS)


async def take(file: BinaryIO, kind: ImportKind, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `domain.py` names, `Overloaded`."""
    size = ROWS_PER_CHUNK if kind is ImportKind.REGISTRATIONS else ACTS_PER_CHUNK
    async with _READING.turn(), aclosing(read_isolated(file, limits)) as groups:
        async for [(_, header)] in groups:
            columns = match_headers(header, SHEETS[kind])
            async for group in groups:
                for first in range(0, len(group), size):
                    chunks.append(group[first : first + size])
            return columns
    raise SheetEmpty
