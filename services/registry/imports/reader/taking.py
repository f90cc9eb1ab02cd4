"""Reads the file of an import into the spool, a few rows at a time."""

from typing import BinaryIO

from services.registry.imports.commands.spool import Spool
from services.registry.imports.parameters import ACTS_PER_CHUNK, SHEETS, ImportKind
from shared.workbooks.columns import Column
from shared.workbooks.isolation import Limits
from shared.workbooks.limits import ROWS_PER_CHUNK
from shared.workbooks.taking import reading


async def take(file: BinaryIO, kind: ImportKind, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `reading` does."""
    size = ROWS_PER_CHUNK if kind is ImportKind.REGISTRATIONS else ACTS_PER_CHUNK
    async with reading(file, SHEETS[kind].layout, limits) as read:
        async for group in read.groups:
            for first in range(0, len(group), size):
                chunks.append(group[first : first + size])
        return read.columns
