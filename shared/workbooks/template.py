"""The empty workbook a clerk fills in: drop-downs where a value comes from a list, notes, and the lists themselves."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from fastapi.responses import Response

from shared.workbooks.cells import column_letter
from shared.workbooks.columns import Column, Kind, Layout

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, NOTES, LISTS = "登记表", "填表说明", "代码表"
ROWS_WITH_LISTS = 20_000
# Nothing in these workbooks is a formula or a link, whatever it begins with.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

HOW_TO_WRITE: dict[Kind, tuple[str, str]] = {
    Kind.IDENTITY_NUMBER: ("18位或15位；单元格须为文本格式", "18 or 15 characters, in a text cell"),
    Kind.PERSON_NAME: ("姓名，少数民族姓名可用“·”", "a name"),
    Kind.TEXT: ("文字", "text"),
    Kind.CODE: ("从下拉列表选择，或填代码", "from the list, or its code"),
    Kind.ENTRY: (
        "从下拉列表选择，以括号内的编号末八位为准；或填该记录的编号，即其页面地址的末段",
        "from the list, where the brackets decide, or the number of the entry, which ends the address of its page",
    ),
    Kind.CODES: ("代码或名称，多个用“、”隔开", "codes or names, several separated by 、"),
    Kind.DATE: ("如 2019-04-30", "like 2019-04-30"),
    Kind.PARTIAL_DATE: ("如 1976-12-10；只知年月或年份可填 1976-12、1976", "like 1976-12-10, 1976-12 or 1976"),
    Kind.PHONE: ("手机号，或带区号的固定电话", "a mobile number, or a landline with its area code"),
    Kind.ACCOUNT: ("8至30位数字；单元格须为文本格式", "8 to 30 digits, in a text cell"),
    Kind.FLAG: ("是 或 否", "是 (yes) or 否 (no)"),
    Kind.MONEY: ("元，最多两位小数", "yuan, at most two decimals"),
    Kind.DIVISION: ("6、9或12位区划代码", "a division code of 6, 9 or 12 digits"),
    Kind.ORG: ("服务室或服务站代码", "the code of a room or station"),
    Kind.PERSON: (
        "身份证号（18位或15位；单元格须为文本格式），或者人员档案编号，即其档案页地址的末段",
        "the identity number (18 or 15 characters, in a text cell), or the number of the file, which ends the address"
        " of its page",
    ),
    Kind.PERSONS: (
        "身份证号（18位或15位；单元格须为文本格式）或者人员档案编号，多个用“、”隔开",
        "identity numbers (18 or 15 characters, in a text cell) or numbers of files, several separated by 、",
    ),
}


def attachment(name: str) -> dict[str, str]:
    """The headers of a workbook that is to be kept as a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def workbook_answer(layout: Layout, name: str, rows: Iterable[Sequence[str]] = ()) -> Response:
    """The workbook to fill in, its first columns filled with `rows`."""
    return Response(template_workbook(layout, rows), media_type=XLSX, headers=attachment(f"{name}-template.xlsx"))


def template_workbook(layout: Layout, rows: Iterable[Sequence[str]] = ()) -> bytes:
    """The bytes of template.xlsx."""
    import xlsxwriter  # 15 MB that a process needs only once somebody asks for a workbook

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **TEXT_ONLY}) as workbook:
        _sheet(workbook, layout, rows)
        _notes(workbook, layout)
        _lists(workbook, layout)
    return buffer.getvalue()


def _sheet(workbook: Any, layout: Layout, rows: Iterable[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(SHEET)
    # Text, so that Excel does not turn a typed identity number into a number.
    text = workbook.add_format({"num_format": "@"})
    plain = workbook.add_format({"bold": True, "bottom": 1})
    required = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#FFE699"})
    for index, column in enumerate(layout.columns):
        is_required = column.required or column.header in layout.one_of[:1]
        sheet.set_column(index, index, max(12, 2 * len(column.header) + 4), text)
        sheet.write_string(0, index, column.header, required if is_required else plain)
        if column.choices:
            sheet.data_validation(1, index, ROWS_WITH_LISTS, index, _choice(index, column))
    for number, cells in enumerate(rows, start=1):
        sheet.write_row(number, 0, cells)
    sheet.freeze_panes(1, 0)


def _choice(index: int, column: Column) -> dict[str, Any]:
    letter = column_letter(index)
    return {
        "validate": "list",
        "source": f"='{LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}",
        # A code is as good as its name, and some cells take several.
        "error_type": "information",
        "error_title": column.header,
        "error_message": _how(column)[0],
    }


def _how(column: Column) -> tuple[str, str]:
    """How a value is written, in Chinese and in English."""
    return (column.how.zh, column.how.en) if column.how else HOW_TO_WRITE[column.kind]


def _notes(workbook: Any, layout: Layout) -> None:
    sheet = workbook.add_worksheet(NOTES)
    sheet.set_column(0, 5, 34)
    bold = workbook.add_format({"bold": True})
    sheet.write_row(0, 0, ["列 · column", "必填 · required", "填写方法", "how to write it", "meaning"], bold)
    for number, column in enumerate(layout.columns, start=1):
        must = "是 · yes" if column.required else "二选一 · one of two" if column.header in layout.one_of else ""
        sheet.write_row(number, 0, [column.header, must, *_how(column), column.en])


def _lists(workbook: Any, layout: Layout) -> None:
    sheet = workbook.add_worksheet(LISTS)
    for index, column in enumerate(layout.columns):
        if column.choices:
            sheet.write_column(0, index, [column.header, *column.choices])
