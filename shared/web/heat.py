"""A table of numbers in which a cell is the darker, the larger it is within its column."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from shared.language import Text
from shared.refusal import Language
from shared.web.formats import Drawing, thousands

SHADES = 5
DOTTED = ' class="dotted"'


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is None where nothing is known, which is not 0; `path`: what it opens to; `shade`: 1 to 5, 0 for none;
    `words`: how it is read where it is not exact."""

    value: int | None
    path: str | None = None
    shade: int = 0
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
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


def rows_of(corner: str, heads: Sequence[Text], lines: Sequence[Line], language: Language, unknown: str) -> Drawing:
    """The lines in HTML, each cell with the head of its column; `unknown`: what is said where nothing is known.

    Not by a template: a county's page has some 1,400 cells, which cost it more than the rest of the page.
    """
    corner = escape(corner)
    openings = [f'<td data-label="{escape(_said(head, language))}" class="number' for head in heads]
    # Most cells of a column are one and the same, in which there is nothing.
    written: list[dict[int, str]] = [{} for _ in heads]
    found = []
    for line in lines:
        apart = "" if line.is_compared else ' class="apart"'
        label = _opened(escape(_said(line.label, language)), line.path)
        found.append(f'<tr{apart}>\n<td data-label="{corner}">{label}</td>\n')
        for opening, known, cell in zip(openings, written, line.cells, strict=True):
            html = known.get(id(cell))
            if html is None:
                html = known[id(cell)] = f"{opening}{_written(cell, language, unknown)}</td>\n"
            found.append(html)
        found.append("</tr>\n")
    return Drawing("".join(found))


def _written(cell: Cell, language: Language, unknown: str) -> str:
    """How it looks, and what is said."""
    if cell.words:
        shown = escape(_said(cell.words, language))
    else:
        shown = escape(unknown) if cell.value is None else thousands(cell.value)
    look = f" h{cell.shade}" if cell.shade else " missing" if cell.value is None else ""
    return f'{look}">{_opened(shown, cell.path, DOTTED)}'


def _opened(words: str, path: str | None, look: str = "") -> str:
    """What opens to its parts is a link."""
    return f'<a href="{escape(path)}"{look}>{words}</a>' if path else words


def _said(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.zh


def _shaded(line: Line, largest: Sequence[int]) -> Line:
    cells = (_in_shade(cell, most) for cell, most in zip(line.cells, largest, strict=True))
    return Line(line.label, tuple(cells), line.path, line.is_compared)


def _in_shade(cell: Cell, most: int) -> Cell:
    """By the fifth of the way to the largest in which its value lies."""
    value = cell.value
    if not most or not value or value < 0:
        return cell
    return Cell(value, cell.path, -(-SHADES * value // most), cell.words)
