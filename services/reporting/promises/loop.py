"""Looking at days that are to close: never inside a transaction, again until they do."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting import metrics
from services.reporting.comparisons.driver import HolderUnavailable
from services.reporting.promises.commands import claim_day, record_promise_day, release_day
from services.reporting.promises.domain import Look, Tally, consumed_by, types_by_owner
from services.reporting.promises.driver import Peer, PeerOverHttp, Teller
from services.reporting.promises.parameters import PROMISES
from services.reporting.promises.queries import count_due, list_open
from services.reporting.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now, start_of
from shared.command import Work
from shared.health import Check
from shared.promises.reading import list_recorded, list_unapplied
from shared.promises.schemas import MOST_ASKED
from shared.promises.told import RecordedEvent, ToldAnswer, UnappliedEvent
from shared.service.turns import Turns

RECONCILER = Caller(account_id=own_accounts.RECONCILER, grants=())
TELLER = "notifications"
NOBODY = ToldAnswer([], [])
IDLE_SECONDS = 30.0
LEASE = timedelta(minutes=30)  # longer than a day with an import of the whole county takes

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LocalPeer:
    """A service by its own database: reporting itself."""

    engine: AsyncEngine

    async def recorded(
        self, types: Sequence[str], since: datetime, until: datetime, after: int
    ) -> Sequence[RecordedEvent]:
        async with self.engine.connect() as connection:
            return await list_recorded(connection, types, since, until, after)

    async def applied(self, events: Sequence[RecordedEvent]) -> Sequence[UnappliedEvent]:
        async with self.engine.connect() as connection:
            return await list_unapplied(connection, events)


class Reconciler:
    """A part of the worker; several may run, each day of a promise is in the hands of one."""

    name = "reconciler"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        peers: Mapping[str, Peer],
        teller: Teller,
        clock: Callable[[], datetime] = now,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._engine = engine
        self._peers = peers
        self._teller = teller
        self._clock = clock
        self._turns = Turns("not_reconciled", idle_seconds=idle_seconds)

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what is due until told to stop."""
        await self._turns.take(self.look_next, stop)

    async def checks(self) -> Sequence[Check]:
        """Nobody's work waits for it: the metric says how long a day has not closed."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        async with self._engine.connect() as connection:
            return {"promises_due": await count_due(connection, self._clock())}

    async def look_next(self) -> bool:
        """Look at one day of one promise; whether there was one. A service that does not answer is what was found."""
        at = self._clock()
        async with self._engine.begin() as connection:
            claimed = await claim_day(connection, now=at, until=at + LEASE)
        if claimed is None:
            return False
        promise, day = claimed
        try:
            look = await self._look(promise, day)
        except BaseException:
            async with self._engine.begin() as connection:
                await release_day(connection, promise, day)
            raise
        await record_promise_day(Work(self._engine, RECONCILER, self._clock()), promise, day, look)
        log = _log.info if look.closes else _log.warning
        log("reconciled", promise=promise, day=day.isoformat(), recorded=look.recorded, closes=look.closes)
        return True

    async def _look(self, promise: str, day: date) -> Look:
        tally = Tally()
        since, until = start_of(day), start_of(day + timedelta(days=1))
        for owner, types in types_by_owner(promise).items():
            after = 0
            while True:
                try:
                    events = await self._peers[owner].recorded(types, since, until, after)
                except HolderUnavailable as fault:
                    tally.add_silence(owner, "published", str(fault))
                    break
                tally.add_recorded(owner, events)
                if events:
                    await self._follow(tally, events)
                if len(events) < MOST_ASKED:
                    break
                after = events[-1].place
        return tally.look()

    async def _follow(self, tally: Tally, events: Sequence[RecordedEvent]) -> None:
        """Only those are asked that are to apply them: who makes nothing of an event keeps no day open."""
        for name, peer in self._peers.items():
            theirs = consumed_by(name, events)
            if theirs and not tally.is_silent(name, "applied"):
                try:
                    tally.add_applied(name, theirs, await peer.applied(theirs))
                except HolderUnavailable as fault:
                    tally.add_silence(name, "applied", str(fault))
        theirs = consumed_by(TELLER, events)
        known = {each.event_id for each in theirs}
        tally.add_told(TELLER, [each for each in events if each.event_id not in known], NOBODY)
        if theirs and not tally.is_silent(TELLER, "told"):
            try:
                tally.add_told(TELLER, theirs, await self._teller.told(theirs))
            except HolderUnavailable as fault:
                tally.add_silence(TELLER, "told", str(fault))


def reconciler(settings: Settings, engine: AsyncEngine) -> Reconciler:
    """For the manifest of this room."""
    teller = PeerOverHttp(TELLER, settings.identity, settings.notifications_url)
    peers: dict[str, Peer] = {
        "registry": PeerOverHttp("registry", settings.identity),
        "benefits": PeerOverHttp("benefits", settings.identity, settings.benefits_url),
        "reporting": LocalPeer(engine),
        TELLER: teller,
    }
    return Reconciler(engine, peers=peers, teller=teller)


async def measure_promises(connection: AsyncConnection, at: datetime) -> None:
    """Of each promise how many days do not close, and for how long the first of them has not."""
    still_open = {row.promise: row for row in await list_open(connection)}
    for promise in PROMISES:
        row = still_open.get(promise)
        metrics.PROMISE_DAYS_OPEN.labels(promise).set(row.days if row else 0)
        metrics.PROMISE_OPEN_SECONDS.labels(promise).set((at - row.since).total_seconds() if row else 0)
