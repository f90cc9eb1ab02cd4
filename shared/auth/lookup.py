"""The grants of a caller: those learned from events that registry has named, or, where events cannot vouch for them,
registry's own word.

An event alone lets nobody in (`shared/auth/vouching.py`, decision record 23). One that revokes is believed at once, and
one that ends sessions until registry, asked with a token that is said to be over, takes that token all the same. What a
service has learned is as old as its consumer is behind. When it has not stood at the ends of their topics for
`BOUND_SECONDS`, when one of the events is parked, was given up or is of a type that was skipped, or while the breaker
is open, a revocation may be missing: registry is asked with the caller's own token. Only when it does not answer either
is the caller turned away, with 503 (decision record 21). So an outage of Kafka stops nobody's work, and no revoked
grant outlives it by more than a minute, nor does a session that was ended; and not by more when the revocation is late
to leave registry, since registry is asked anew about each caller every minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from urllib.parse import urljoin
from uuid import UUID

import httpx2
import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Grant
from shared.auth.grants import Held, admitting, get_epoch, list_grants
from shared.auth.metrics import (
    ENDS_DISOWNED_TOTAL,
    GRANTS_ASKED_TOTAL,
    GRANTS_DISOWNED_TOTAL,
    GRANTS_LEARNED_AGE_SECONDS,
)
from shared.auth.projection import EPOCHS, GRANTS
from shared.auth.tokens import Identity, NotAuthenticated
from shared.auth.vouching import Vouched, keep_vouched, list_vouched
from shared.calling import calling
from shared.events.registry import GrantGiven, GrantRevoked
from shared.inbox.freshness import list_freshness
from shared.inbox.subscription import Subscription
from shared.refusal import Unavailable

BOUND_SECONDS = 60
# How long one answer about the consumer is taken for the present: a question each request would cost as much as the
# grants themselves.
LOOK_SECONDS = 2
ASK_SECONDS = 3
# While registry does not answer, nobody whose grants it has named waits for it more often than this.
ASK_AGAIN_SECONDS = 10
PATH = "/accounts/me/grants"
UNKNOWN_AGE = float("inf")
# Where a unit stands is no grant: what stands there is looked up by the same tree.
LEARNED = Subscription((replace(GRANTS, contracts=(GrantGiven, GrantRevoked)), EPOCHS))

_log = structlog.get_logger(__name__)


class GrantsUnavailable(Unavailable):
    code = "grants-unavailable"
    zh = "暂时无法核实您的授权，请稍后重试。"
    en = "What you may do cannot be established at the moment; try again shortly."


@dataclass
class GrantLookup:
    """One per process. `group` is the consumer group that learns grants, None in registry, whose table is the truth;
    `registry_url` any address of the registry."""

    group: str | None
    registry_url: str
    # Of an account: the epoch that events tell, and that of a token which registry takes in spite of it.
    _disowned_ends: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    _unanswered_at: float = field(default=-UNKNOWN_AGE)
    _vouched: bool = False
    _looked_at: float = field(default=-UNKNOWN_AGE)

    async def list_grants(
        self, connection: AsyncConnection, identity: Identity, *, token: str, now: datetime
    ) -> tuple[Grant, ...]:
        """In force at `now`. Raises GrantsUnavailable, NotAuthenticated (all sessions of the account were ended since
        the token was issued)."""
        if self.group is not None and not await self._can_vouch(connection, self.group):
            return admitting(await self._ask(token))
        grants = await self._list_known(connection, identity, token=token, now=now)
        if grants:
            return grants
        told = await get_epoch(connection, identity.account_id)
        if told <= identity.epoch:
            return grants
        if self.group is None:
            raise NotAuthenticated
        if self._disowned_ends.get(identity.account_id) == (told, identity.epoch):
            return await self._list_known(connection, replace(identity, epoch=told), token=token, now=now)
        return await self._doubt(connection, identity, told, token=token, now=now)

    async def _doubt(
        self, connection: AsyncConnection, identity: Identity, told: int, *, token: str, now: datetime
    ) -> tuple[Grant, ...]:
        """Events say that the token is over: registry knows. It is asked once about an end that it knows nothing of.

        Raises NotAuthenticated: it is over, or registry cannot be asked. A real end that comes after one that was
        forged is a fork of its stream: it is parked, and events vouch for nobody.
        """
        try:
            named = await self._ask(token)
        except GrantsUnavailable:
            raise NotAuthenticated from None
        ENDS_DISOWNED_TOTAL.inc()
        _log.warning("end_of_sessions_disowned", account_id=str(identity.account_id), epoch=told)
        self._disowned_ends[identity.account_id] = (told, identity.epoch)
        await keep_vouched(connection, identity.account_id, named, now=now)
        return admitting(named)

    async def _list_known(
        self, connection: AsyncConnection, identity: Identity, *, token: str, now: datetime
    ) -> tuple[Grant, ...]:
        account_id, epoch = identity.account_id, identity.epoch
        if self.group is None:
            return await list_grants(connection, account_id, now=now, epoch=epoch)
        known = await list_vouched(connection, account_id, now=now, epoch=epoch)
        away = monotonic() - self._unanswered_at < ASK_AGAIN_SECONDS
        if not known.only_told and (away or not known.overdue):
            return admitting(known.named)
        try:
            named = await self._ask(token)
        except GrantsUnavailable:
            self._unanswered_at = monotonic()
            if not known.named:
                raise
            return admitting(known.without_registry())
        _warn_of_disowned(account_id, known, named)
        await keep_vouched(connection, account_id, named, now=now)
        return admitting(named)

    async def _can_vouch(self, connection: AsyncConnection, group: str) -> bool:
        if monotonic() - self._looked_at > LOOK_SECONDS:
            found = await list_freshness(connection, group=group, subscription=LEARNED)
            ages = [UNKNOWN_AGE if each.age_seconds is None else max(0.0, each.age_seconds) for each in found]
            GRANTS_LEARNED_AGE_SECONDS.set(max(ages))
            vouched = all(each.vouches_within(BOUND_SECONDS - LOOK_SECONDS) for each in found)
            if vouched != self._vouched:
                _log.warning("grants_vouched" if vouched else "grants_not_vouched", age_seconds=max(ages))
            self._vouched, self._looked_at = vouched, monotonic()
        return self._vouched

    async def _ask(self, token: str) -> list[Held]:
        url = urljoin(self.registry_url, PATH)
        try:
            async with calling(seconds=ASK_SECONDS, verify=url.startswith("https:")) as client:
                answer = await client.get(url, headers={"Authorization": f"Bearer {token}"})
        except httpx2.HTTPError as fault:
            raise self._turned_away(type(fault).__name__) from fault
        if answer.status_code == 401:
            raise NotAuthenticated
        if answer.status_code == 403:  # no grant at all
            GRANTS_ASKED_TOTAL.labels("answered").inc()
            return []
        try:
            answer.raise_for_status()
            named = msgspec.json.decode(answer.content, type=list[Held])
        except (httpx2.HTTPError, msgspec.MsgspecError) as fault:
            raise self._turned_away(type(fault).__name__) from fault
        GRANTS_ASKED_TOTAL.labels("answered").inc()
        return named

    def _turned_away(self, cause: str) -> GrantsUnavailable:
        GRANTS_ASKED_TOTAL.labels("failed").inc()
        _log.warning("registry_not_asked", cause=cause)
        return GrantsUnavailable()


def _warn_of_disowned(account_id: UUID, known: Vouched, named: Sequence[Held]) -> None:
    """Told by events and not named by registry: taken back a moment ago, or forged."""
    disowned = {each.grant_id for each in known.only_told} - {each.grant_id for each in named}
    if disowned:
        GRANTS_DISOWNED_TOTAL.inc(len(disowned))
        _log.warning("grants_disowned", account_id=str(account_id), grant_ids=sorted(map(str, disowned)))
