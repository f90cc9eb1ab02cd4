"""Figures as a workbook: a unit, itself and what is directly below it, each with all figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services.reporting.county.parameters import HERE, UNPLACED
from services.reporting.figures.domain import BY_CODE, Change, sum_of
from services.reporting.figures.parameters import FIGURES, TOTAL
from services.reporting.figures.parameters.trends import KEY_FIGURES
from services.reporting.figures.queries.parts import Part, list_parts_of_each
from services.reporting.units.domain import Unit, day_asked_for, end_of
from services.reporting.units.queries import unit_asked_for
from shared.clock import local_date
from shared.export.columns import Column, Plot, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import Page
from shared.http.validation import Day

# What stands in the place of a unit's code.
_WHOLE, _HERE, _UNPLACED = "whole", "here", "unplaced"
_SHEET = Sheet(
    "figures",
    "数据指标",
    "Figures",
    (
        Column("as_of", "截止日", "as of"),
        Column("code", "机构代码", "unit code", {_WHOLE: TOTAL, _HERE: HERE, _UNPLACED: UNPLACED}),
        Column("unit", "机构", "unit"),
        *(Column(figure.code, figure.name.zh, figure.name.en) for figure in FIGURES),
    ),
    (
        Column("unit", "机构", "unit"),
        Column("as_of", "截止日", "as of"),
        Column("known_on", "截至哪日已知", "as known on"),
    ),
    tuple(
        Plot("bars", {}, ("as_of",), "unit", code, BY_CODE[code].name, {"code": frozenset({_WHOLE, _HERE, _UNPLACED})})
        for code in KEY_FIGURES
    ),
)


class FiguresExport(ExportForm):
    """Of which unit figures are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit; your own when absent")] = None
    as_of: Day | None = Field(None, description="last day counted, Asia/Shanghai; today when absent")
    known_on: Day | None = Field(None, description="only what was recorded by the end of that day; all when absent")


async def _rows(taking: Taking[FiguresExport]) -> Rows:
    reading, form = taking.reading, taking.form
    day, known_before = day_asked_for(form.as_of, local_date(reading.now)), end_of(form.known_on)
    unit = await unit_asked_for(reading.connection, reading.caller, form.unit, day, known_before)
    parts = await list_parts_of_each(reading.connection, list(BY_CODE), unit, day, known_before)
    return Rows(Page(items=_lines(unit, parts), next=None), lambda line: {"as_of": day, **line})


def _lines(asked: Unit, parts: Mapping[str, Sequence[Part]]) -> list[dict[str, Any]]:
    """The whole, which is the sum of what follows; what belongs to units not known yet stands in a line of its own."""
    whole = {code: _measured(code, sum_of(part.change for part in found)) for code, found in parts.items()}
    lines: dict[str, dict[str, Any]] = {}
    for code, found in parts.items():
        for part in found:
            lines.setdefault(_row(part), _unit(part)).update({code: _measured(code, part.change)})
    nothing = dict.fromkeys(parts, 0)
    return [{"code": _WHOLE, "unit": asked.name, **whole}, *({**nothing, **line} for line in lines.values())]


def _measured(code: str, change: Change) -> int | Decimal:
    return BY_CODE[code].measured(change.delta)


def _row(part: Part) -> str:
    return _UNPLACED if part.unit is None else _HERE if part.is_here else part.unit.code


def _unit(part: Part) -> dict[str, Any]:
    return {"code": _row(part), "unit": part.unit.name if part.unit else None}


COUNTY = Export(_SHEET, FiguresExport, "figures.export", _rows)
