"""What an endpoint asks for, and with it who may call. Default deny: no permission named, no access.

    Opener = Annotated[Work, Depends(commanding("cases.open"))]
    Reader = Annotated[Reading, Depends(reading("cases.read"))]

    @router.post("/cases")
    async def post_case(work: Opener, asked: NewCase) -> CaseView: ...

Which roles a permission is for, and for which routes, stands in `shared/auth/permissions.toml`. A route without a
caller says so: `dependencies=[public()]`. `asked_for(route.dependant)` lets a test prove that each route says one or
the other.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import clock
from shared.audit.record import DONE, AuditEntry, record_audit
from shared.auth.caller import NOBODY, Caller
from shared.auth.permissions import Permission, permission
from shared.command import Work
from shared.database.driver import autocommitting, transaction
from shared.http.browser import language_of
from shared.http.gate import Gate
from shared.http.refusals import InvalidRequest
from shared.http.validation import parameter_faults
from shared.idempotency.claim import IdempotencyKey
from shared.idempotency.fingerprint import SCOPE_KEY
from shared.privacy.keyring import Keyring

_BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="an access token, from registry's POST /tokens")

KEY_PATTERN = r"^[\x21-\x7e]+$"
LONGEST_KEY = 128

Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        max_length=LONGEST_KEY,
        description="the same key with the same request gives the same answer and one effect",
    ),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """For queries. Statements run one by one without a transaction, which saves two round trips each.

    Where several statements must agree with each other, ask for `reading(…, consistent=True)`: one snapshot, read only.
    """

    connection: AsyncConnection
    caller: Caller
    now: datetime

    async def record(self, action: str, subject: str = "", *, purpose: str = "", result: str = DONE) -> None:
        """Leave an audit row about a reading that needs one. Not within a snapshot, which is read only."""
        entry = AuditEntry(self.caller.account_id, action, subject, purpose, address=self.caller.address, result=result)
        await record_audit(self.connection, entry, now=self.now)


class Commanding(Gate):
    async def __call__(self, request: Request, credentials: Credentials, idempotency_key: KeyHeader = None) -> Work:
        engine: AsyncEngine = request.app.state.engine
        now = clock.now()
        async with autocommitting(engine).connect() as connection:
            caller = await self.admit(request, credentials, connection, now)
        if not idempotency_key:
            return Work(engine, caller, now)
        return Work(engine, caller, now, key_of(request, idempotency_key, request.scope[SCOPE_KEY].digest))


def key_of(request: Request, value: str, digest: Callable[[], bytes]) -> IdempotencyKey:
    """The key of a repeatable request; what is kept of `digest` is keyed where the service has keys."""
    keyring: Keyring | None = request.app.state.keyring
    return IdempotencyKey(value, digest, keyring.fingerprint_secrets if keyring else {})


@dataclass(frozen=True)
class ReadingGate(Gate):
    consistent: bool = False

    async def __call__(self, request: Request, credentials: Credentials) -> AsyncIterator[Reading]:
        engine: AsyncEngine = request.app.state.engine
        now = clock.now()
        async with autocommitting(engine).connect() as connection:
            caller = await self.admit(request, credentials, connection, now)  # may note what registry says: no snapshot
            async with transaction(connection, snapshot=True) if self.consistent else nullcontext():
                yield Reading(connection, caller, now)


@asynccontextmanager
async def looking(work: Work) -> AsyncIterator[Reading]:
    """For a command that looks at something before its caller's file has come: the connection is given back first."""
    async with autocommitting(work.engine).connect() as connection:
        yield Reading(connection, work.caller, work.now)


class Public:
    """Marks a route that needs no caller."""


class PublicGate(Public):
    async def __call__(self) -> None:
        return None


class PublicReadingGate(Public):
    async def __call__(self, request: Request) -> AsyncIterator[Reading]:
        async with autocommitting(request.app.state.engine).connect() as connection:
            yield Reading(connection, nobody(request), clock.now())


def nobody(request: Request) -> Caller:
    """Who calls a route that anyone may call."""
    address = request.client.host if request.client else ""
    return Caller(NOBODY, (), language_of(request), address)


def commanding(asked: str | Permission) -> Commanding:
    """A dependency that gives a Work; the caller's grants are narrowed to those that have the permission. 401, 403."""
    return Commanding(_permission(asked))


def reading(asked: str | Permission, *, consistent: bool = False) -> ReadingGate:
    """A dependency that gives a Reading; otherwise like `commanding`."""
    return ReadingGate(_permission(asked), consistent)


def public() -> Any:
    """For `dependencies=[public()]` of a route or router anyone may call."""
    return Depends(PublicGate())


def public_reading() -> PublicReadingGate:
    """A dependency that gives a Reading to a route that anyone may call."""
    return PublicReadingGate()


def from_address(made: type[Any]) -> Any:
    """A dependency that gives one of this class, whose fields are parameters of the address.

    FastAPI would have the class called by another thread, and wait for it longer than for all else of a small page.
    """

    async def make(**fields: Any) -> Any:
        return made(**fields)

    make.__signature__ = inspect.signature(made)  # type: ignore[attr-defined]
    return Depends(make)


async def only_its_parameters(request: Request) -> None:
    """Of every route: an address has no query parameter that the description of the API does not name, and none twice.

    Pages pass over what they do not know: what people pass on to each other gets parameters from the programs they do
    it with. Raises InvalidRequest.
    """
    query, route = request.scope["query_string"], request.scope["route"]
    if not (query and isinstance(route, APIRoute)):
        return
    known = _parameters_of(route.dependant)
    if faults := parameter_faults(query, known, with_others=not route.include_in_schema):
        raise InvalidRequest(fields=faults)


def _parameters_of(dependant: Dependant) -> set[str]:
    return {field.alias for field in dependant.query_params}.union(*map(_parameters_of, dependant.dependencies))


def asked_for(dependant: Dependant) -> frozenset[str] | None:
    """The permissions that a route asks for; empty when it is marked public; None when it says nothing: a defect."""
    found = [call for call in _calls(dependant) if isinstance(call, Gate | Public)]
    return frozenset(call.permission.name for call in found if isinstance(call, Gate)) if found else None


def _calls(dependant: Dependant) -> list[object]:
    return [dependant.call, *(call for part in dependant.dependencies for call in _calls(part))]


def _permission(asked: str | Permission) -> Permission:
    return asked if isinstance(asked, Permission) else permission(asked)
