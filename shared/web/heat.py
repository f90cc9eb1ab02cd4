"""A table of numbers in which a cell is the darker, the larger it is within its column."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from shared.language import Text
from shared.refusal import Language
from shared.web.formats import Drawing, thousands

SHADES = 5
DOTTED = ' class="dotted"'


class Cell(NamedTuple):
    """`value` is None where nothing is known, which is not 0; `path`: what it opens to; `words`: how it is read where
    it is not exact."""

    value: int | None
    path: str | None = None
    words: Text | None = None


class Line(NamedTuple):
    """A row. One that is a sum, or stands apart from the others, is not compared with them."""

    label: Text
    cells: tuple[Cell, ...]
    path: str | None = None
    is_compared: bool = True


def rows_of(
    corner: str,
    heads: Sequence[Text],
    lines: Sequence[Line],
    language: Language,
    unknown: str,
    *,
    on_phone: bool = True,
) -> Drawing:
    """The lines in HTML, each cell with the head of its column, which a phone shows beside it; `unknown`: what is said
    where nothing is known.

    Not by a template: a county's page has some 1,400 cells, which cost it more than the rest of the page.
    """
    if not lines:
        return Drawing("")
    said = (corner, *(_said(head, language) for head in heads))
    first, *openings = [f'<td data-label="{escape(each)}"' if on_phone else "<td" for each in said]
    compared = [line.is_compared for line in lines]
    columns = [
        _column(opening, cells, compared, language, unknown)
        for opening, cells in zip(openings, zip(*(line.cells for line in lines), strict=True), strict=True)
    ]
    found = []
    for line, cells in zip(lines, zip(*columns, strict=True), strict=True):
        apart = "" if line.is_compared else ' class="apart"'
        label = _opened(_said(line.label, language), line.path)
        found.append(f"<tr{apart}>\n{first}>{label}</td>\n{''.join(cells)}</tr>\n")
    return Drawing("".join(found))


def _column(
    opening: str, cells: Sequence[Cell], compared: Sequence[bool], language: Language, unknown: str
) -> list[str]:
    """Its cells in HTML, from the first line to the last; those of lines that are compared with their shades. Of equals
    none has one, and in most columns there is nothing."""
    if cells.count(cells[0]) == len(cells):
        return [f"{opening}{_written(cells[0], 0, language, unknown)}</td>\n"] * len(cells)
    values = [cell.value or 0 for cell, is_compared in zip(cells, compared, strict=True) if is_compared]
    most = max(values) if len(set(values)) > 1 else 0
    return [
        f"{opening}{_written(cell, most if is_compared else 0, language, unknown)}</td>\n"
        for cell, is_compared in zip(cells, compared, strict=True)
    ]


def _written(cell: Cell, most: int, language: Language, unknown: str) -> str:
    """How it looks, 1 to 5 by the fifth of the way to the largest in which its value lies, and what is said."""
    value, path, words = cell
    shown = _said(words, language) if words else unknown if value is None else thousands(value)
    if value is None:
        look = ' class="missing"'
    else:
        look = f' class="h{-(-SHADES * value // most)}"' if most and value > 0 else ""
    return f"{look}>{_opened(shown, path, DOTTED)}"


@lru_cache(maxsize=8192)  # several pages of a county; what stands in a row's first cell stands in each of its tables
def _opened(words: str, path: str | None, look: str = "") -> str:
    """What opens to its parts is a link."""
    return f'<a href="{escape(path)}"{look}>{escape(words)}</a>' if path else escape(words)


def _said(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.zh
