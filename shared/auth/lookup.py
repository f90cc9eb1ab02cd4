"""The grants of a caller: those learned from events, or, where events cannot vouch for them, registry's own word.

Grants that a service has learned are as old as its consumer is behind. When it has not stood at the end of their topic
for `BOUND_SECONDS`, when one of them is parked, was given up or is of a type that was skipped, or while the breaker is
open, a revocation may be missing: registry is asked with the caller's own token. Only when it does not answer either is
the caller turned away, with 503 (decision record 21). So an outage of Kafka stops nobody's work, and no revoked grant
outlives it by more than a minute.
"""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from urllib.parse import urljoin
from uuid import UUID

import httpx2
import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Grant
from shared.auth.grants import list_grants
from shared.auth.metrics import GRANTS_ASKED_TOTAL, GRANTS_LEARNED_AGE_SECONDS
from shared.auth.projection import GRANTS
from shared.auth.roles import Role
from shared.auth.tokens import NotAuthenticated
from shared.inbox.freshness import list_freshness
from shared.inbox.subscription import Subscription
from shared.refusal import Unavailable

BOUND_SECONDS = 60
# How long one answer about the consumer is taken for the present: a question each request would cost as much as the
# grants themselves.
LOOK_SECONDS = 2
ASK_SECONDS = 3
PATH = "/accounts/me/grants"
UNKNOWN_AGE = float("inf")
LEARNED = Subscription((GRANTS,))

_log = structlog.get_logger(__name__)


class GrantsUnavailable(Unavailable):
    code = "grants-unavailable"
    zh = "暂时无法核实您的授权，请稍后重试。"
    en = "What you may do cannot be established at the moment; try again shortly."


class GrantInForce(msgspec.Struct, frozen=True):
    """A grant as registry's `GET /accounts/me/grants` tells it to another service."""

    grant_id: UUID
    role: str
    org_path: str
    purpose: str
    on_behalf_of: UUID | None = None
    without: tuple[str, ...] = ()


@dataclass
class GrantLookup:
    """One per process. `group` is the consumer group that learns grants, None in registry, whose table is the truth;
    `registry_url` any address of the registry."""

    group: str | None
    registry_url: str
    _vouched: bool = False
    _looked_at: float = field(default=-UNKNOWN_AGE)

    async def list_grants(
        self, connection: AsyncConnection, account_id: UUID, *, token: str, now: datetime
    ) -> tuple[Grant, ...]:
        """In force at `now`. Raises GrantsUnavailable, NotAuthenticated."""
        if self.group is None or await self._can_vouch(connection, self.group):
            return await list_grants(connection, account_id, now=now)
        return await self._ask(token)

    async def _can_vouch(self, connection: AsyncConnection, group: str) -> bool:
        if monotonic() - self._looked_at > LOOK_SECONDS:
            [found] = await list_freshness(connection, group=group, subscription=LEARNED)
            GRANTS_LEARNED_AGE_SECONDS.set(UNKNOWN_AGE if found.age_seconds is None else max(0.0, found.age_seconds))
            vouched = found.vouches_within(BOUND_SECONDS - LOOK_SECONDS)
            if vouched != self._vouched:
                _log.warning("grants_vouched" if vouched else "grants_not_vouched", age_seconds=found.age_seconds)
            self._vouched, self._looked_at = vouched, monotonic()
        return self._vouched

    async def _ask(self, token: str) -> tuple[Grant, ...]:
        url = urljoin(self.registry_url, PATH)
        try:
            async with httpx2.AsyncClient(
                timeout=ASK_SECONDS, trust_env=False, verify=url.startswith("https:")
            ) as client:
                answer = await client.get(url, headers={"Authorization": f"Bearer {token}"})
        except httpx2.HTTPError as fault:
            raise self._turned_away(type(fault).__name__) from fault
        if answer.status_code == 401:
            raise NotAuthenticated
        if answer.status_code == 403:  # no grant at all
            GRANTS_ASKED_TOTAL.labels("answered").inc()
            return ()
        try:
            answer.raise_for_status()
            told = msgspec.json.decode(answer.content, type=list[GrantInForce])
        except (httpx2.HTTPError, msgspec.MsgspecError) as fault:
            raise self._turned_away(type(fault).__name__) from fault
        GRANTS_ASKED_TOTAL.labels("answered").inc()
        known = frozenset(Role)
        return tuple(
            Grant(each.grant_id, Role(each.role), each.org_path, each.purpose, each.on_behalf_of, each.without)
            for each in told
            if each.role in known
        )

    def _turned_away(self, cause: str) -> GrantsUnavailable:
        GRANTS_ASKED_TOTAL.labels("failed").inc()
        _log.warning("registry_not_asked", cause=cause)
        return GrantsUnavailable()
