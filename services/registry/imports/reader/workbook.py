"""Rows of an XLSX file. It is inspected before it is read: a small file can unpack to more than a machine holds."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from services.registry.imports.domain import (
    Cell,
    FileUnreadable,
    FormulasFound,
    NotASpreadsheet,
    Row,
    TooManyRows,
    UnpacksTooLarge,
)

PIECE_BYTES = 1 << 20
# A tag that a piece cuts in two is seen whole when the next piece is searched together with so much of the last one.
OVERLAP_BYTES = 4096
MOST_PARTS = 2_000
FORMULAS_SHOWN = 5
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*><(?:\w+:)?f[\s>/]')
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\b\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")


def workbook_rows(file: BinaryIO, *, most_rows: int, most_bytes: int) -> Iterator[Row]:
    """The rows of the first sheet, blank ones included, every cell text, number or boolean. At most `most_rows` and a
    header. Raises what `domain.py` names."""
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
    sheet = _SHEET.search(archive.read("xl/workbook.xml"))
    relations = "xl/_rels/workbook.xml.rels"
    if sheet is None or relations not in archive.namelist():
        return usual
    for relation in _RELATION.findall(archive.read(relations)):
        target = re.search(rb'\bTarget="/?(?:xl/)?([^"]+)"', relation)
        if target and re.search(rb'\bId="' + re.escape(sheet[1]) + rb'"', relation):
            return f"xl/{target[1].decode(errors='replace')}"
    return usual


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most_rows: int | None) -> None:
    """Read a part to its end, which also checks its CRC; in the sheet (`most_rows`), count rows and find formulas."""
    rows, formulas, before = 0, list[str](), b""
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE_BYTES):
            if most_rows is None:
                continue
            searched = before + piece
            rows += len(_ROW.findall(searched)) - len(_ROW.findall(before))
            formulas += [cell.decode() for cell in _FORMULA.findall(searched)]
            if rows > most_rows + 1:
                raise TooManyRows(limit=most_rows)
            if formulas:
                raise FormulasFound(cells=", ".join(formulas[:FORMULAS_SHOWN]))
            before = searched[-OVERLAP_BYTES:]


def _cell(value: object) -> Cell:
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
