"""From a request to a caller."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Caller, Grant, OutOfScope
from shared.auth.lookup import GrantLookup
from shared.auth.permissions import ROLES, HeldRoles, Permission
from shared.auth.tokens import NotAuthenticated, TokenVerifier
from shared.http.browser import language_of, token_of
from shared.http.refusals import NotAllowed, SecondFactorMissing
from shared.refusal import Refusal


@dataclass(frozen=True)
class Gate:
    """Token → account → grants in force → those that work in this session → those of a role that has the permission →
    those of the whole county, where the permission asks for it."""

    permission: Permission

    async def admit(
        self,
        request: Request,
        credentials: HTTPAuthorizationCredentials | None,
        connection: AsyncConnection,
        now: datetime,
    ) -> Caller:
        token = token_of(request, credentials)
        if token is None:
            raise NotAuthenticated
        tokens: TokenVerifier = request.app.state.tokens
        lookup: GrantLookup = request.app.state.grants
        identity = await tokens.verify(token)
        given = await lookup.list_grants(connection, identity, token=token, now=now)
        grants = tuple(grant for grant in given if identity.multi_factor or not ROLES[grant.role].second_factor)
        named = tuple(grant for grant in grants if grant.role in self.permission.roles)
        caller = Caller(
            account_id=identity.account_id,
            grants=tuple(grant for grant in named if self.permission.admits(grant)),
            language=language_of(request),
            address=request.client.host if request.client else "",
            session_id=identity.session_id,
        )
        request.state.caller = caller
        request.state.held = HeldRoles.of(grants)
        if not caller.grants:
            raise self._refusal(given, named)
        return caller

    def _refusal(self, given: Collection[Grant], named: Collection[Grant]) -> Refusal:
        if named:
            return OutOfScope()
        return SecondFactorMissing() if any(each.role in self.permission.roles for each in given) else NotAllowed()
