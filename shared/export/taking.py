"""Taking a list away. It is recorded first, then the file is made."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import Field
from starlette.responses import Response

from shared.command import Transaction, Work, command
from shared.export.columns import Sheet
from shared.export.workbook import XLSX, Line, Mark, workbook_of
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.http.problems import problems
from shared.http.validation import Reason, RequestBody
from shared.refusal import TooLarge

MOST_ROWS = 5_000

# At most so many rows of a list, one page of it: `fetch(reading, limit)`.
Fetch = Callable[[Reading, int], Awaitable[Page[Any]]]


class ExportForm(RequestBody):
    """Why a list is taken away. A list's own form adds its filters, each absent for all."""

    purpose: Reason = Field(description="stands in the file and in the audit, without personal data")

    def filters(self) -> dict[str, Any]:
        """What was given of them."""
        return self.model_dump(exclude={"purpose"}, exclude_none=True)


class ListTooLong(TooLarge):
    """Nobody needs a whole register in a file; and what is not there cannot be lost."""

    code = "list-too-long"
    zh = "符合条件的超过{limit}行，不能导出，请缩小范围后再试。"
    en = "More than {limit} rows are wanted, which cannot be taken away; narrow what is asked for."


async def take_away(work: Work, sheet: Sheet, form: ExportForm, fetch: Fetch, *, line: Callable[[Any], Line]) -> bytes:
    """The workbook of what `fetch` finds; `line` turns a row into the values of the columns, in a thread.

    The audit says what for, what was asked for and how many rows it were. Raises `ListTooLong`, and what `fetch` does.
    """
    filters = ", ".join(f"{name} {value}" for name, value in form.filters().items())

    async def run(tx: Transaction) -> list[Any]:
        tx.concerns(filters, purpose=form.purpose)
        page = await fetch(Reading(tx.connection, tx.caller, tx.now), MOST_ROWS)
        if page.next is not None:
            raise ListTooLong(limit=MOST_ROWS)
        tx.concerns(", ".join(filter(None, (filters, f"rows {len(page.items)}"))), purpose=form.purpose)
        return page.items

    run.__name__ = f"export_{sheet.name.replace('-', '_')}"
    rows = await command(keeps_answer=False)(run)(work)
    mark = Mark(work.caller.account_id, work.now, form.purpose, filters)
    return await asyncio.to_thread(workbook_of, sheet, map(line, rows), mark, work.caller.language)


def answering_a_file(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route says it answers."""
    return {200: {"content": {XLSX: {}}}, **problems(*statuses)}


def as_workbook(sheet: Sheet, content: bytes) -> Response:
    """The file, to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)
