"""`/audit` of every service. For an auditor of the county; everybody may read what was done in his own name."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response
from sqlalchemy import Row

from shared.audit.tables import AUDIT
from shared.http.dependencies import Reading, reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.router import Router
from shared.trail.export import export, mark_of
from shared.trail.queries import Wanted, rows_of
from shared.trail.schemas import AccountId, Action, AuditView, ExportForm, Result, Since, Subject, Until

CSV = "text/csv"

# The connection is given back before a file is sent.
Auditor = Annotated[Reading, Depends(reading("audit.read"), scope="function")]
OwnTrailReading = Annotated[Reading, Depends(reading("audit.own"))]

router = Router(prefix="/audit", tags=["audit"])


@router.get("", responses=problems(401, 403))
async def list_audit(
    asked: Auditor,
    *,
    account_id: AccountId = None,
    subject: Subject = None,
    action: Action = None,
    result: Result = None,
    since: Since = None,
    until: Until = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditView]:
    """The audit trail of this service, newest first. What was looked for in it stands in it too · 查询审计记录"""
    wanted = Wanted(account_id, subject, action, result, since, until)
    return await fetch_trail(asked, wanted, cursor, limit)


@router.get("/mine", responses=problems(401, 403))
async def list_own_audit(asked: OwnTrailReading, cursor: Cursor = None, limit: Limit = 50) -> Page[AuditView]:
    """What was done in the caller's own name, newest first; of what was refused, that it was · 查询本人操作记录"""
    return await fetch_own_trail(asked, cursor, limit)


@router.post("/exports", response_class=Response, responses={200: {"content": {CSV: {}}}, **problems(401, 403, 413)})
async def post_audit_export(form: ExportForm, asked: Auditor) -> Response:
    """The rows as CSV, marked with who took them, when and for what; at most 50,000 · 导出审计记录"""
    return as_file(await taken_away(asked, form))


async def taken_away(asked: Reading, form: ExportForm) -> bytes:
    """The rows wanted, as CSV; that they were taken away is recorded."""
    wanted = form.wanted()
    mark = mark_of(asked.caller.account_id, form.purpose, now=asked.now)
    content = await export(asked.connection, wanted, mark=mark)
    await asked.record("export-audit", str(wanted), purpose=form.purpose)
    return content


def as_file(content: bytes) -> Response:
    """What was taken away, to be kept."""
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(content, media_type=CSV, headers=headers)


async def fetch_trail(asked: Reading, wanted: Wanted, cursor: str | None, limit: int) -> Page[AuditView]:
    """One page of the rows wanted, newest first. What was looked for is recorded."""
    await asked.record("list-audit", str(wanted))
    return await _fetch(asked, wanted, cursor, limit, AuditView.of)


async def fetch_own_trail(asked: Reading, cursor: str | None, limit: int) -> Page[AuditView]:
    """One page of what was done in the caller's own name, newest first."""
    return await _fetch(asked, Wanted(account_id=asked.caller.account_id), cursor, limit, AuditView.of_own)


async def _fetch(
    asked: Reading, wanted: Wanted, cursor: str | None, limit: int, view: Callable[[Row[Any]], AuditView]
) -> Page[AuditView]:
    by = [AUDIT.c.audit_id]
    found = rows_of(wanted)
    return await fetch_page(asked.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True)
