"""What operators and machines ask every API: alive, ready, version, metrics."""

from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from shared.auth.keys import IssuerKeys
from shared.health import Check, check_database, gather_checks
from shared.http.dependencies import public


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
    router = APIRouter(tags=["operations"], dependencies=[public()])

    @router.get("/healthz")
    async def get_health() -> Alive:
        """The process answers. Says nothing about its database."""
        return Alive()

    @router.get("/readyz", response_model=ReadinessView, responses={503: {"model": ReadinessView}})
    async def get_readiness(request: Request) -> Response:
        """The process can do its work: database reachable, migrations current, issuer's keys known. 503 when not."""
        state = request.app.state
        checks = (check_database(state.engine, package), _check_keys(state.tokens.keys))
        status, body = await gather_checks(checks)
        return JSONResponse(body, status)

    @router.get("/version")
    async def get_version() -> VersionView:
        """Which release of which service answers."""
        return VersionView(service=service, version=version("veterans"))

    @router.get("/metrics", response_class=Response)
    async def get_metrics() -> Response:
        """Prometheus text."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _check_keys(keys: IssuerKeys) -> tuple[Check]:
    """Whether tokens can be checked: an API that has the keys once goes on without their issuer."""
    known = await keys.known()
    return (Check("issuer-keys", known, "" if known else "never fetched"),)
