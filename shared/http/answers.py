"""From what went wrong to what the caller is told. The only place where a refusal becomes a status."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared import clock, trace
from shared.audit.record import AuditEntry, record_audit
from shared.auth.caller import Caller
from shared.database.failures import is_transient
from shared.http.problems import problem_response
from shared.http.refusals import (
    HEADERS,
    OF_FRAMEWORK,
    STATUSES,
    DatabaseUnavailable,
    InternalError,
    InvalidRequest,
    RequestFailed,
)
from shared.http.validation import faults_of
from shared.language import preferred_language
from shared.refusal import Refusal

UNMAPPED_STATUS = 409

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answers:
    """`statuses` is the service's map from refusal to status; a refusal in neither map is a conflict (409)."""

    statuses: Mapping[type[Refusal], int]

    def status_of(self, refusal: type[Refusal]) -> int:
        for ancestor in refusal.__mro__:
            if ancestor in self.statuses:
                return self.statuses[ancestor]
            if ancestor in STATUSES:
                return STATUSES[ancestor]
        return UNMAPPED_STATUS

    async def to_refusal(self, request: Request, refusal: Refusal) -> Response:
        """Every 403 that no command has recorded leaves an audit row here."""
        status = self.status_of(type(refusal))
        if status == 403 and not refusal.recorded:
            await _record_denial(request, refusal)
        return self.respond(request, refusal, status)

    async def to_invalid(self, request: Request, fault: RequestValidationError) -> Response:
        return await self.to_refusal(request, InvalidRequest(fields=faults_of(fault.errors())))

    async def to_framework(self, request: Request, fault: HTTPException) -> Response:
        refusal = OF_FRAMEWORK.get(fault.status_code, RequestFailed)()
        return self.respond(request, refusal, fault.status_code, dict(fault.headers or {}))

    def to_failure(self, request: Request, fault: Exception) -> Response:
        """503 when the database could not be asked, else 500. Says nothing of what happened inside; the log does."""
        if is_transient(fault):
            _log.warning("database_unavailable", cause=type(fault).__name__)
            return self.respond(request, DatabaseUnavailable(), 503)
        _log.error("unhandled_error", exc_info=fault)
        return self.respond(request, InternalError(), 500)

    def respond(
        self, request: Request, refusal: Refusal, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        return problem_response(
            refusal,
            status,
            language=preferred_language(request.headers.get("accept-language", "")),
            correlation_id=trace.current().correlation_id,
            headers={**HEADERS.get(status, {}), **(headers or {})},
        )


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
