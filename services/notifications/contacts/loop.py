"""Fetching what registry has verified: never inside the consumer's transaction, again until registry answers."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications.contacts.commands import claim_fetches, close_fetch, keep_fetched, release_fetches
from services.notifications.contacts.domain import ContactPointRefused
from services.notifications.contacts.driver import Register, RegisterUnavailable, RegistryOverHttp
from services.notifications.contacts.queries import Waiting, find_waiting
from services.notifications.metrics import CONTACTS_FETCHED_TOTAL, CONTACTS_OLDEST_SECONDS, CONTACTS_WAITING
from services.notifications.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.privacy.keyring import Keyring
from shared.service.turns import Turns

FETCHER = Caller(account_id=own_accounts.FETCHER_OF_NUMBERS, grants=())
IDLE_SECONDS = 1.0
LEASE = timedelta(seconds=60)  # longer than registry and the database may take for a batch
BATCH = 200
LATE = timedelta(minutes=10)

_log = structlog.get_logger(__name__)


class ContactFetcher:
    """A part of the worker; several may run, none waits for another."""

    name = "contact-fetcher"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        keyring: Keyring,
        register: Register,
        clock: Callable[[], datetime] = now,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._register = register
        self._clock = clock
        self._turns = Turns("contacts_not_fetched", idle_seconds=idle_seconds, waits_out=(RegisterUnavailable,))

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch what is due until told to stop."""

        async def fetch() -> bool:
            return await self.fetch_due() == BATCH

        await self._turns.take(fetch, stop)

    async def checks(self) -> Sequence[Check]:
        """Whether what registry told of is fetched in time."""
        try:
            waiting = await self._look()
        except Exception as fault:
            if not is_transient(fault):
                raise
            return [Check("contacts", False, type(fault).__name__)]
        late = waiting.oldest is not None and self._clock() - waiting.oldest > LATE
        trouble = self._turns.trouble and f": {self._turns.trouble}"
        return [Check("contacts", not late, f"{waiting.count} to fetch{trouble}")]

    async def flow(self) -> Mapping[str, int]:
        """Verified numbers that are not here yet."""
        return {"contacts_to_fetch": (await self._look()).count}

    async def fetch_due(self) -> int:
        """Fetch one batch and keep it; returns how many there were. Raises RegisterUnavailable: they stay due."""
        instant = self._clock()
        async with self._engine.begin() as connection:
            claimed = await claim_fetches(connection, count=BATCH, now=instant, until=instant + LEASE)
        if not claimed:
            return 0
        try:
            named = await self._register.numbers_of([row.person_id for row in claimed])
        except RegisterUnavailable:
            async with self._engine.begin() as connection:
                await release_fetches(connection, [row.contact_id for row in claimed], now=instant)
            raise
        by_contact = {each.contact_id: each for each in named}
        for row in claimed:
            await self._keep(row, by_contact)
        return len(claimed)

    async def _keep(self, row: Row[Any], named: Mapping[UUID, Any]) -> None:
        work = Work(self._engine, FETCHER, self._clock())
        fetched = named.get(row.contact_id)
        if fetched is None:
            outcome = "gone"  # withdrawn or erased since: the event that says so is under way
        else:
            try:
                outcome = "kept" if await keep_fetched(work, fetched, keyring=self._keyring) else "outdated"
            except ContactPointRefused:
                _log.error("contact_unusable", contact_id=str(row.contact_id))
                outcome = "unusable"
        if outcome in {"gone", "unusable"}:
            await close_fetch(work, row.contact_id, version=row.wanted_version)
        CONTACTS_FETCHED_TOTAL.labels(outcome).inc()

    async def _look(self) -> Waiting:
        async with self._engine.connect() as connection:
            return await find_waiting(connection)


def contact_fetcher(settings: Settings, engine: AsyncEngine) -> ContactFetcher:
    """For the manifest of this room."""
    return ContactFetcher(engine, keyring=settings.keyring, register=RegistryOverHttp(settings.identity))


async def measure_contacts(connection: AsyncConnection, now: datetime) -> None:
    """How many numbers are to be fetched, and how long the first of them has been."""
    waiting = await find_waiting(connection)
    CONTACTS_WAITING.set(waiting.count)
    CONTACTS_OLDEST_SECONDS.set(max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else 0)
