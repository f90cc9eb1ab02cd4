"""What an endpoint asks for, and with it who may call. Default deny: no role named, no access.

    Editor = Annotated[Work, Depends(commanding(Role.CENTRE_STAFF, Role.STATION_STAFF))]
    Reader = Annotated[Reading, Depends(reading(Role.CENTRE_STAFF, Role.AUDITOR))]

    @router.post("/cases")
    async def post_case(work: Editor, asked: NewCase) -> CaseView: ...

A route without a caller says so: `dependencies=[public()]`. `admitted(route.dependant)` lets a test prove that each
route says one or the other.
"""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import clock
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.command import Work
from shared.database.driver import autocommitting, transaction
from shared.http.gate import Gate
from shared.idempotency.claim import IdempotencyKey
from shared.idempotency.fingerprint import SCOPE_KEY

_BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="an access token, from registry's POST /tokens")

Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]+$",
        max_length=128,
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


class Commanding(Gate):
    async def __call__(self, request: Request, credentials: Credentials, idempotency_key: KeyHeader = None) -> Work:
        engine: AsyncEngine = request.app.state.engine
        now = clock.now()
        async with autocommitting(engine).connect() as connection:
            caller = await self.admit(request, credentials, connection, now)
        key = IdempotencyKey(idempotency_key, request.scope[SCOPE_KEY].digest) if idempotency_key else None
        return Work(engine, caller, now, key)


@dataclass(frozen=True)
class ReadingGate(Gate):
    consistent: bool = False

    async def __call__(self, request: Request, credentials: Credentials) -> AsyncIterator[Reading]:
        engine: AsyncEngine = request.app.state.engine
        now = clock.now()
        async with (
            autocommitting(engine).connect() as connection,
            transaction(connection, snapshot=True) if self.consistent else nullcontext(),
        ):
            yield Reading(connection, await self.admit(request, credentials, connection, now), now)


class Public:
    """Marks a route that needs no caller."""

    roles: frozenset[Role] = frozenset()

    async def __call__(self) -> None:
        return None


def commanding(*roles: Role, county_wide: bool = False) -> Commanding:
    """A dependency that gives a Work whose caller holds one of `roles`; its grants are narrowed to them. 401, 403.

    `county_wide` is for what belongs to no unit (consumers, the clock, accounts): a grant for a part does not do.
    """
    return Commanding(_named(roles), county_wide)


def reading(*roles: Role, consistent: bool = False, county_wide: bool = False) -> ReadingGate:
    """A dependency that gives a Reading; otherwise like `commanding`."""
    return ReadingGate(_named(roles), county_wide, consistent)


def public() -> Any:
    """For `dependencies=[public()]` of a route or router anyone may call."""
    return Depends(Public())


def admitted(dependant: Dependant) -> frozenset[Role] | None:
    """The roles a route admits; empty when it is marked public; None when it says nothing, which is a defect."""
    found = [call.roles for call in _calls(dependant) if isinstance(call, Gate | Public)]
    return frozenset().union(*found) if found else None


def _calls(dependant: Dependant) -> list[object]:
    return [dependant.call, *(call for part in dependant.dependencies for call in _calls(part))]


def _named(roles: tuple[Role, ...]) -> frozenset[Role]:
    if not roles:
        raise TypeError("name the roles that may call; a route anyone may call is marked with public()")
    return frozenset(roles)
