"""From what went wrong to what the caller is told."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

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
    WrongContentType,
    status_of,
)
from shared.http.validation import faults_of, wrong_content_type
from shared.refusal import Forbidden, NotFound, Refusal, TooMany, denial_in

_log = structlog.get_logger(__name__)


async def answer_refusal(request: Request, refusal: Refusal) -> Response:
    """Every denied access that no command has recorded leaves an audit row here, what is answered 404 included; and so
    does what somebody asked for that there is not, or that row, and how long it takes, would tell which it was."""
    kept = denial_in(refusal) or refusal
    if isinstance(kept, Forbidden | NotFound) and not refusal.recorded:
        await _record_refused(request, kept)
    return respond(request, refusal)


async def answer_invalid(request: Request, fault: RequestValidationError) -> Response:
    errors = fault.errors()
    sent, expected = request.headers.get("content-type", ""), _content_type(request)
    if faults := wrong_content_type(errors, sent=sent, expected=expected):
        return respond(request, WrongContentType(fields=faults))
    return respond(request, InvalidRequest(fields=faults_of(errors)))


async def answer_framework(request: Request, fault: HTTPException) -> Response:
    """FastAPI answers 400 to whatever stops the reading of a body, a full disk under a large file included."""
    if isinstance(fault.__cause__, OSError):
        return answer_failure(request, fault.__cause__)
    refusal = OF_FRAMEWORK.get(fault.status_code, RequestFailed)()
    allowed = {"Allow": _methods(request)} if fault.status_code == 405 else {}
    return respond(request, refusal, fault.status_code, {**(fault.headers or {}), **allowed})


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
    wait = {"Retry-After": str(refusal.facts["retry_after_seconds"])} if isinstance(refusal, TooMany) else {}
    sent = {**HEADERS.get(status, {}), **wait, **(headers or {})}
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


def _methods(request: Request) -> str:
    """What this address takes (RFC 9110, 10.2.1). The framework knows of one route, and there is one a method."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    found = (route.methods or () for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for methods in found for method in methods}))


async def _record_refused(request: Request, refusal: Forbidden | NotFound) -> None:
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None and isinstance(refusal, NotFound):
        return  # of what is public
    route = request.scope.get("route")
    entry = AuditEntry(
        account_id=caller.account_id if caller else None,
        action=str(getattr(route, "name", request.method.lower())).replace("_", "-"),
        subject=_target(request),
        address=request.client.host if request.client else "",
        result=refusal.code,
    )
    async with request.app.state.engine.begin() as connection:
        await record_audit(connection, entry, now=clock.now())


def _target(request: Request) -> str:
    """What was to be read: what the path names (`veteran 0190…`), of a list the unit that it was to be of."""
    unit = request.query_params.get("unit")
    named = request.path_params or ({"unit": unit} if unit else {})
    return ", ".join(f"{name.removesuffix('_id')} {value}" for name, value in named.items())
