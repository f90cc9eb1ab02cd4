"""The side of the API: starts the process that reads a file, and takes its rows as they come."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

import msgspec

from shared.isolated import isolated
from shared.refusal import Refusal
from shared.workbooks import refusals
from shared.workbooks.cells import Cell
from shared.workbooks.limits import LENGTH_BYTES, READER_SECONDS
from shared.workbooks.refusals import FileUnreadable

READER = "shared.workbooks.reading"
Group = list[tuple[int, tuple[Cell, ...]]]

_REFUSALS: Mapping[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        refusals.NotASpreadsheet,
        refusals.OldWorkbook,
        refusals.UnpacksTooLarge,
        refusals.FileUnreadable,
        refusals.FormulasFound,
        refusals.SheetEmpty,
        refusals.TooManyRows,
        refusals.TooManyColumns,
    )
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold."""

    most_rows: int
    most_unpacked_bytes: int


class _Refused(msgspec.Struct):
    refusal: str
    facts: dict[str, str | int]

    def raised(self) -> Refusal:
        refusal = _REFUSALS[self.refusal]
        return refusal(fields=(), **self.facts)


_DECODER = msgspec.msgpack.Decoder(list[tuple[int, tuple[Cell, ...]]] | _Refused)


async def read_isolated(file: BinaryIO, limits: Limits) -> AsyncGenerator[Group, None]:
    """Groups of rows as (number, cells): the header alone, then chunks. `file` has a file descriptor of its own.

    Raises what `refusals.py` names; `FileUnreadable` also when the reader died of its limits. Leaving early ends it.
    """
    arguments = (str(limits.most_rows), str(limits.most_unpacked_bytes))
    async with isolated(READER, *arguments, file=file) as reader:
        while (frame := await _frame(reader)) is not None:
            if isinstance(frame, _Refused):
                raise frame.raised()
            yield frame


async def _frame(reader: asyncio.subprocess.Process) -> Group | _Refused | None:
    """The next frame; None at the end of a reader that ended well."""
    output = cast(asyncio.StreamReader, reader.stdout)
    try:
        async with asyncio.timeout(READER_SECONDS):
            length = await output.readexactly(LENGTH_BYTES)
            frame: Group | _Refused = _DECODER.decode(await output.readexactly(int.from_bytes(length)))
    except asyncio.IncompleteReadError as ended:
        if ended.partial or await reader.wait() != 0:
            raise FileUnreadable from ended
        return None
    except TimeoutError as late:
        raise FileUnreadable from late
    return frame
