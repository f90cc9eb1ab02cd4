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
    """`value` is None where nothing is known, which is not 0; `path`: what it opens to; `shade`: 1 to 5, 0 for none;
    `words`: how it is read where it is not exact."""

    value: int | None
    path: str | None = None
    shade: int = 0
    words: Text | None = None


class Line(NamedTuple):
    """A row. One that is a sum, or stands apart from the others, is not compared with them."""

    label: Text
    cells: tuple[Cell, ...]
    path: str | None = None
    is_compared: bool = True


def shaded(lines: Sequence[Line]) -> list[Line]:
    """The same lines, the cells of those that are compared with their shades; none in a column of equals."""
    columns = zip(*([cell.value or 0 for cell in line.cells] for line in lines if line.is_compared), strict=True)
    largest = [max(column) if len(set(column)) > 1 else 0 for column in columns]
    return [_shaded(line, largest) if line.is_compared else line for line in lines]


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
    said = (corner, *(_said(head, language) for head in heads))
    first, *openings = [f'<td data-label="{escape(each)}"' if on_phone else "<td" for each in said]
    # Most cells of a column are one and the same, in which there is nothing.
    columns = [(opening, dict[int, str]()) for opening in openings]
    found = []

    def new(opening: str, known: dict[int, str], cell: Cell) -> str:
        html = known[id(cell)] = f"{opening}{_written(cell, language, unknown)}</td>\n"
        return html

    for line in lines:
        apart = "" if line.is_compared else ' class="apart"'
        label = _opened(_said(line.label, language), line.path)
        found.append(f"<tr{apart}>\n{first}>{label}</td>\n")
        pairs = zip(columns, line.cells, strict=True)
        found += [known.get(id(cell)) or new(opening, known, cell) for (opening, known), cell in pairs]
        found.append("</tr>\n")
    return Drawing("".join(found))


def _written(cell: Cell, language: Language, unknown: str) -> str:
    """How it looks, and what is said."""
    number = unknown if cell.value is None else thousands(cell.value)
    shown = _said(cell.words, language) if cell.words else number
    look = f' class="h{cell.shade}"' if cell.shade else ' class="missing"' if cell.value is None else ""
    return f"{look}>{_opened(shown, cell.path, DOTTED)}"


@lru_cache(maxsize=8192)  # several pages of a county; what stands in a row's first cell stands in each of its tables
def _opened(words: str, path: str | None, look: str = "") -> str:
    """What opens to its parts is a link."""
    return f'<a href="{escape(path)}"{look}>{escape(words)}</a>' if path else escape(words)


def _said(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.zh


def _shaded(line: Line, largest: Sequence[int]) -> Line:
    pairs = zip(line.cells, largest, strict=True)
    cells = tuple([_in_shade(cell, most) if most and cell.value else cell for cell, most in pairs])
    return Line(line.label, cells, line.path, line.is_compared)


def _in_shade(cell: Cell, most: int) -> Cell:
    """By the fifth of the way to the largest in which its value lies."""
    value = cell.value or 0
    return Cell(value, cell.path, -(-SHADES * value // most), cell.words) if value > 0 else cell
