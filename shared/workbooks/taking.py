"""Reads a file that was handed in, as so many others are at once."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from shared.http.overload import Limiter
from shared.workbooks.columns import Column, Layout
from shared.workbooks.headers import match_headers
from shared.workbooks.isolation import Group, Limits, read_isolated
from shared.workbooks.limits import READER_WAIT_SECONDS, READERS
from shared.workbooks.refusals import SheetEmpty

# Each reader may take as much memory as all the rest of this process.
_READING = Limiter(slots=READERS, wait_seconds=READER_WAIT_SECONDS)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is being read: its columns, and its rows in groups."""

    columns: tuple[Column, ...]
    groups: AsyncGenerator[Group, None]


@asynccontextmanager
async def reading(file: BinaryIO, layout: Layout, limits: Limits) -> AsyncIterator[Read]:
    """Raises what `refusals.py` names, `Overloaded`."""
    async with _READING.turn(), aclosing(read_isolated(file, limits)) as groups:
        header = await anext(groups, None)
        if header is None:
            raise SheetEmpty
        [(_, cells)] = header
        yield Read(match_headers(cells, layout), groups)
