"""Reads an uploaded file, as so many others are at once; that of an import into the spool, a few rows at a time."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from services.registry.imports.commands.spool import Spool
from services.registry.imports.domain import SheetEmpty, match_headers
from services.registry.imports.parameters import (
    ACTS_PER_CHUNK,
    READER_WAIT_SECONDS,
    READERS,
    ROWS_PER_CHUNK,
    SHEETS,
    ImportKind,
)
from services.registry.imports.parameters.columns import Column, Layout
from services.registry.imports.reader.isolation import Group, Limits, read_isolated
from shared.http.overload import Limiter

# Each reader may take as much memory as all the rest of this process.
_READING = Limiter(slots=READERS, wait_seconds=READER_WAIT_SECONDS)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is being read: its columns, and its rows in groups."""

    columns: tuple[Column, ...]
    groups: AsyncGenerator[Group, None]


@asynccontextmanager
async def reading(file: BinaryIO, layout: Layout, limits: Limits) -> AsyncIterator[Read]:
    """Raises what `domain.py` names, `Overloaded`."""
    async with _READING.turn(), aclosing(read_isolated(file, limits)) as groups:
        header = await anext(groups, None)
        if header is None:
            raise SheetEmpty
        [(_, cells)] = header
        yield Read(match_headers(cells, layout), groups)


async def take(file: BinaryIO, kind: ImportKind, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `reading` does."""
    size = ROWS_PER_CHUNK if kind is ImportKind.REGISTRATIONS else ACTS_PER_CHUNK
    async with reading(file, SHEETS[kind].layout, limits) as read:
        async for group in read.groups:
            for first in range(0, len(group), size):
                chunks.append(group[first : first + size])
        return read.columns
