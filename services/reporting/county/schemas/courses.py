"""How figures came along, as it stands on a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters import Figure
from services.reporting.figures.parameters.trends import called, chart_of, periods_up_to, trend_chart
from services.reporting.figures.queries.periods import Part
from shared.calendar.periods import TenDays
from shared.charts import Chart
from shared.language import Text


def trends_of(found: Mapping[str, Sequence[Part]], day: date) -> dict[str, Any]:
    """For the template: the periods up to that of the day, each figure with its values at their ends and its chart."""
    trends = [(BY_CODE[code], parts, trend_chart(BY_CODE[code], _ends(parts))) for code, parts in found.items()]
    return {"periods": periods_up_to(TenDays.of(day)), "called": called, "trends": trends}


def course_of(figure: Figure, parts: Sequence[Part]) -> Chart:
    """A figure at the end of periods of any length, the first one first."""
    return chart_of(figure, ((Text(each.period.zh, each.period.code), each.value) for each in parts))


def _ends(parts: Sequence[Part]) -> list[tuple[TenDays, int]]:
    return [(TenDays.of(part.period.first), part.value) for part in parts]
