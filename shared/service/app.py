"""One way to build the API of a service, so that all four behave alike."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from shared.auth.keys import IssuerKeys, VerificationKey
from shared.auth.lookup import GrantLookup
from shared.auth.projection import GRANTS
from shared.auth.tokens import TokenVerifier
from shared.database.engine import create_engine
from shared.http.answers import answer_framework, answer_invalid, answer_refusal
from shared.http.boundary import Boundary
from shared.http.description import FILES, describe, documentation_router
from shared.http.router import joined
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.networks import Network
from shared.parked.endpoints import parked_router
from shared.parked.pages import parked_pages
from shared.promises.endpoints import router as promises_router
from shared.refusal import Refusal, Unauthenticated
from shared.schedule.endpoints import router as schedule_router
from shared.service.operations import operations_router
from shared.service.pages import running_pages
from shared.service.process import watch_process
from shared.service.status import status_router
from shared.settings import EncryptingSettings, ServiceSettings
from shared.trail.endpoints import router as audit_router
from shared.trail.pages import audit_pages
from shared.web.assets import router as assets_router
from shared.web.problems import problem_page
from shared.web.sent import Answered, answer_answered
from shared.web.session import answer_unauthenticated

CLOSE_SECONDS = 1
# So long an API that starts asks for the issuer's keys before it listens: until it has them it could only turn people
# away. Then it listens without them, and says that it is not ready.
KEYS_SECONDS = 5

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_service_app(
    settings: ServiceSettings,
    *,
    name: str,
    title: str,
    routers: Sequence[APIRouter],
    projections: Sequence[Projection] = (),
    package: str | None = None,
    own_keys: Callable[[], Mapping[str, VerificationKey]] = dict,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """The API of the service `name` (its migrations lie in `package`, by default `services.<name>`).

    `own_keys` are what the issuer's own tokens are checked with. `app.state.engine`, `tokens`, `grants` and `keyring`
    (None where no P4 fields are kept) are there at once and closed at shutdown; put more beside them.
    """
    app: FastAPI = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        static_url=f"/{FILES}",
        title=title,
        version="1",
        lifespan=_lifespan(lifespan),
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.settings = settings
    app.state.engine = create_engine(
        settings.database_urls,
        pool_size=settings.database_pool_size,
        application_name=f"{name}-api",
        statement_timeout_seconds=settings.statement_timeout_seconds,
        authority=settings.database_authority,
    )
    watch_process(app.state.engine)
    keys = IssuerKeys(settings.jwks_url, own_keys)
    app.state.tokens = TokenVerifier(settings.token_issuer, settings.token_audience, keys)
    app.state.keyring = settings.keyring if isinstance(settings, EncryptingSettings) else None
    app.state.grants = GrantLookup(name if GRANTS in projections else None, settings.jwks_url)
    app.state.problem_page = problem_page
    # Registry alone knows how accounts are called.
    app.state.name_of_account = None
    _answer_with(app, settings.trusted_networks)
    operations = operations_router(name, package or f"services.{name}")
    app.router.routes.extend(joined(*routers, *_of_every_service(name, title, tuple(projections)), operations).routes)
    describe(app)
    return app


@cache  # as a room's router: once in a process, which in tests makes an application thousands of times
def _of_every_service(name: str, title: str, learned: tuple[Projection, ...]) -> Sequence[APIRouter]:
    """What every service answers besides its rooms."""
    of_events = (parked_router(learned, group=name), parked_pages(learned, service=name, group=name)) if learned else ()
    return (
        *of_events,
        schedule_router,
        audit_router,
        audit_pages(name),
        running_pages(learned, service=name, group=name),
        status_router(service=name, group=name, subscription=Subscription(learned)),
        promises_router,
        documentation_router(title),
        assets_router,
    )


def _answer_with(app: FastAPI, trusted: Sequence[Network]) -> None:
    handlers: dict[type[Exception], Any] = {
        Refusal: answer_refusal,
        Unauthenticated: answer_unauthenticated,
        Answered: answer_answered,
        RequestValidationError: answer_invalid,
        HTTPException: answer_framework,
    }
    for fault, handler in handlers.items():
        app.add_exception_handler(fault, handler)
    app.add_middleware(Boundary, trusted=trusted)


def _lifespan(own: Lifespan | None) -> Lifespan:
    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        keys: IssuerKeys = app.state.tokens.keys
        await keys.wait_until_known(within_seconds=KEYS_SECONDS)
        async with own(app) if own else nullcontext():
            yield
        await keys.close()
        async with asyncio.timeout(CLOSE_SECONDS):
            await app.state.engine.dispose()

    return live
