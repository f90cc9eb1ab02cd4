"""Taking a list away. It is recorded first, then the file is made."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.command import Transaction, Work, command
from shared.export.columns import Column, Sheet
from shared.export.workbook import Line, Mark, workbook_of
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.http.validation import Reason, RequestBody
from shared.refusal import TooLarge

MOST_ROWS = 5_000


class ExportForm(RequestBody):
    """Why a list is taken away. A list's own form adds its filters, each absent for all."""

    purpose: Reason = Field(description="stands in the file and in the audit, without personal data")

    def filters(self) -> dict[str, Any]:
        """What was given of them."""
        return self.model_dump(exclude={"purpose"}, exclude_none=True)


F = TypeVar("F", bound=ExportForm)
NameOf = Callable[[AsyncConnection, UUID], Awaitable[str | None]]
"""How an account is called."""


@dataclass(frozen=True, slots=True)
class Taking(Generic[F]):
    """A list that is being taken away: at most `limit` rows, one page of it. `request` is for what the process was
    started with, such as its keyring."""

    reading: Reading
    form: F
    limit: int
    request: Request


def _as_shown(row: BaseModel) -> Line:
    return row.model_dump()


class Rows(NamedTuple):
    """What was found; `line` turns a row into the values of the columns, in a thread. A row that is shown as it is
    needs none. `columns`: where which there are depends on what was found."""

    page: Page[Any]
    line: Callable[[Any], Line] = _as_shown
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Export(Generic[F]):
    """A list that may be taken away: what of it stands in the file, what may be asked for, by whom. `rows` runs the
    list's own query, the one its page and its endpoint run. `in_clear`: the file has what the list masks."""

    sheet: Sheet
    form: type[F]
    permission: str
    rows: Callable[[Taking[F]], Awaitable[Rows]]
    in_clear: bool = False

    @property
    def code(self) -> str:
        """Its name in names of functions."""
        return self.sheet.name.replace("-", "_")


class ListTooLong(TooLarge):
    """Nobody needs a whole register in a file; and what is not there cannot be lost."""

    code = "list-too-long"
    zh = "符合条件的超过{limit}行，不能导出，请缩小范围后再试。"
    en = "More than {limit} rows are wanted, which cannot be taken away; narrow what is asked for."


async def take_away(work: Work, request: Request, export: Export[F], form: F) -> bytes:
    """The workbook of what was asked for.

    The audit says what for, what was asked for and how many rows it were. Raises `ListTooLong`, and what the list's
    query does.
    """
    filters = ", ".join(f"{name} {value}" for name, value in form.filters().items())

    name_of: NameOf | None = request.app.state.name_of_account

    async def run(tx: Transaction) -> tuple[Rows, str | None]:
        tx.concerns(filters, purpose=form.purpose)
        reading = Reading(tx.connection, tx.caller, tx.now)
        rows = await export.rows(Taking(reading, form, MOST_ROWS, request))
        if rows.page.next is not None:
            raise ListTooLong(limit=MOST_ROWS)
        tx.concerns(", ".join(filter(None, (filters, f"rows {len(rows.page.items)}"))), purpose=form.purpose)
        return rows, await name_of(tx.connection, tx.caller.account_id) if name_of else None

    run.__name__ = f"export_{export.code}"
    (page, line, columns), name = await command(keeps_answer=False)(run)(work)
    sheet = replace(export.sheet, columns=columns) if columns else export.sheet
    mark = Mark(work.caller.account_id, work.now, form.purpose, filters, name)
    return await asyncio.to_thread(workbook_of, sheet, map(line, page.items), mark, work.caller.language)
