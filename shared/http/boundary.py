"""The outermost layer of an API, plain ASGI: trace in and out, failures answered, load limited, requests counted."""

import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import NoReturn

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import spans, trace
from shared.http.address import locate
from shared.http.answers import answer_failure, respond
from shared.http.body import Body, Budget
from shared.http.metrics import IN_PROGRESS, REQUEST_SECONDS
from shared.http.overload import Limiter, RejectionLog, Slot
from shared.http.refusals import InvalidRequest, Overloaded, RequestTimedOut, RequestTooLarge
from shared.http.validation import address_faults
from shared.idempotency.fingerprint import watch_body
from shared.networks import Network
from shared.refusal import Refusal

QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/version"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "(none)"
NO_STORE = (b"cache-control", b"no-store")

_log = structlog.get_logger(__name__)


class Boundary:
    def __init__(self, app: ASGIApp, trusted: Sequence[Network] = ()) -> None:
        """`trusted`: the proxies that are believed."""
        self.app = app
        self.trusted = trusted
        self.limiter = Limiter()
        self.budget = Budget()
        self.rejections = RejectionLog()
        self.in_flight = 0
        self.log = _log.bind()  # once, not with every line
        IN_PROGRESS.set_function(lambda: self.in_flight)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            self.rejections.flush()  # the lifespan is over, and with it the process
            return
        locate(scope, self.trusted)
        headers = dict(scope["headers"])
        present = trace.continued(
            correlation_id=headers.get(b"x-correlation-id", b"").decode("latin-1"),
            traceparent=headers.get(b"traceparent", b"").decode("latin-1"),
        )
        with trace.using(present):
            await self._count(scope, headers, receive, _Reply(scope, send, present))

    async def _count(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, reply: "_Reply") -> None:
        began = time.perf_counter()
        self.in_flight += 1
        try:
            if scope["path"] in QUIET:
                await self._answer(scope, receive, reply)
            else:
                await self._limit(scope, headers, receive, reply)
        finally:
            self.in_flight -= 1
            self._report(scope, reply, time.perf_counter() - began)

    async def _limit(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, reply: "_Reply") -> None:
        """Look at the address, wait for the beginning of the body, then for a slot, then answer."""
        if faults := address_faults(scope["query_string"], scope["path"]):
            await reply.refuse(InvalidRequest(fields=faults))
            return
        slot = reply.slot = Slot(self.limiter)
        slot.attach(scope)
        body = Body(scope, receive, slot, self.budget)
        try:
            if b"content-length" in headers or b"transfer-encoding" in headers:
                await body.begin()
        except TimeoutError:
            await reply.refuse(RequestTimedOut())
            return
        if not await slot.take():
            await reply.refuse(Overloaded())
            return
        try:
            watched = watch_body(scope, headers, body) if b"idempotency-key" in headers else body
            await self._answer(scope, watched, reply)
        finally:
            slot.give_back()
            body.let_go()

    async def _answer(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        try:
            await self.app(scope, receive, reply)
        except Exception as fault:
            response = answer_failure(Request(scope), fault)
            if reply.status:  # too late to answer anything else: the server must cut the connection
                raise
            await response(scope, receive, reply)

    def _report(self, scope: Scope, reply: "_Reply", seconds: float) -> None:
        route, status = route_of(scope), reply.status
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        REQUEST_SECONDS.labels(method, route, str(status)).observe(seconds)
        if reply.slot is not None and reply.slot.is_rejected:
            self.rejections.add(reply.correlation_id)
        elif route not in QUIET:
            # The route, not the path: an address may hold what belongs in no log.
            facts = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
            name = f"{method} {route}"
            spans.ended(trace.current(), name, spans.Kind.SERVER, seconds=seconds, facts=facts, failed=failed)
            self.log.info("request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))


class _Reply:
    """`send` that adds the trace, remembers the status, and words the framework's 413 as a problem."""

    def __init__(self, scope: Scope, send: Send, present: trace.Trace) -> None:
        self.scope = scope
        self.send = send
        self.status = 0
        self.slot: Slot | None = None
        self.correlation_id = present.correlation_id
        self.headers = [
            (b"x-correlation-id", present.correlation_id.encode()),
            (b"traceparent", present.traceparent.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        self._replaced = False

    async def refuse(self, refusal: Refusal) -> None:
        """Answer without asking the application."""
        await respond(Request(self.scope), refusal)(self.scope, _nothing_more, self)

    async def __call__(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            if _is_frameworks_413(message):
                await self.refuse(RequestTooLarge())
                self._replaced = True
                return
            self.status = message["status"]
            given = [*message.get("headers", ()), *self.headers]
            # Nothing here is kept by a browser or a proxy, unless the route says otherwise.
            message["headers"] = given if any(name == b"cache-control" for name, _ in given) else [*given, NO_STORE]
        await self.send(message)


async def _nothing_more() -> NoReturn:
    raise RuntimeError("a refusal reads nothing")


def _is_frameworks_413(message: Message) -> bool:
    return bool(message["status"] == 413 and (b"content-type", b"text/plain; charset=utf-8") in message["headers"])


def route_of(scope: Scope) -> str:
    """The template of the matched route (`/cases/{case_id}`), a closed set for labels."""
    return getattr(scope.get("route"), "path_format", None) or NO_ROUTE
