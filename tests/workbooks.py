"""Workbooks as people fill them in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import httpx2
import pytest
import xlsxwriter
from fastapi import Request
from python_calamine import CalamineWorkbook

from shared.workbooks.uploading import uploaded


def header_of(template: bytes) -> list[str]:
    """The first row of a template."""
    return [
        str(cell) for cell in CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(0).to_python()[0]
    ]


def notes_of(template: bytes) -> list[list[str]]:
    """How the columns of a template are to be written, a row for each."""
    rows = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(1).to_python()[1:]
    return [[str(cell) for cell in row] for row in rows]


def filled(template: bytes, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The template with rows, each by its headers."""
    header = header_of(template)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            assert row.keys() <= set(header)
            for index, name in enumerate(header):
                sheet.write(number, index, row.get(name))
    return buffer.getvalue()


async def hand_in(
    client: httpx2.AsyncClient, path: str, content: bytes, *, dry_run: bool, **fields: str
) -> httpx2.Response:
    """To an address that takes a workbook."""
    said = {"dry_run": str(dry_run).lower(), **fields}
    return await client.post(path, files={"file": ("rows.xlsx", content)}, data=said)


def told(batch: Mapping[str, Any]) -> list[tuple[int, str, str | None, list[str]]]:
    """Of each row: its number, what became of it, why not, and of which cells."""
    return [
        (row["number"], row["outcome"], row["code"], [fault["field"] for fault in row["faults"]])
        for row in batch["rows"]
    ]


def watching_uploads(monkeypatch: pytest.MonkeyPatch, module: str) -> list[int]:
    """How many connections an API of one request holds whenever it begins to receive a workbook: it may wait long."""
    held: list[int] = []

    @asynccontextmanager
    async def watched(request: Request) -> AsyncIterator[Any]:
        held.append(request.app.state.engine.pool.checkedout())
        async with uploaded(request) as sent:
            yield sent

    monkeypatch.setattr(f"{module}.uploaded", watched)
    return held
