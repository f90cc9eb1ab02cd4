"""Lists as a county hands them in: Excel workbooks, every cell text."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from deploy.demo.client import Client
from deploy.trouble import Trouble


def workbook(headers: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str | None = None) -> bytes:
    """Its bytes: the headers in the first row, a row each below."""
    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        written = book.add_worksheet(sheet)
        for number, cells in enumerate((headers, *rows)):
            written.write_row(number, 0, cells)
    return buffer.getvalue()


async def hand_in(clerk: Client, service: str, path: str, rows: Sequence[Mapping[str, str]], **form: str) -> None:
    """Rows by the headers of the first one, at a door that answers at once. What is there already, because an answer
    was lost, is as good as recorded. Raises Trouble."""
    if not rows:
        return
    name, content = path.strip("/").partition("/")[0], workbook(list(rows[0]), (list(row.values()) for row in rows))
    answer = await clerk.send_file(service, path, f"{name}.xlsx", content, dry_run="false", **form)
    refused = [row for row in answer["rows"] if row["outcome"] == "refused" and row["code"] not in _THERE]
    if refused:
        first = refused[0]
        zh = f"{name} 有 {len(refused)} 行未能登记，例如第 {first['number']} 行：{first['zh']}"
        raise Trouble(zh, f"{len(refused)} rows of {name} were refused, such as row {first['number']}: {first['en']}")


_THERE = frozenset({"entry-exists", "branch-record-exists"})
