"""Reads an uploaded file into the spool, a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import BinaryIO

from services.registry.imports.commands.spool import Spool
from services.registry.imports.domain import SheetEmpty, match_headers
from services.registry.imports.parameters import READER_WAIT_SECONDS, READERS, Column
from services.registry.imports.reader.isolation import Limits, read_isolated
from shared.http.refusals import Overloaded

_READING = asyncio.Semaphore(READERS)


async def take(file: BinaryIO, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `domain.py` names, `Overloaded`."""
    async with _turn(), aclosing(read_isolated(file, limits)) as groups:
        async for [(_, header)] in groups:
            columns = match_headers(header)
            async for group in groups:
                chunks.append(group)
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
