"""Rows of a CSV file, as Excel and WPS write it in China: UTF-8 with or without BOM, or GB18030."""

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from shared.workbooks.cells import Row
from shared.workbooks.refusals import FileUnreadable, NotASpreadsheet

ENCODINGS = ("utf-8-sig", "gb18030")
# No text has these; almost every other kind of file does.
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")


def delimited_rows(file: BinaryIO) -> Iterator[Row]:
    """The rows, blank ones included, every cell text. Raises `NotASpreadsheet`, `FileUnreadable`."""
    rows = csv.reader(io.StringIO(_text(file.read()), newline=""), strict=True)
    try:
        yield from (Row(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    except csv.Error as broken:
        raise FileUnreadable from broken


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            raise NotASpreadsheet
        return text
    raise NotASpreadsheet
