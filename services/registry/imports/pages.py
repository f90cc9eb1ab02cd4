"""Imports in a browser: the template, a trial, the real thing, and what became of every row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.imports.commands.requesting import request_import
from services.registry.imports.commands.revoking import revoke_list
from services.registry.imports.commands.spool import spooled
from services.registry.imports.domain import Outcome
from services.registry.imports.parameters import FILES, MOST_UPLOAD_BYTES, REVOKED_BY, SHEETS, ImportKind
from services.registry.imports.queries import fetch_imports, fetch_verdicts, get_import
from services.registry.imports.reader.taking import take
from services.registry.imports.schemas.result import result_answer
from services.registry.imports.schemas.template import template_answer
from services.registry.imports.schemas.upload import received
from services.registry.imports.schemas.views import ImportView, ListRevocation, VerdictView
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.http.pages import Cursor, Limit
from shared.http.refusals import status_of
from shared.idempotency.fingerprint import SCOPE_KEY, watch_body
from shared.language import Named
from shared.refusal import Refusal
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent, keyed
from shared.workbooks.isolation import Limits

router = page_router()

STATES = (
    Named("waiting", "等待处理", "waiting"),
    Named("running", "处理中", "running"),
    Named("done", "已完成", "done"),
    Named("failed", "未能完成", "failed"),
)
FAILURES = (
    Named("grant-ended", "提交人的导入权限已被收回", "whoever handed it in may import no longer"),
    Named("account-disabled", "提交人的账号已停用", "the account of whoever handed it in was disabled"),
    Named("defect", "程序出错，请联系系统管理员", "a defect of the program; tell the system administrator"),
)
OUTCOMES = (
    Named("accepted", "通过", "accepted"),
    Named("proposed", "待另一人确认", "waits for a second person"),
    Named("duplicate", "重复", "duplicate"),
    Named("ambiguous", "需人工核对", "to be looked into"),
    Named("rejected", "不通过", "rejected"),
)
WORDS: Mapping[str, Any] = {
    "states": {state.code: state for state in STATES},
    "failures": {failure.code: failure for failure in FAILURES},
    "outcome_words": {outcome.code: outcome for outcome in OUTCOMES},
    "outcomes": OUTCOMES,
    "kinds": {str(sheet.kind): sheet.called for sheet in SHEETS.values()},
}


@router.get("/registry/imports")
async def list_own_imports(
    reading: asked.ImportReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20
) -> Response:  # fmt: skip
    """The reader's own, newest first, and the form that hands one in."""
    page = await fetch_imports(reading, cursor, limit, view=ImportView.of)
    choices = _choices(reading.caller)
    return view.show("imports.html", page=page, cursor=cursor, form=Form(), choices=choices, **WORDS)


@router.get("/registry/imports/new")
async def show_upload(
    reading: asked.ImportingReading,
    view: Viewing,
    *,
    kind: ImportKind = ImportKind.REGISTRATIONS,
    dry_run: bool = True,
) -> Response:
    """The form that hands a file in: for a trial, unless one went before."""
    return view.show("upload.html", form=Form({"kind": kind, "dry_run": dry_run}), choices=_choices(reading.caller))


@router.post("/registry/imports/new", max_body_size=MOST_UPLOAD_BYTES)
async def hand_in(
    work: asked.Importing, registrar: asked.Registration, settings: asked.Configuration, view: Viewing
) -> Response:  # fmt: skip
    """Hand it in, for a trial or for good. What is wrong with the file as a whole is said at once."""
    limits = Limits(settings.import_most_rows, settings.import_most_unpacked_mb << 20)
    scope, kind = view.request.scope, None
    # The key stands in the form, so that nobody has watched what it is for.
    request = Request(scope, watch_body(scope, dict(scope["headers"]), view.request.receive))
    try:
        async with received(request, most_bytes=settings.import_most_mb << 20) as upload:
            kind = upload.kind
            with spooled(registrar.keyring) as chunks:
                columns = await take(upload.file, upload.kind, limits, chunks)
                import_id = await request_import(
                    keyed(work, request, upload.key, scope[SCOPE_KEY].digest),
                    columns,
                    chunks,
                    kind=upload.kind,
                    dry_run=upload.dry_run,
                    most_rows_a_day=settings.import_rows_a_day,
                )
    except Refusal as refusal:
        form = Form({"kind": kind or ImportKind.REGISTRATIONS, "dry_run": True}, problem=refusal)
        return view.show("upload.html", status_of(type(refusal)), form=form, choices=_choices(work.caller))
    return view.go(f"/registry/imports/{import_id}")


@router.get("/registry/imports/template.xlsx")
def fetch_template(_reading: asked.ImportReading, kind: ImportKind = ImportKind.REGISTRATIONS) -> Response:
    """The workbook to fill in."""
    return template_answer(kind)


@router.get("/registry/imports/{import_id}")
async def show_import(
    import_id: UUID,
    reading: asked.ImportReading,
    view: Viewing,
    *,
    verdict: Outcome | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """How far one import is, and what became of its rows."""
    found = ImportView.of(await get_import(reading.connection, import_id, reading.caller))
    page = await fetch_verdicts(reading, import_id, verdict, cursor, limit, view=VerdictView.of_row)
    columns = SHEETS[found.kind].header_of
    return view.show(
        "import.html", found=found, page=page, cursor=cursor, verdict=verdict, columns=columns, **WORDS
    )  # fmt: skip


@router.get("/registry/imports/{import_id}/progress")
async def show_progress(import_id: UUID, reading: asked.ImportReading, view: Viewing) -> Response:
    """How far it is: a part that asks again every second until it is finished."""
    found = ImportView.of(await get_import(reading.connection, import_id, reading.caller))
    anew = {"HX-Refresh": "true"} if found.finished_at else {}
    return view.show("progress.html", headers=anew, found=found, **WORDS)


@router.get("/registry/imports/{import_id}/revocation")
async def show_revocation(import_id: UUID, reading: asked.ImportRevokingReading, view: Viewing) -> Response:
    """The form that has all revoked that a list did."""
    found = ImportView.of(await get_import(reading.connection, import_id, reading.caller))
    return view.show("list-revocation.html", form=Form(), **_revoking(found))


@router.post("/registry/imports/{import_id}/revocation")
async def revoke(
    import_id: UUID,
    reading: asked.ImportRevokingReading,
    work: asked.ImportRevoker,
    *,
    registrar: asked.Registration,
    sent: Sent[ListRevocation],
) -> Response:
    """Have it revoked; on to the import that does."""
    found = ImportView.of(await get_import(reading.connection, import_id, reading.caller))
    async with sent.answering("list-revocation.html", **_revoking(found)):
        said = sent.value
        with spooled(registrar.keyring) as chunks:
            revoking_id = await revoke_list(
                sent.keyed(work), import_id, chunks, reason=said.reason, document=said.document
            )
    return sent.done(f"/registry/imports/{revoking_id}")


@router.get("/registry/imports/{import_id}/result.xlsx")
async def fetch_result(import_id: UUID, reading: asked.ImportReading) -> Response:
    """The verdicts of a finished import as a workbook."""
    return await result_answer(reading, import_id)


def _revoking(found: ImportView) -> Mapping[str, Any]:
    revoking = REVOKED_BY.get(found.kind)
    return {"found": found, "reasons": list(revoking.reasons.values()) if revoking else [], **WORDS}


def _choices(caller: Caller) -> list[Named]:
    """The kinds that he may hand in."""
    return [SHEETS[kind].called for kind in FILES if permitted(caller, SHEETS[kind].permission).grants]
