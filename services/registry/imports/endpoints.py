"""Imports of whole registers."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from services.registry import dependencies as asked
from services.registry.imports.commands.requesting import request_import
from services.registry.imports.commands.revoking import revoke_list
from services.registry.imports.commands.spool import spooled
from services.registry.imports.domain import Outcome
from services.registry.imports.parameters import MOST_UPLOAD_BYTES, ImportKind
from services.registry.imports.queries import fetch_imports, fetch_verdicts, get_import
from services.registry.imports.reader.taking import take
from services.registry.imports.schemas.result import result_answer
from services.registry.imports.schemas.template import template_answer
from services.registry.imports.schemas.upload import FORM_SCHEMA, received
from services.registry.imports.schemas.views import ImportView, ListRevocation, RequestedView, VerdictView
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.workbooks.isolation import Limits
from shared.workbooks.template import XLSX

router = Router(prefix="/imports", tags=["imports"])


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
    """Hand a register, or a list of deaths, moves, corrections, social roles, in as XLSX or CSV · 上传名册

    The file as a whole is judged at once, its rows by and by. A row of a list is done as the single act is, by whoever
    may do that; who is meant is found by the number, or by name, birth and unit where that is one person.

    Columns and their values: `GET /imports/template.xlsx?kind=…`. The first sheet counts; dates and codes may be text.
    """
    limits = Limits(settings.import_most_rows, settings.import_most_unpacked_mb << 20)
    async with received(request, most_bytes=settings.import_most_mb << 20) as upload:
        with spooled(registrar.keyring) as chunks:
            columns = await take(upload.file, upload.kind, limits, chunks)
            import_id = await request_import(
                work,
                columns,
                chunks,
                kind=upload.kind,
                dry_run=upload.dry_run,
                most_rows_a_day=settings.import_rows_a_day,
            )
            return RequestedView(import_id=import_id)


@router.get("", responses=problems(401, 403))
async def list_imports(reading: asked.ImportReading, cursor: Cursor = None, limit: Limit = 50) -> Page[ImportView]:
    """The caller's own imports, and to the centre the lists of all, newest first · 本人的导入"""
    return await fetch_imports(reading, cursor, limit, view=ImportView.of)


@router.get("/template.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}, **problems(401, 403)})
def get_template(_reading: asked.ImportReading, kind: ImportKind = ImportKind.REGISTRATIONS) -> Response:
    """The empty workbook to fill in: drop-downs, notes on every column, and the code lists · 下载名册模板"""
    return template_answer(kind)


@router.get("/{import_id}", responses=problems(401, 403, 404))
async def get_one_import(import_id: UUID, reading: asked.ImportReading) -> ImportView:
    """One import of the caller and how far it is · 查看导入"""
    return ImportView.of(await get_import(reading.connection, import_id, reading.caller))


@router.post("/{import_id}/revocation", status_code=202, responses=problems(401, 403, 404, 409))
async def post_list_revocation(
    import_id: UUID, form: ListRevocation, work: asked.ImportRevoker, registrar: asked.Registration
) -> RequestedView:
    """Have all revoked that a list of deaths or moves recorded and that stands · 撤销名册办理的登记

    Each by the command of the single act, by and by: the answer is an import with a verdict for each.
    """
    with spooled(registrar.keyring) as chunks:
        revoking_id = await revoke_list(work, import_id, chunks, reason=form.reason, document=form.document)
        return RequestedView(import_id=revoking_id)


@router.get("/{import_id}/rows", responses=problems(401, 403, 404))
async def list_rows(
    import_id: UUID,
    reading: asked.ImportReading,
    *,
    verdict: Outcome | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VerdictView]:
    """The verdicts so far, by row · 逐行结果"""
    await get_import(reading.connection, import_id, reading.caller)
    return await fetch_verdicts(reading, import_id, verdict, cursor, limit, view=VerdictView.of_row)


@router.get(
    "/{import_id}/result.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **problems(401, 403, 404, 409)},
)
async def get_result(import_id: UUID, reading: asked.ImportReading) -> StreamingResponse:
    """The verdicts of a finished import as a workbook, one line for each row or fault · 下载导入结果"""
    return await result_answer(reading, import_id)
