"""Rows of an XLSX file. It is inspected before it is read: a small file can unpack to more than a machine holds."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from shared.workbooks.cells import Cell, Row
from shared.workbooks.refusals import FileUnreadable, FormulasFound, NotASpreadsheet, TooManyRows, UnpacksTooLarge

PIECE_BYTES = 1 << 20
# A tag that a piece cuts in two is seen whole when the next piece is searched together with so much of the last one.
OVERLAP_BYTES = 4096
MOST_PARTS = 2_000
MOST_BYTES_OF_CONTENTS = 1 << 20  # of the parts that say where the first sheet is
FORMULAS_SHOWN = 5
# No pattern looks into a tag twice: a tag ends before the next begins, and what it holds is searched by itself.
# Otherwise a file of 40 kB takes minutes.
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?c(\s[^<>]*)><(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet(\s[^<>]*)>")
_SHEET_ID = re.compile(rb'\b\w{1,40}:id="([^"]{1,200})"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship(\s[^<>]*)>")
_RELATION_ID = re.compile(rb'\bId="([^"]{1,200})"')
_TARGET = re.compile(rb'\bTarget="/?(?:xl/)?([^"]{1,200})"')


def workbook_rows(file: BinaryIO, *, most_rows: int, most_bytes: int) -> Iterator[Row]:
    """The rows of the first sheet, blank ones included, every cell text, number or boolean. At most `most_rows` and a
    header. Raises what `refusals.py` names."""
    _inspect(file, most_rows=most_rows, most_bytes=most_bytes)
    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            rows = workbook.get_sheet_by_index(0).iter_rows()
            yield from (Row(number, tuple(map(_cell, cells))) for number, cells in enumerate(rows, start=1))
    except (CalamineError, OSError, IndexError) as broken:
        raise FileUnreadable from broken


def _inspect(file: BinaryIO, *, most_rows: int, most_bytes: int) -> None:
    """Unpack every part once, piece by piece: what a part says about its own size may be a lie."""
    try:
        with zipfile.ZipFile(file) as archive:
            if "xl/workbook.xml" not in archive.namelist() or len(archive.infolist()) > MOST_PARTS:
                raise NotASpreadsheet
            if sum(part.file_size for part in archive.infolist()) > most_bytes:
                raise UnpacksTooLarge(limit_mb=most_bytes >> 20)
            sheet = _first_sheet(archive)
            for part in archive.infolist():
                _inspect_part(archive, part, most_rows=most_rows if part.filename == sheet else None)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as broken:
        raise NotASpreadsheet from broken


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part that holds the first sheet; unless it says otherwise, the usual one."""
    usual = "xl/worksheets/sheet1.xml"
    sheet = _SHEET.search(_contents(archive, "xl/workbook.xml"))
    name = sheet and _SHEET_ID.search(sheet[1])
    relations = "xl/_rels/workbook.xml.rels"
    if not name or relations not in archive.namelist():
        return usual
    for relation in _RELATION.findall(_contents(archive, relations)):
        target, its_id = _TARGET.search(relation), _RELATION_ID.search(relation)
        if target and its_id and its_id[1] == name[1]:
            return f"xl/{target[1].decode(errors='replace')}"
    return usual


def _contents(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as unpacked:
        return unpacked.read(MOST_BYTES_OF_CONTENTS)


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most_rows: int | None) -> None:
    """Read a part to its end, which also checks its CRC; in the sheet (`most_rows`), count rows and find formulas."""
    rows, formulas, before = 0, list[str](), b""
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE_BYTES):
            if most_rows is None:
                continue
            searched = before + piece
            rows += len(_ROW.findall(searched)) - len(_ROW.findall(before))
            formulas += [_name(cell) for cell in _FORMULA.findall(searched)]
            if rows > most_rows + 1:
                raise TooManyRows(limit=most_rows)
            if formulas:
                raise FormulasFound(cells=", ".join(formulas[:FORMULAS_SHOWN]))
            before = searched[-OVERLAP_BYTES:]


def _name(cell: bytes) -> str:
    found = _CELL.search(cell)
    return found[1].decode() if found else "?"


def _cell(value: object) -> Cell:
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
