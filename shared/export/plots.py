"""Charts in a workbook, on a sheet of their own: drawn by whatever opens it, from the cells of the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.export.columns import Plot, Sheet
from shared.language import Text
from shared.refusal import Language

SHEET_OF_CHARTS = Text("图表", "Charts")
_ROWS_EACH, _WIDTH, _HEIGHT, _EACH_BAR = 16, 720, 300, 24


@dataclass(slots=True)
class Run:
    """Lines that stand below each other and are drawn together."""

    plot: Plot
    title: str
    first: int
    last: int

    @property
    def height(self) -> int:
        """In pixels; bars have one below the other."""
        return max(_HEIGHT, _EACH_BAR * (self.last - self.first + 3)) if self.plot.form == "bars" else _HEIGHT


@dataclass(slots=True)
class Runs:
    """What is drawn of a list, gathered while its lines are written."""

    sheet: Sheet
    language: Language
    found: list[Run] = field(default_factory=list)
    latest: dict[int, Run] = field(default_factory=dict)

    def add(self, number: int, line: Mapping[str, object], cells: Mapping[str, object]) -> None:
        """The line at this row, and what stands in its cells, by column."""
        for index, plot in enumerate(self.sheet.plots):
            if not plot.has(line):
                continue
            title = " ".join([*plot.titled(self.language), *(str(cells[name]) for name in plot.by)])
            last = self.latest.get(index)
            if last and (last.title, last.last + 1) == (title, number):
                last.last = number
            else:
                self.latest[index] = Run(plot, title, number, number)
                self.found.append(self.latest[index])

    def draw(self, workbook: Any, list_name: str) -> None:
        """After all lines are written: what is below the last one cannot be written any more."""
        if not self.found:
            return
        page = workbook.add_worksheet(SHEET_OF_CHARTS.en if self.language == "en" else SHEET_OF_CHARTS.zh)
        row = 0
        for run in self.found:
            page.insert_chart(row, 0, self._chart(workbook, run, list_name))
            row += _ROWS_EACH * -(-run.height // _HEIGHT)

    def _chart(self, workbook: Any, run: Run, list_name: str) -> Any:
        places = {column.name: index for index, column in enumerate(self.sheet.columns)}
        is_bars = run.plot.form == "bars"
        chart = workbook.add_chart({"type": "bar" if is_bars else "line"})
        cells = (
            [list_name, run.first, places[name], run.last, places[name]] for name in (run.plot.label, run.plot.value)
        )
        categories, values = cells
        chart.add_series(
            {
                "categories": categories,
                "values": values,
                "data_labels": {"value": True},
                **({"gap": 40} if is_bars else {"marker": {"type": "circle"}}),
            }
        )
        chart.set_title({"name": run.title, "overlay": False})
        chart.set_legend({"none": True})
        if is_bars:
            chart.set_y_axis({"reverse": True})
        chart.set_size({"width": _WIDTH, "height": run.height})
        return chart
