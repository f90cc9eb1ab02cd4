"""What operators and machines ask every API: alive, ready, version, metrics."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Generic, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from shared.auth.keys import IssuerKeys
from shared.health import Check, check_database, gather_checks
from shared.http.dependencies import public
from shared.http.router import Router

T = TypeVar("T")


class Alive(BaseModel):
    alive: bool = True


class CheckView(BaseModel):
    """One thing the process needs; `detail` is for the operator."""

    name: str
    ok: bool
    detail: str


class ReadinessView(BaseModel):
    ready: bool
    checks: list[CheckView]


class VersionView(BaseModel):
    service: str
    version: str


def operations_router(service: str, package: str) -> APIRouter:
    """For the service `service` (registry, …) whose migrations lie in `package`."""
    router = Router(tags=["operations"], dependencies=[public()])
    checking: _Shared[tuple[int, dict[str, object]]] = _Shared()

    @router.get("/healthz")
    async def get_health() -> Alive:
        """The process answers · 存活检查

        Says nothing about its database.
        """
        return Alive()

    @router.get("/readyz", response_model=ReadinessView, responses={503: {"model": ReadinessView}})
    async def get_readiness(request: Request) -> Response:
        """The process can do its work: database reachable, migrations current, issuer's keys known · 就绪检查

        503 when not.
        """
        state = request.app.state
        status, body = await checking.run(
            lambda: gather_checks((check_database(state.engine, package), _check_keys(state.tokens.keys)))
        )
        return JSONResponse(body, status)

    @router.get("/version")
    async def get_version() -> VersionView:
        """Which release of which service answers · 版本"""
        return VersionView(service=service, version=version("veterans"))

    @router.get("/metrics", response_class=Response)
    async def get_metrics() -> Response:
        """Prometheus text · 监控指标"""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


class _Shared(Generic[T]):
    """Work done once for all who ask while it is under way: anyone may ask, and each would take a connection."""

    def __init__(self) -> None:
        self._running: asyncio.Future[T] | None = None

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(work())
        return await asyncio.shield(self._running)


async def _check_keys(keys: IssuerKeys) -> tuple[Check]:
    """Whether tokens can be checked: an API that has the keys once goes on without their issuer."""
    known = await keys.known()
    return (Check("issuer-keys", known, "" if known else "never fetched"),)
