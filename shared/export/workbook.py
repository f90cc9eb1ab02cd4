"""The file of a list. Every line is marked with it: on top, in the foot of each printed page, in its properties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from shared.characters import begins_a_formula
from shared.clock import SHANGHAI
from shared.export.columns import Column, Sheet
from shared.export.plots import Runs
from shared.language import Named, Text
from shared.refusal import Language
from shared.web.formats import percent

Line = Mapping[str, object]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_YUAN = Text("（元）", ", yuan")
YES, NO = Text("是", "yes"), Text("否", "no")
WIDTH = 18
HEAD_ROW = 2
# Nothing in it is a formula, a number or a link by what it begins with.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# A foot has 255 characters of UTF-16 at most: these are left for the mark.
FOOT_UNITS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """Who took it, when, for what, and what was asked for. `name`: of the account, where the service knows it."""

    account_id: UUID
    at: datetime
    purpose: str
    filters: str
    name: str | None = None

    def __str__(self) -> str:
        at = self.at.astimezone(SHANGHAI).isoformat(timespec="seconds")
        asked = f" | {self.filters}" if self.filters else ""
        return f"导出 · exported: {self.who}, {at}, {self.purpose}{asked}"

    @property
    def who(self) -> str:
        """Two may have one name."""
        return f"{self.name} {self.account_id}" if self.name else str(self.account_id)


def workbook_of(sheet: Sheet, lines: Iterable[Line], mark: Mark, language: Language) -> bytes:
    """CPU work, and seconds of it for some thousand lines: for a thread."""
    import xlsxwriter  # 15 MB that a process needs only once somebody asks for a workbook

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, **TEXT_ONLY}) as workbook:
        title = _said(Text(sheet.zh, sheet.en), language)
        workbook.set_properties({"title": title, "author": mark.who, "comments": str(mark)})
        page = workbook.add_worksheet(title)
        page.set_landscape()
        page.set_footer(f"&L{_in_a_foot(str(mark))}&R&P / &N")
        page.repeat_rows(HEAD_ROW)
        page.freeze_panes(HEAD_ROW + 1, 0)
        page.set_column(0, len(sheet.columns) - 1, WIDTH)
        bold = workbook.add_format({"bold": True})
        money = workbook.add_format({"num_format": "#,##0.00"})
        quoted = workbook.add_format({"quote_prefix": True})
        page.write_string(0, 0, str(mark), bold)
        runs = Runs(sheet, language)
        for index, column in enumerate(sheet.columns):
            page.write_string(HEAD_ROW, index, _headed(column, language), bold)
            if _is_money(column):
                page.set_column(index, index, WIDTH, money)
        for number, line in enumerate(lines, start=HEAD_ROW + 1):
            cells = {column.name: cell_of(column, line, language) for column in sheet.columns}
            for index, cell in enumerate(cells.values()):
                _write(page, (number, index), cell, quoted)
            runs.add(number, line, cells)
        runs.draw(workbook, title)
    return buffer.getvalue()


def cell_of(column: Column, line: Line, language: Language) -> str | int | Decimal:
    """What stands in a cell; nothing for nothing."""
    value = line[column.name]
    if isinstance(value, list):
        return "；".join(str(_cell(column, each, language)) for each in value)
    return _cell(column, value, language)


def _cell(column: Column, value: object, language: Language) -> str | int | Decimal:
    text = _text(value)
    named = column.words.get(text)
    if named is not None:
        return _said(named, language)
    if isinstance(value, bool):
        return _said(YES if value else NO, language)
    if isinstance(value, int) and column.name.endswith("_bp"):
        return percent(value)
    if isinstance(value, int) and _is_money(column):
        return Decimal(value) / 100
    return value if isinstance(value, int | Decimal) else text


def _is_money(column: Column) -> bool:
    """Whether it is kept in fen. People read yuan, and add them up."""
    return column.name.endswith("_fen")


def _headed(column: Column, language: Language) -> str:
    said, unit = _said(Text(column.zh, column.en), language), _said(IN_YUAN, language)
    return f"{said.removesuffix(unit)}{unit}" if _is_money(column) else said


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _write(page: Any, place: tuple[int, int], value: str | int | Decimal, quoted: Any) -> None:
    if isinstance(value, int | Decimal):
        page.write_number(*place, value)
    else:
        page.write_string(*place, value, quoted if begins_a_formula(value) else None)


def _said(words: Named | Text, language: Language) -> str:
    return words.en if language == "en" else words.zh


def _in_a_foot(text: str) -> str:
    """`&` begins a code there, also where it is doubled for those who count pictures: it is written in full width. What
    is too long is cut off, or there would be no foot."""
    units = text.replace("&", "＆").encode("utf-16-le")[: 2 * FOOT_UNITS]
    return units.decode("utf-16-le", "ignore")
