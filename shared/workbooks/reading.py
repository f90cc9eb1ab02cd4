"""Reads an uploaded file in a process of its own, which may use so much memory and time and is gone afterwards.

A workbook is a stranger's program for memory: two cells far apart, or strings repeated, become gigabytes in any reader.
`python -m shared.workbooks.reading ROWS BYTES`: the file on standard input, frames on standard output,
each four bytes of length and MessagePack: rows `[number, [cells]]` in groups, or `{"refusal": …, "facts": …}`.
"""

import sys
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from shared.isolated import limit_this_process
from shared.refusal import Refusal
from shared.workbooks.cells import Row, is_filled
from shared.workbooks.delimited import delimited_rows
from shared.workbooks.limits import (
    CHARACTERS_PER_CHUNK,
    LENGTH_BYTES,
    LONGEST_CELL,
    MOST_CELLS,
    READER_MEMORY_BYTES,
    READER_SECONDS,
    ROWS_PER_CHUNK,
)
from shared.workbooks.refusals import FileUnreadable, OldWorkbook, SheetEmpty, TooManyColumns, TooManyRows
from shared.workbooks.sheets import workbook_rows

_ZIP = b"PK\x03\x04"
# The container of Excel 97 workbooks, and of newer ones under a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_rows(file: BinaryIO, *, most_rows: int, most_bytes: int) -> Iterator[Row]:
    """The header and every filled row below it. Raises what `refusals.py` names, at the latest at the end."""
    rows = map(_bounded, _rows(file, most_rows=most_rows, most_bytes=most_bytes))
    count = -1
    for count, row in enumerate(row for row in rows if row.number == 1 or not row.is_blank):
        if count > most_rows:
            raise TooManyRows(limit=most_rows)
        yield row
    if count < 1:
        raise SheetEmpty


def _rows(file: BinaryIO, *, most_rows: int, most_bytes: int) -> Iterator[Row]:
    start = file.read(len(_COMPOUND))
    file.seek(0)
    if start == _COMPOUND:
        raise OldWorkbook
    if start.startswith(_ZIP):
        return workbook_rows(file, most_rows=most_rows, most_bytes=most_bytes)
    return delimited_rows(file)


def _bounded(row: Row) -> Row:
    """Without the blanks at its end; of a text that no field takes, enough to say so. Raises `TooManyColumns`."""
    cells = [cell.strip()[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row.cells]
    while cells and not is_filled(cells[-1]):
        cells.pop()
    if len(cells) > MOST_CELLS:
        raise TooManyColumns(limit=MOST_CELLS)
    return Row(row.number, tuple(cells))


def _groups(rows: Iterator[Row]) -> Iterator[list[tuple[int, tuple[object, ...]]]]:
    """The header alone, so that it can be judged before all else, then the rows of one chunk each."""
    for header in rows:
        yield [(header.number, header.cells)]
        break
    group: list[tuple[int, tuple[object, ...]]] = []
    characters = 0
    for row in rows:
        group.append((row.number, row.cells))
        characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if len(group) == ROWS_PER_CHUNK or characters > CHARACTERS_PER_CHUNK:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _frames(rows: Iterator[Row]) -> Iterator[object]:
    try:
        yield from _groups(rows)
    except Refusal as refusal:
        yield {"refusal": refusal.code, "facts": refusal.facts}
    except MemoryError:
        yield {"refusal": FileUnreadable.code, "facts": {}}


def main(most_rows: int, most_bytes: int) -> None:
    limit_this_process(READER_MEMORY_BYTES, READER_SECONDS)
    encoder = msgspec.msgpack.Encoder()
    for frame in _frames(read_rows(sys.stdin.buffer, most_rows=most_rows, most_bytes=most_bytes)):
        encoded = encoder.encode(frame)
        sys.stdout.buffer.write(len(encoded).to_bytes(LENGTH_BYTES) + encoded)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
