"""Charts: the same drawing on a page and on paper, every number written at its place (pure)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

from shared.charts import ABOVE, BESIDE, LINE_HEIGHT, MOST_LABEL, NARROW, WIDTH, Chart, Form, Point, svg_of
from shared.language import Text

SVG = "{http://www.w3.org/2000/svg}"


def chart(values: Sequence[int | Decimal], form: Form = "line", name: str = "站") -> Chart:
    points = [Point(Text(f"{name}{index}", f"s{index}"), each, f"{each:,}") for index, each in enumerate(values)]
    return Chart(Text("登记<退役军人>", "veterans"), form, points)


def drawn(of: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg_of(of, "zh-CN"))


def words_in(drawing: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in drawing.iter(f"{SVG}text")]


def circles_in(drawing: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(each.attrib["cx"]), float(each.attrib["cy"])) for each in drawing.iter(f"{SVG}circle")]


class TestALine:
    def test_goes_from_the_least_at_the_foot_to_the_greatest_at_the_head(self) -> None:
        drawing = drawn(chart([10, 30, 20]))
        assert circles_in(drawing) == [
            (BESIDE, ABOVE + LINE_HEIGHT), (WIDTH / 2, ABOVE), (WIDTH - BESIDE, ABOVE + LINE_HEIGHT / 2),
        ]  # fmt: skip
        assert words_in(drawing) == ["10", "站0", "30", "站1", "20", "站2"]
        assert drawing.attrib["aria-label"] == "登记<退役军人>"

    def test_of_equals_and_of_one_number_lies_in_the_middle(self) -> None:
        middle = ABOVE + LINE_HEIGHT / 2
        assert {y for _, y in circles_in(drawn(chart([5, 5, 5])))} == {middle}
        assert circles_in(drawn(chart([7]))) == [(WIDTH / 2, middle)]
        assert circles_in(drawn(chart([-4, 4])))[0][1] == ABOVE + LINE_HEIGHT

    def test_of_nothing_is_an_empty_drawing(self) -> None:
        assert words_in(drawn(chart([]))) == words_in(drawn(chart([], "bars"))) == []

    def test_leaves_words_out_where_there_is_no_room_and_keeps_the_last(self) -> None:
        drawing = drawn(chart(range(1_000_000, 1_000_040)))
        said = words_in(drawing)
        assert len(circles_in(drawing)) == 40
        assert said[-2:] == ["1,000,039", "站39"]
        ends = [float(each.attrib["x"]) for each in drawing.iter(f"{SVG}text")][::2]
        assert all(later - earlier > 14 * 0.6 * 9 for earlier, later in pairwise(ends))
        assert len(ends) > 3

    def test_on_a_phone_is_as_wide_as_that_with_words_where_there_is_room(self) -> None:
        six = chart([18_600 + each for each in range(6)], name="四月下旬")
        drawing = ElementTree.fromstring(svg_of(six, "zh-CN", width=NARROW))
        assert [x for x, _ in circles_in(drawing)][:: len(six.points) - 1] == [BESIDE, NARROW - BESIDE]
        assert (drawing.attrib["viewBox"].split()[2], len(circles_in(drawing))) == (str(NARROW), 6)
        assert words_in(drawing) == ["18,601", "四月下旬1", "18,603", "四月下旬3", "18,605", "四月下旬5"]


class TestBars:
    def test_begin_at_nought(self) -> None:
        drawing = drawn(chart([100, 50, 0], "bars"))
        widths = [float(each.attrib["width"]) for each in drawing.iter(f"{SVG}rect")]
        assert widths[0] > 400
        assert (widths[1] * 2 - widths[0], widths[2]) == (0, 0)
        assert words_in(drawing) == ["站0", "100", "站1", "50", "站2", "0"]

    def test_are_of_decimals_too_and_of_nothing_but_noughts(self) -> None:
        widths = [float(each.attrib["width"]) for each in drawn(chart([Decimal("1.5"), 3], "bars")).iter(f"{SVG}rect")]
        assert abs(2 * widths[0] - widths[1]) < 0.2
        assert "0.0" in svg_of(chart([0, 0], "bars"), "zh-CN")

    def test_stay_within_the_drawing_however_long_the_names(self) -> None:
        drawing = drawn(chart([96, 88], "bars", "河南省南阳市新野县某某乡镇退役军人服务站"))
        for bar in drawing.iter(f"{SVG}rect"):
            assert 0 < float(bar.attrib["x"]) < WIDTH / 2
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) < WIDTH - 14
        assert {len(each) for each in words_in(drawing)[::2]} == {MOST_LABEL}
        # Fonts of Chinese draw three dots as wide as a character.
        [*_, label, _] = drawing.iter(f"{SVG}text")
        assert float(label.attrib["x"]) >= 14 * MOST_LABEL

    def test_are_of_the_whole_name_of_a_county_s_station(self) -> None:
        name = "人力资源和社会保障局退役军人服务站"
        assert words_in(drawn(Chart(Text("", ""), "bars", [Point(Text(name, name), 1, "1")]))) == [name, "1"]


class TestADrawing:
    def test_has_what_somebody_wrote_as_text(self) -> None:
        hostile = '<script>"&\x00\ud800'
        made = svg_of(Chart(Text(hostile, hostile), "bars", [Point(Text(hostile, ""), 1, hostile)]), "zh-CN", hostile)
        drawing = ElementTree.fromstring(made)
        assert words_in(drawing) == ['<script>"&□□'] * 2
        assert drawing.attrib["font-family"] == drawing.attrib["aria-label"] == '<script>"&□□'
        assert "style" not in made

    def test_is_the_same_each_time_and_in_the_language_that_is_read(self) -> None:
        assert svg_of(chart([1, 2]), "zh-CN") == svg_of(chart([1, 2]), "zh-CN")
        assert words_in(ElementTree.fromstring(svg_of(chart([1, 2]), "en"))) == ["1", "s0", "2", "s1"]
