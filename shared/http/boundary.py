"""The outermost layer of an API, plain ASGI: trace in and out, failures answered, overload shed, requests counted."""

import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import trace
from shared.http.admission import Admission
from shared.http.answers import answer_failure, respond
from shared.http.declines import Declines
from shared.http.metrics import IN_PROGRESS, REQUEST_SECONDS
from shared.http.refusals import Overloaded, RequestTooLarge
from shared.idempotency.fingerprint import watch_body

QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/version"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "(none)"

_log = structlog.get_logger(__name__)


class Boundary:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.admission = Admission()
        self.declines = Declines()
        self.in_flight = 0
        self.log = _log.bind()  # once, not with every line
        IN_PROGRESS.set_function(lambda: self.in_flight)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            self.declines.tell()  # the lifespan is over, and with it the process
            return
        headers = dict(scope["headers"])
        present = trace.continued(
            correlation_id=headers.get(b"x-correlation-id", b"").decode("latin-1"),
            traceparent=headers.get(b"traceparent", b"").decode("latin-1"),
        )
        if b"idempotency-key" in headers:
            receive = watch_body(scope, headers, receive)
        with trace.using(present):
            await self._count(scope, receive, _Reply(send, present, self._too_large(scope, receive)))

    def _too_large(self, scope: Scope, receive: Receive) -> Callable[[Send], Awaitable[None]]:
        async def answer(send: Send) -> None:
            await respond(Request(scope), RequestTooLarge())(scope, receive, send)

        return answer

    async def _count(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        began = time.perf_counter()
        self.in_flight += 1
        try:
            await self._admit(scope, receive, reply)
        finally:
            self.in_flight -= 1
            self._report(scope, reply, time.perf_counter() - began)

    async def _admit(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        if scope["path"] in QUIET:
            await self._answer(scope, receive, reply)
            return
        place = await self.admission.enter()
        if place is None:
            reply.is_declined = True
            await respond(Request(scope, receive), Overloaded())(scope, receive, reply)
            return
        try:
            await self._answer(scope, receive, reply)
        finally:
            place.leave()

    async def _answer(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        request = Request(scope, receive)
        try:
            await self.app(scope, receive, reply)
        except Exception as fault:
            response = answer_failure(request, fault)
            if reply.status:  # too late to answer anything else: the server must cut the connection
                raise
            await response(scope, receive, reply)

    def _report(self, scope: Scope, reply: "_Reply", seconds: float) -> None:
        route, status = route_of(scope), reply.status
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        REQUEST_SECONDS.labels(method, route, str(status)).observe(seconds)
        if reply.is_declined:
            self.declines.note(reply.correlation_id)
        elif route not in QUIET:
            # The route, not the path: an address may hold what belongs in no log.
            self.log.info("request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))


class _Reply:
    """`send` that adds the trace, remembers the status, and says in our words what FastAPI says of a body too large."""

    def __init__(self, send: Send, present: trace.Trace, too_large: Callable[[Send], Awaitable[None]]) -> None:
        self.send = send
        self.too_large = too_large
        self.status = 0
        self.is_declined = False
        self.replaced = False
        self.correlation_id = present.correlation_id
        self.headers = [
            (b"x-correlation-id", present.correlation_id.encode()),
            (b"traceparent", present.traceparent.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]

    async def __call__(self, message: Message) -> None:
        if self.replaced:
            return
        if message["type"] == "http.response.start":
            if _is_frameworks_413(message):
                await self.too_large(self)
                self.replaced = True
                return
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self.headers]
        await self.send(message)


def _is_frameworks_413(message: Message) -> bool:
    return bool(message["status"] == 413 and (b"content-type", b"text/plain; charset=utf-8") in message["headers"])


def route_of(scope: Scope) -> str:
    """The template of the matched route (`/cases/{case_id}`), a closed set for labels."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(context, "path", None) or getattr(scope.get("route"), "path", None) or NO_ROUTE
