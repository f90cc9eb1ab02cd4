"""Lists as a county hands them in: Excel workbooks, every cell text."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from deploy.demo.client import ANSWER_SECONDS, ON_ITS_WAY, RETRY_SECONDS, Client
from deploy.trouble import Trouble

FIRST_ROW = 2  # below the headers
SOME_ROWS = 25


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
    was lost, is as good as recorded; what asks for somebody who is still on his way is sent again. Raises Trouble."""
    name, deadline = path.strip("/").partition("/")[0], asyncio.get_running_loop().time() + ANSWER_SECONDS
    while rows:
        content = workbook(list(rows[0]), (list(row.values()) for row in rows))
        answer = await clerk.send_file(service, path, f"{name}.xlsx", content, dry_run="false", **form)
        refused = [row for row in answer["rows"] if row["outcome"] == "refused" and row["code"] not in _THERE]
        late = asyncio.get_running_loop().time() > deadline
        if stays := [row for row in refused if late or not row["code"].endswith(ON_ITS_WAY)]:
            first = stays[0]
            zh = f"{name} 有 {len(stays)} 行未能登记，例如第 {first['number']} 行：{first['zh']}"
            raise Trouble(zh, f"{len(stays)} rows of {name} were refused, such as row {first['number']}: {first['en']}")
        rows = [rows[row["number"] - FIRST_ROW] for row in refused]
        await asyncio.sleep(RETRY_SECONDS if rows else 0)


async def hand_in_by_some(clerk: Client, service: str, path: str, rows: Sequence[Mapping[str, str]]) -> None:
    """The same in files of a few rows, where each row is judged by itself: whoever sends a file waits for all of it,
    and on a machine that is busy a row may take a second."""
    for at in range(0, len(rows), SOME_ROWS):
        await hand_in(clerk, service, path, rows[at : at + SOME_ROWS])


_THERE = frozenset({"entry-exists", "branch-record-exists"})
