"""Imports of whole registers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, aclosing, asynccontextmanager
from typing import BinaryIO
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from services.registry import dependencies as asked
from services.registry.imports.commands.request import request_import
from services.registry.imports.commands.spool import Spool, spooled
from services.registry.imports.domain import Outcome, SheetEmpty, match_headers
from services.registry.imports.parameters import MOST_UPLOAD_BYTES, READER_WAIT_SECONDS, READERS, Column
from services.registry.imports.queries import all_verdicts, get_import, imports_of, must_be_finished, verdicts_of
from services.registry.imports.reader.isolation import Limits, read_isolated
from services.registry.imports.schemas.result import write_result
from services.registry.imports.schemas.template import template_workbook
from services.registry.imports.schemas.upload import FORM_SCHEMA, received
from services.registry.imports.schemas.views import ImportView, RequestedView, VerdictView
from services.registry.imports.tables import IMPORT_ROW, REGISTER_IMPORT
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.refusals import Overloaded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE_BYTES = 256 * 1024

_READING = asyncio.Semaphore(READERS)

router = APIRouter(prefix="/imports", tags=["imports"])


@router.post(
    "",
    status_code=202,
    responses=problems(401, 403, 409, 413, 415, 429),
    openapi_extra=FORM_SCHEMA,
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_import(
    request: Request, work: asked.Importing, registrar: asked.Registration, settings: asked.Configuration
) -> RequestedView:
    """Hand a register in as XLSX or CSV. The file as a whole is judged at once, its rows by and by.

    Columns and their values: `GET /imports/template.xlsx`. The first sheet counts; dates and codes may be text.
    """
    limits = Limits(settings.import_most_rows, settings.import_most_unpacked_mb << 20)
    async with received(request, most_bytes=settings.import_most_mb << 20) as upload:
        with spooled(registrar.keyring) as chunks:
            columns = await _taken(upload.file, limits, chunks)
            import_id = await request_import(
                work, columns, chunks, dry_run=upload.dry_run, most_rows_a_day=settings.import_rows_a_day
            )
            return RequestedView(import_id=import_id)


async def _taken(file: BinaryIO, limits: Limits, chunks: Spool) -> tuple[Column, ...]:
    """Read the file into the spool; its columns. Raises what `domain.py` names, `Overloaded`."""
    async with _turn(), aclosing(read_isolated(file, limits)) as groups:
        async for [(_, header)] in groups:
            columns = match_headers(header)
            async for group in groups:
                chunks.append(group)
            return columns
    raise SheetEmpty


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Each reader may take as much memory as all the rest of this process."""
    try:
        async with asyncio.timeout(READER_WAIT_SECONDS):
            await _READING.acquire()
    except TimeoutError:
        raise Overloaded from None
    try:
        yield
    finally:
        _READING.release()


@router.get("", responses=problems(401, 403))
async def list_imports(reading: asked.ImportReading, cursor: Cursor = None, limit: Limit = 50) -> Page[ImportView]:
    """The caller's own imports, newest first."""
    return await fetch_page(
        reading.connection,
        imports_of(reading.caller),
        by=[REGISTER_IMPORT.c.import_id],
        cursor=cursor,
        limit=limit,
        view=ImportView.of,
        newest_first=True,
    )


@router.get("/template.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}, **problems(401, 403)})
def get_template(_reading: asked.ImportReading) -> Response:
    """The empty workbook to fill in: drop-downs, notes on every column, and the code lists."""
    return Response(template_workbook(), media_type=XLSX, headers=_attachment("register-template.xlsx"))


@router.get("/{import_id}", responses=problems(401, 403, 404))
async def get_one_import(import_id: UUID, reading: asked.ImportReading) -> ImportView:
    """One import of the caller and how far it is."""
    return ImportView.of(await get_import(reading.connection, import_id, reading.caller))


@router.get("/{import_id}/rows", responses=problems(401, 403, 404))
async def list_rows(
    import_id: UUID,
    reading: asked.ImportReading,
    *,
    verdict: Outcome | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VerdictView]:
    """The verdicts so far, by row."""
    await get_import(reading.connection, import_id, reading.caller)
    return await fetch_page(
        reading.connection,
        verdicts_of(import_id, outcome=verdict),
        by=[IMPORT_ROW.c.row_number],
        cursor=cursor,
        limit=limit,
        view=VerdictView.of_row,
    )


@router.get(
    "/{import_id}/result.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **problems(401, 403, 404, 409)},
)
async def get_result(import_id: UUID, reading: asked.ImportReading) -> StreamingResponse:
    """The verdicts of a finished import as a workbook, one line for each row or fault."""
    await must_be_finished(reading.connection, import_id, reading.caller)
    await reading.record("get-import-result", f"import {import_id}")
    with ExitStack() as undo:
        file = undo.enter_context(tempfile.TemporaryFile())
        await write_result(file, all_verdicts(reading.connection, import_id), reading.caller.language)
        pieces = _pieces(file, undo.pop_all())
    return StreamingResponse(pieces, media_type=XLSX, headers=_attachment(f"import-{import_id}.xlsx"))


def _pieces(file: BinaryIO, closing: ExitStack) -> Iterator[bytes]:
    with closing:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
