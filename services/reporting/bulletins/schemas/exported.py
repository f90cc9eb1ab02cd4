"""The list of bulletins, and the numbers of one, as workbooks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from services.reporting.bulletins.domain.bulletin import Bulletin
from services.reporting.bulletins.domain.content import Adjustment, Kind, Station, Value
from services.reporting.bulletins.queries import fetch_bulletins, get_bulletin
from services.reporting.bulletins.schemas.views import BulletinView
from services.reporting.daily_reports.parameters import STATES
from services.reporting.figures.domain import BY_CODE
from services.reporting.report_lines.queries import find_lists
from services.reporting.scores.parameters import LISTS
from shared.export.columns import Column, Plot, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.export.workbook import Line
from shared.http.pages import Page
from shared.language import Named, Text

ITEMS: Mapping[str, Named | Text] = {
    **{code: figure.name for code, figure in BY_CODE.items()},
    **STATES,
    **LISTS,
}

# Before the code of a line of daily reports, whose codes a county chooses itself.
WORK = "work."
NOTHING: Line = dict.fromkeys(("code", "unit", "before", "value", "change", "points"))
PARTS: Mapping[str, Text] = {
    "figure": Text("主要数据", "figures"),
    "adjustment": Text("以前各期更正", "adjustments of earlier bulletins"),
    "report": Text("日报告报送", "daily reports by punctuality"),
    "work": Text("日报告数字", "what daily reports say"),
    "place": Text("考评名次", "ranks"),
    "trend": Text("近期走势", "course of key figures"),
}


class BulletinsExport(ExportForm):
    """Why the list is taken away."""


async def _rows(taking: Taking[BulletinsExport]) -> Rows:
    return Rows(await fetch_bulletins(taking.reading, None, taking.limit, view=BulletinView.of_row))


BULLETINS = Export(
    Sheet(
        "bulletins",
        "旬通报",
        "Ten-day bulletins",
        (
            Column("period", "旬次", "period"),
            Column("first_on", "首日", "first day"),
            Column("last_on", "末日", "last day"),
            Column("document_number", "文号", "number"),
            Column("issued_on", "印发日期", "issued on"),
            Column("digest", "数字摘要", "digest of the figures"),
        ),
    ),
    BulletinsExport,
    "bulletins.export",
    _rows,
)

_NUMBERS = Sheet(
    "bulletin-numbers",
    "旬通报数字",
    "Numbers of a bulletin",
    (
        Column("part", "部分", "part", PARTS),
        Column("period", "旬次、月份", "period or month"),
        Column("code", "机构代码", "code of the unit"),
        Column("unit", "机构", "unit"),
        Column("item", "项目", "item", ITEMS),
        Column("before", "上期末、原数", "before"),
        Column("value", "本期末、现数", "now"),
        Column("change", "增减", "change"),
        Column("points", "总分", "points"),
    ),
    (Column("bulletin_id", "通报编号", "bulletin"),),
    (
        Plot("line", {"part": "trend"}, ("item",), "period", "value"),
        Plot("bars", {"part": "place"}, ("period", "item"), "unit", "points"),
    ),
)


class NumbersExport(ExportForm):
    """The numbers of which bulletin are taken away, and why."""

    bulletin_id: UUID


async def _numbers(taking: Taking[NumbersExport]) -> Rows:
    bulletin = await get_bulletin(taking.reading, taking.form.bulletin_id)
    lines = (await find_lists(taking.reading.connection)).every()
    words = {**ITEMS, **{WORK + code: line for code, line in lines.items()}}
    columns = (replace(each, words=words) if each.name == "item" else each for each in _NUMBERS.columns)
    return Rows(Page(items=list(lines_of(bulletin)), next=None), dict, tuple(columns))


def lines_of(bulletin: Bulletin) -> Iterator[Line]:
    """Figures and their course, adjustments, daily reports, ranks."""
    content = bulletin.content
    yield from (
        _changed("figure", "figure", each, content.period, (each.before, each.value)) for each in content.figures
    )
    for trend in content.trends:
        for period, number in trend.ends:
            said = {"part": "trend", "period": period, "item": trend.code}
            yield {**NOTHING, **said, "value": _measured("figure", trend.code, number)}
    for one in content.adjustments:
        yield _changed("adjustment", one.kind, one, one.period, (one.told, one.now))
    yield from (line for station in content.stations for line in _reported(content.period, station))
    for ranked in content.rankings:
        for place in ranked.places:
            own = {**NOTHING, "period": ranked.month, "code": place.code, "unit": place.name}
            points = Decimal(place.total)
            yield {**own, "part": "place", "item": place.listed, "value": place.place, "points": points}


def _changed(part: str, kind: Kind, each: Value | Adjustment, period: str, numbers: tuple[int, int]) -> Line:
    """Of the county: what was told before, and what is so now."""
    before, now = (_measured(kind, each.code, number) for number in numbers)
    said = {"before": before, "value": now, "change": now - before}
    item = WORK + each.code if kind == "work" else each.code
    return {**NOTHING, "part": part, "period": period, "item": item, **said}


def _reported(period: str, station: Station) -> Iterator[Line]:
    own = {**NOTHING, "period": period, "code": station.code, "unit": station.name}
    for part, prefix, counted in (("report", "", station.states), ("work", WORK, station.lines)):
        for item, number in sorted(counted.items()):
            yield {**own, "part": part, "item": prefix + item, "value": number}


def _measured(kind: Kind, code: str, number: int) -> int | Decimal:
    return BY_CODE[code].measured(number) if kind == "figure" and code in BY_CODE else number


NUMBERS = Export(_NUMBERS, NumbersExport, "bulletins.export", _numbers)
