"""The small HTTP server of a worker: /healthz, /readyz, /metrics, /flow."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.health import Check, gather_checks
from shared.service.serving import serve

Checks = Callable[[], Awaitable[Sequence[Check]]]
Flow = Callable[[], Awaitable[Mapping[str, int]]]


def watch_app(checks: Checks, flow: Flow) -> Starlette:
    """`flow` answers with 503 when it cannot be known now: a zero that is a guess would end a wait too early."""

    async def get_health(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def get_readiness(_request: Request) -> Response:
        status, body = await gather_checks([checks()])
        return JSONResponse(body, status)

    async def get_metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def get_flow(_request: Request) -> Response:
        try:
            return JSONResponse(dict(await flow()))
        except Exception as fault:
            return JSONResponse({"unknown": type(fault).__name__}, 503, {"Retry-After": "1"})

    routes = {"/healthz": get_health, "/readyz": get_readiness, "/metrics": get_metrics, "/flow": get_flow}
    return Starlette(routes=[Route(path, endpoint) for path, endpoint in routes.items()])


async def serve_watch(host: str, port: int, stop: asyncio.Event, *, checks: Checks, flow: Flow) -> None:
    """Serve until `stop` is set."""
    await serve(watch_app(checks, flow), host=host, port=port, stop=stop, drain_seconds=1, lifespan="off")
