"""From what went wrong to what the caller is told."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared import clock, trace
from shared.audit.record import AuditEntry, record_audit
from shared.auth.caller import Caller
from shared.database.failures import is_full, is_transient, is_unstorable_text
from shared.http.browser import is_page, language_of
from shared.http.problems import problem_response
from shared.http.refusals import (
    HEADERS,
    OF_FRAMEWORK,
    DatabaseUnavailable,
    DiskFull,
    InternalError,
    InvalidRequest,
    RequestFailed,
    UnstorableText,
    status_of,
)
from shared.http.validation import faults_of, wrong_content_type
from shared.refusal import Refusal

_log = structlog.get_logger(__name__)


async def answer_refusal(request: Request, refusal: Refusal) -> Response:
    """Every 403 that no command has recorded leaves an audit row here."""
    status = status_of(type(refusal))
    if status == 403 and not refusal.recorded:
        await _record_denial(request, refusal)
    return respond(request, refusal, status)


async def answer_invalid(request: Request, fault: RequestValidationError) -> Response:
    errors = fault.errors()
    sent, expected = request.headers.get("content-type", ""), _content_type(request)
    return respond(
        request,
        InvalidRequest(fields=wrong_content_type(errors, sent=sent, expected=expected) or faults_of(errors)),
    )


async def answer_framework(request: Request, fault: HTTPException) -> Response:
    """FastAPI answers 400 to whatever stops the reading of a body, a full disk under a large file included."""
    if isinstance(fault.__cause__, OSError):
        return answer_failure(request, fault.__cause__)
    refusal = OF_FRAMEWORK.get(fault.status_code, RequestFailed)()
    return respond(request, refusal, fault.status_code, dict(fault.headers or {}))


def answer_failure(request: Request, fault: Exception) -> Response:
    """422 when a text cannot be stored, 507 when a disk is full, 503 when the database cannot take it now, else 500.

    The log has the cause.
    """
    if is_unstorable_text(fault):
        _log.warning("unstorable_text", cause=type(fault).__name__)
        return respond(request, UnstorableText())
    if is_full(fault):
        _log.error("disk_full", cause=type(fault).__name__)
        return respond(request, DiskFull())
    if is_transient(fault):
        _log.warning("database_unavailable", cause=type(fault).__name__)
        return respond(request, DatabaseUnavailable())
    _log.error("unhandled_error", exc_info=fault)
    return respond(request, InternalError())


def respond(
    request: Request, refusal: Refusal, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem, in the language the request asks for: JSON for a program, a page for a person.

    `status` only where it is not that of the refusal's kind.
    """
    status = status or status_of(type(refusal))
    sent = {**HEADERS.get(status, {}), **(headers or {})}
    if is_page(request):
        page: Response = request.app.state.problem_page(request, refusal, status, sent)
        return page
    return problem_response(
        refusal,
        status,
        language=language_of(request),
        correlation_id=trace.current().correlation_id,
        headers=sent,
    )


def _content_type(request: Request) -> str:
    """What the route's body is declared to be."""
    body: Any = getattr(request.scope.get("route"), "body_field", None)
    return getattr(getattr(body, "field_info", None), "media_type", None) or "application/json"


async def _record_denial(request: Request, refusal: Refusal) -> None:
    caller: Caller | None = getattr(request.state, "caller", None)
    route = request.scope.get("route")
    entry = AuditEntry(
        account_id=caller.account_id if caller else None,
        action=str(getattr(route, "name", request.method.lower())).replace("_", "-"),
        address=request.client.host if request.client else "",
        result=refusal.code,
    )
    async with request.app.state.engine.begin() as connection:
        await record_audit(connection, entry, now=clock.now())
