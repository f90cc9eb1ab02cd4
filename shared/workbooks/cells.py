"""Cells and rows as they are read."""

import re
from dataclasses import dataclass

Cell = str | int | float | bool
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number in the sheet, its cells in the order of the file's columns."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return not any(is_filled(cell) for cell in self.cells)


def is_filled(cell: Cell) -> bool:
    """Zero and false are values, blanks are none."""
    return bool(cell.strip()) if isinstance(cell, str) else True


def text_of(raw: object) -> str:
    """What a person would read in the cell: 411329 for 411329.0."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).strip()


def is_number(raw: object) -> bool:
    """A spreadsheet's number, in which a long code has lost digits."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def parts_of(text: str) -> list[str]:
    """Of a cell that names several."""
    return [part for part in _BETWEEN.split(text) if part]


def column_letter(index: int) -> str:
    """What a spreadsheet calls a column: A for 0, AA for 26."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters
