"""How coverage looks from outside: over the API, in a workbook, and as a table of stations."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from services.reporting.coverage.domain import Metric
from services.reporting.coverage.parameters import AXES, GRAINS, WORDS, Axis, Grain
from services.reporting.coverage.queries import Coverage, read_coverage
from services.reporting.figures.parameters import TOTAL
from services.reporting.figures.parameters.shares import percent
from services.reporting.figures.schemas import TextView
from services.reporting.units.domain import day_asked_for
from services.reporting.units.schemas import UnitView, name_of
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import Page
from shared.http.validation import Day
from shared.language import Text
from shared.web.heat import Cell, Line


class MetricView(BaseModel):
    """How many of how many are covered. `code`: of the host, the level or the station."""

    axis: Axis
    code: str
    name: TextView
    denominator: int
    nominal: int = Field(description="stand on the day, or are registered where a unit stands")
    nominal_percent: str | None = Field(description="to one decimal, rounded half up; null where there is nothing")
    effective: int = Field(description="have staff and were active as well")
    effective_percent: str | None = Field(description="to one decimal, rounded half up; null where there is nothing")


class CoverageView(BaseModel):
    """Coverage of a unit and all below it, as of a day, for the period in which that lies."""

    as_of: date
    known_on: date | None = Field(description="only what was recorded by the end of that day counts; null: all")
    grain: Grain
    period: str = Field(description="2019-W18, 2019-04-C or 2019-04")
    first: date
    last: date = Field(description="the last day counted where the period is not over")
    unit: UnitView
    last_event_at: datetime | None = Field(description="time of the latest event counted; null before the first")
    metrics: list[MetricView]

    @classmethod
    def of(cls, found: Coverage) -> "CoverageView":
        return cls(
            as_of=found.day,
            known_on=found.known_on,
            grain=found.grain,
            period=found.period.code,
            first=found.period.first,
            last=found.day,
            unit=UnitView.of(found.unit),
            last_event_at=found.last_event_at,
            metrics=[MetricView.model_validate(line, from_attributes=True) for line in lines_of(found)],
        )


def lines_of(found: Coverage) -> list[dict[str, Any]]:
    """Every row with its name and shares."""
    stations = {unit.code: name_of(unit) for unit in found.county.units.values()}
    return [_line(metric, stations) for metric in found.metrics]


def _line(metric: Metric, stations: Mapping[str, Text]) -> dict[str, Any]:
    names = stations if metric.axis == "station" else WORDS[metric.axis]
    name = names.get(metric.code, Text(metric.code, metric.code))
    return {
        "axis": metric.axis,
        "code": metric.code,
        "name": {"zh": name.zh, "en": name.en},
        "denominator": metric.denominator,
        "nominal": metric.nominal,
        "nominal_percent": percent(metric.nominal, metric.denominator),
        "effective": metric.effective,
        "effective_percent": percent(metric.effective, metric.denominator),
    }


def heat_of(found: Coverage) -> list[Line]:
    """The stations by their rooms: how many there are, how many are covered, and what share of them effectively."""
    metrics = [metric for metric in found.metrics if metric.axis == "station"]
    units = {unit.code: unit for unit in found.county.units.values()}
    total = (sum(column) for column in zip(*map(_numbers, metrics), strict=True))
    lines = [
        Line(name_of(units[metric.code]), _cells(*_numbers(metric)), address(metric.code, found)) for metric in metrics
    ]
    return [Line(TOTAL, _cells(*total), is_compared=False), *lines] if lines else []


HEADS: tuple[Text, ...] = (
    Text("服务室", "Rooms"),
    Text("有形覆盖", "Nominally covered"),
    Text("有效覆盖", "Effectively covered"),
    Text("有效覆盖率", "Share covered effectively"),
)


def address(unit_code: str, found: Coverage) -> str:
    """Of the page of a unit, otherwise the same."""
    return f"/reporting/coverage?{_query(unit_code, found)}&grain={found.grain}"


def figures_address(found: Coverage) -> str:
    """Of its figures on the same day, by what was known then."""
    return f"/reporting/county?{_query(found.unit.code, found)}"


def _query(unit_code: str, found: Coverage) -> str:
    known = {"known_on": found.known_on} if found.known_on else {}
    return urlencode({"unit": unit_code, "as_of": found.day, **known})


def _numbers(metric: Metric) -> tuple[int, int, int]:
    return metric.denominator, metric.nominal, metric.effective


def _cells(rooms: int, nominal: int, effective: int) -> tuple[Cell, ...]:
    """The share is compared by its tenths."""
    share = percent(effective, rooms)
    said = "—" if share is None else f"{share}%"
    tenths = None if share is None else int(share.replace(".", ""))
    return (Cell(rooms), Cell(nominal), Cell(effective), Cell(tenths, words=Text(said, said)))


_SHEET = Sheet(
    "service-coverage",
    "服务覆盖情况",
    "Coverage",
    (
        Column("as_of", "截止日", "as of"),
        Column("first", "首日", "first day"),
        Column("last", "末日", "last day"),
        Column("axis", "维度", "axis", {axis.code: axis for axis in AXES}),
        Column("code", "代码", "code"),
        Column("said", "对象", "of what"),
        Column("denominator", "总数", "all"),
        Column("nominal", "有形覆盖", "covered nominally"),
        Column("nominal_percent", "有形覆盖率（%）", "share covered nominally (%)"),
        Column("effective", "有效覆盖", "covered effectively"),
        Column("effective_percent", "有效覆盖率（%）", "share covered effectively (%)"),
    ),
    (
        Column("unit", "机构", "unit"),
        Column("as_of", "截止日", "as of"),
        Column("known_on", "截至哪日已知", "as known on"),
        Column("grain", "时段", "period", {grain.code: grain for grain in GRAINS}),
    ),
)


class CoverageExport(ExportForm):
    """Of which unit coverage is taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit; your own when absent")] = None
    as_of: Day | None = Field(None, description="last day counted, Asia/Shanghai; today when absent")
    known_on: Day | None = Field(None, description="only what was recorded by the end of that day; all when absent")
    grain: Grain | None = Field(None, description="how long the period is in which the day lies; a month when absent")


async def _rows(taking: Taking[CoverageExport]) -> Rows:
    reading, form = taking.reading, taking.form
    day = day_asked_for(form.as_of, local_date(reading.now))
    found = await read_coverage(reading, form.unit, day, form.grain or "month", form.known_on)
    said = "en" if reading.caller.language == "en" else "zh"
    period = {"as_of": day, "first": found.period.first, "last": day}
    return Rows(
        Page(items=lines_of(found), next=None),
        lambda line: {
            **line,
            **period,
            "said": line["name"][said],
            **{share: _number(line[share]) for share in ("nominal_percent", "effective_percent")},
        },
    )


def _number(share: str | None) -> Decimal | None:
    return None if share is None else Decimal(share)


COVERAGE = Export(_SHEET, CoverageExport, "figures.export", _rows)
