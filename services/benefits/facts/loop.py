"""Asking registry what files say: never inside the consumer's transaction, again until registry answers."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.benefits.facts.commands import claim_fetches, keep_file_facts, release_fetches
from services.benefits.facts.domain import read_file
from services.benefits.facts.driver import Register, RegistryOverHttp
from services.benefits.facts.queries import Waiting, find_waiting
from services.benefits.metrics import FACTS_ASKED_TOTAL, FACTS_OLDEST_SECONDS, FACTS_WAITING
from services.benefits.settings import Settings
from shared.audit import own_accounts
from shared.auth.asking import NotTold
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.privacy.keyring import Keyring
from shared.service.turns import Turns

FETCHER = Caller(account_id=own_accounts.FETCHER_OF_FACTS, grants=())
IDLE_SECONDS = 1.0
LEASE = timedelta(seconds=60)  # longer than registry and the database may take for a batch
BATCH = 500
LATE = timedelta(minutes=10)


class FactFetcher:
    """A part of the worker; several may run, none waits for another."""

    name = "fact-fetcher"

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
        self._turns = Turns("facts_not_fetched", idle_seconds=idle_seconds, waits_out=(NotTold,))

    async def run(self, stop: asyncio.Event) -> None:
        """Ask for what is due until told to stop."""

        async def fetch() -> bool:
            return await self.fetch_due() == BATCH

        await self._turns.take(fetch, stop)

    async def checks(self) -> Sequence[Check]:
        """Whether what registry told of is asked in time."""
        try:
            waiting = await self._look()
        except Exception as fault:
            if not is_transient(fault):
                raise
            return [Check("facts", False, type(fault).__name__)]
        late = waiting.oldest is not None and self._clock() - waiting.oldest > LATE
        trouble = self._turns.trouble and f": {self._turns.trouble}"
        return [Check("facts", not late, f"{waiting.count} to ask for{trouble}")]

    async def flow(self) -> Mapping[str, int]:
        """Files that are to be asked for."""
        return {"files_to_ask_for": (await self._look()).count}

    async def fetch_due(self) -> int:
        """Ask for one batch and keep it; returns how many there were. Raises NotTold: they stay due."""
        instant = self._clock()
        async with self._engine.begin() as connection:
            claimed = await claim_fetches(connection, count=BATCH, now=instant, until=instant + LEASE)
        if not claimed:
            return 0
        try:
            files = await self._register.files_of(list(claimed))
        except NotTold:
            async with self._engine.begin() as connection:
                await release_fetches(connection, list(claimed), now=instant)
            raise
        said = {person: read_file(fields) for person, fields in files.items() if person in claimed}
        work = Work(self._engine, FETCHER, self._clock())
        kept = await keep_file_facts(work, claimed, said, keyring=self._keyring)
        FACTS_ASKED_TOTAL.labels("kept").inc(kept)
        FACTS_ASKED_TOTAL.labels("gone").inc(len(claimed) - kept)
        return len(claimed)

    async def _look(self) -> Waiting:
        async with self._engine.connect() as connection:
            return await find_waiting(connection)


def fact_fetcher(settings: Settings, engine: AsyncEngine) -> FactFetcher:
    """For the manifest of this room."""
    return FactFetcher(engine, keyring=settings.keyring, register=RegistryOverHttp(settings.identity))


async def measure_facts(connection: AsyncConnection, now: datetime) -> None:
    """How many files are to be asked for, and how long the first of them has been."""
    waiting = await find_waiting(connection)
    FACTS_WAITING.set(waiting.count)
    FACTS_OLDEST_SECONDS.set(max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else 0)
