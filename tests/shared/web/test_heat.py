"""A table in which a cell is the darker, the larger it is within its column."""

import re

import pytest

from shared.language import Text
from shared.refusal import Language
from shared.web.heat import Cell, Line, rows_of

NAME = Text("某站", "a station")


def line(*values: int | None, is_compared: bool = True) -> Line:
    return Line(NAME, tuple(Cell(value) for value in values), is_compared=is_compared)


def shades(*lines: Line) -> list[list[int]]:
    """Of each line, as its cells are written."""
    heads = [NAME] * (len(lines[0].cells) if lines else 1)
    rows = rows_of("", heads, lines, "en", "—").__html__().split("</tr>")[:-1]
    found = [re.findall(r'<td data-label="a station"(?: class="(?:h(\d)|missing)")?>', row) for row in rows]
    return [[int(shade or 0) for shade in row] for row in found]


class TestTheShadesOfATable:
    def test_go_by_the_largest_of_each_column(self) -> None:
        assert shades(line(100, 3), line(50, 1)) == [[5, 5], [3, 2]]

    @pytest.mark.parametrize(("value", "shade"), [(0, 0), (None, 0), (-3, 0), (1, 1), (20, 1), (21, 2), (99, 5)])
    def test_are_fifths_of_the_way_to_the_largest(self, value: int | None, shade: int) -> None:
        assert shades(line(100), line(value)) == [[5], [shade]]

    def test_leave_out_what_is_not_compared(self) -> None:
        assert shades(line(1000, is_compared=False), line(10), line(1)) == [[0], [5], [1]]

    def test_tell_equals_from_each_other_by_nothing(self) -> None:
        assert shades(line(1), line(1)) == [[0], [0]]

    def test_are_none_without_lines_or_a_positive_value(self) -> None:
        assert shades() == []
        assert shades(line(0, -1)) == [[0, 0]]


class TestTheRowsOfATable:
    HEADS = (Text("数 <量>", "count"), Text("比", "share"))

    def rows(self, *lines: Line, language: Language = "zh-CN") -> str:
        return rows_of("单<位>", self.HEADS, lines, language, "缺").__html__()

    def test_are_written_with_heads_links_and_shades(self) -> None:
        cells = (Cell(18636, "/list?unit=1&as_of=2"), Cell(3, words=Text("约 3", "about <3>")))
        shown, _ = self.rows(Line(Text("<站>", "a"), cells, "/unit?a=1&b=2"), line(1, 3)).split("<tr>\n")[1:]
        assert f"<tr>\n{shown}" == (
            '<tr>\n<td data-label="单&lt;位&gt;"><a href="/unit?a=1&amp;b=2">&lt;站&gt;</a></td>\n'
            '<td data-label="数 &lt;量&gt;" class="h5">'
            '<a href="/list?unit=1&amp;as_of=2" class="dotted">18,636</a></td>\n'
            '<td data-label="比">约 3</td>\n</tr>\n'
        )

    def test_are_written_in_the_language_asked_for(self) -> None:
        cells = (Cell(0), Cell(3, words=Text("约 3", "about <3>")))
        assert self.rows(Line(NAME, cells), language="en") == (
            '<tr>\n<td data-label="单&lt;位&gt;">a station</td>\n'
            '<td data-label="count">0</td>\n'
            '<td data-label="share">about &lt;3&gt;</td>\n</tr>\n'
        )

    def test_name_no_column_in_a_table_that_no_phone_shows(self) -> None:
        assert rows_of("位", self.HEADS, [line(7, None)], "en", "缺", on_phone=False).__html__() == (
            '<tr>\n<td>a station</td>\n<td>7</td>\n<td class="missing">缺</td>\n</tr>\n'
        )

    def test_tell_cells_apart_of_which_some_are_one_and_the_same(self) -> None:
        nothing = Cell(0)
        lines = [Line(NAME, cells) for cells in ((nothing, nothing), (Cell(7), nothing), (nothing, Cell(8)))]
        shown = re.findall(r'data-label="([^"]*)"[^>]*>(\d)<', self.rows(*lines, language="en"))
        assert shown == [
            (head, said) for line in ("00", "70", "08") for head, said in zip(("count", "share"), line, strict=True)
        ]

    def test_shade_one_and_the_same_cell_only_where_it_is_compared(self) -> None:
        seven = Cell(7)
        lines = [Line(NAME, (seven,), is_compared=each) for each in (False, True)]
        assert shades(*lines, Line(NAME, (Cell(8),))) == [[0], [5], [5]]

    def test_say_what_stands_apart_and_where_nothing_is_known(self) -> None:
        assert self.rows(line(None, 0, is_compared=False)) == (
            '<tr class="apart">\n<td data-label="单&lt;位&gt;">某站</td>\n'
            '<td data-label="数 &lt;量&gt;" class="missing">缺</td>\n'
            '<td data-label="比">0</td>\n</tr>\n'
        )
