"""A table of numbers in which a cell is the darker, the larger it is within its column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from shared.language import Text
from shared.refusal import Language
from shared.web.formats import thousands
from shared.web.templating import Drawing

SHADES = 5


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

    def written(self, heads: Sequence[Text], language: Language, unknown: str) -> Drawing:
        """The cells in HTML, each with the head of its column; `unknown`: what is said where nothing is known.

        Not by a template: a county's page has some 1,400 cells, which cost it more than the rest of the page.
        """
        in_english = language == "en"
        found = []
        for head, cell in zip(heads, self.cells, strict=True):
            words = (cell.words.en if in_english else cell.words.zh) if cell.words else None
            found.append(_written(head.en if in_english else head.zh, cell, words, unknown))
        return Drawing("\n".join(found))


def shaded(lines: Sequence[Line]) -> list[Line]:
    """The same lines, the cells of those that are compared with their shades; none in a column of equals."""
    columns = zip(*(_values(line) for line in lines if line.is_compared), strict=True)
    largest = [max(column) if len(set(column)) > 1 else 0 for column in columns]
    return [_shaded(line, largest) if line.is_compared else line for line in lines]


def _written(head: str, cell: Cell, words: str | None, unknown: str) -> str:
    shown = escape(words or (unknown if cell.value is None else thousands(cell.value)))
    if cell.path:
        shown = f'<a href="{escape(cell.path)}" class="dotted">{shown}</a>'
    look = f" h{cell.shade}" if cell.shade else " missing" if cell.value is None else ""
    return f'<td data-label="{escape(head)}" class="number{look}">{shown}</td>'


def _values(line: Line) -> list[int]:
    return [cell.value or 0 for cell in line.cells]


def _shaded(line: Line, largest: Sequence[int]) -> Line:
    shades = zip(
        line.cells, (_shade(cell.value, most) for cell, most in zip(line.cells, largest, strict=True)), strict=True
    )
    return replace(line, cells=tuple(replace(cell, shade=shade) if shade else cell for cell, shade in shades))


def _shade(value: int | None, most: int) -> int:
    """The fifth of the way to the largest in which the value lies."""
    return 0 if not most or not value or value < 0 else -(-SHADES * value // most)
