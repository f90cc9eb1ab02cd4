"""Key figures whose course over the last ten-day periods is drawn, in bulletins and on the county's first page."""

from collections.abc import Iterable, Sequence

from services.reporting.figures.parameters.counting import Figure
from shared.calendar.periods import TenDays
from shared.charts import Chart, Point
from shared.language import Text

KEY_FIGURES = ("F01", "F20", "F23", "F25")
PERIODS = 6


def periods_up_to(last: TenDays) -> Sequence[TenDays]:
    """The last ones, the earliest first."""
    found = [last]
    while len(found) < PERIODS:
        found.insert(0, found[0].preceding)
    return found


def called(period: TenDays) -> Text:
    """Without its year, where periods stand beside each other."""
    return Text(f"{period.month}月{period.third.zh}", period.code)


def trend_chart(figure: Figure, ends: Iterable[tuple[TenDays, int]]) -> Chart:
    """A figure at the end of each period."""
    return chart_of(figure, ((called(period), value) for period, value in ends))


def chart_of(figure: Figure, values: Iterable[tuple[Text, int]]) -> Chart:
    """How a figure came along: what each value is of, and the value."""
    points = [Point(of, value, figure.number(value)) for of, value in values]
    name, unit = figure.name, figure.unit_of_measure
    return Chart(Text(f"{name.zh}（{unit.zh}）", f"{name.en} ({unit.en})"), "line", points)
