"""A table of numbers in which a cell is the darker, the larger it is within its column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shared.language import Text

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

    def under(self, heads: Sequence[Text]) -> Iterable[tuple[Text, Cell]]:
        """Each cell with the head of its column."""
        return zip(heads, self.cells, strict=True)


def shaded(lines: Sequence[Line]) -> list[Line]:
    """The same lines, the cells of those that are compared with their shades; none in a column of equals."""
    columns = zip(*(_values(line) for line in lines if line.is_compared), strict=True)
    largest = [max(column) if len(set(column)) > 1 else 0 for column in columns]
    return [_shaded(line, largest) if line.is_compared else line for line in lines]


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
