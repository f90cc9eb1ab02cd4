"""Reads an uploaded file into the spool, a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
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
from shared.http.refusals import Overloaded

_READING = asyncio.Semaphore(READERS)


async def take(file: BinaryIO, kind: ImportKind, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `domain.py` names, `Overloaded`."""
    size = ROWS_PER_CHUNK if kind is ImportKind.REGISTRATIONS else ACTS_PER_CHUNK
    async with _turn(), aclosing(read_isolated(file, limits)) as groups:
        async for [(_, header)] in groups:
            columns = match_headers(header, SHEETS[kind])
            async for group in groups:
                for first in range(0, len(group), size):
                    chunks.append(group[first : first + size])
            return columns
    raise SheetEmpty


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Each reader may take as much memory as all the rest of this process."""
    try:
        async with asyncio.timeout(READER_WAIT_SECONDS):
            await _READING.acquire()
    except TimeoutError:
        raise Overloaded from None
    try:
        yield
    finally:
        _READING.release()
