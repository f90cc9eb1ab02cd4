"""A part of the worker that asks registry about what its events told of: never inside the consumer's transaction, and
again until registry answers."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.auth.asking import NotTold
from shared.clock import now
from shared.database.failures import is_transient
from shared.health import Check
from shared.privacy.keyring import Keyring
from shared.service.turns import Turns

IDLE_SECONDS = 1.0
LEASE = timedelta(seconds=60)  # longer than registry and the database may take for a batch
LATE = timedelta(minutes=10)

Claimed = TypeVar("Claimed", bound=Sized)
Register = TypeVar("Register")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much is to be asked for, and when registry told of the oldest of it."""

    count: int
    oldest: datetime | None

    def seconds(self, now: datetime) -> float:
        """How long the oldest has waited; 0 where nothing waits."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


class Fetcher(ABC, Generic[Claimed, Register]):
    """`register` is what is asked; what it tells is kept under keys of `keyring`.

    Several may run, none waits for another: what one has in hand is due for the others a minute later.
    """

    name: ClassVar[str]
    subject: ClassVar[str]
    """As its check is called."""
    counted: ClassVar[str]
    """What its flow counts."""
    batch: ClassVar[int]

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
        self._turns = Turns(f"{self.subject}_not_fetched", idle_seconds=idle_seconds, waits_out=(NotTold,))

    @abstractmethod
    async def _claim(self, connection: AsyncConnection, *, now: datetime, until: datetime) -> Claimed:
        """Take at most a batch of what is due in hand."""

    @abstractmethod
    async def _fetch(self, claimed: Claimed) -> None:
        """Ask for it and keep what is told. Raises `NotTold`: nothing is kept."""

    @abstractmethod
    async def _release(self, connection: AsyncConnection, claimed: Claimed, *, now: datetime) -> None:
        """It is due again."""

    @abstractmethod
    async def _waiting(self, connection: AsyncConnection) -> Waiting:
        """What was told of and not asked for."""

    async def run(self, stop: asyncio.Event) -> None:
        """Ask for what is due until told to stop."""

        async def fetch() -> bool:
            return await self.fetch_due() == self.batch

        await self._turns.take(fetch, stop)

    async def fetch_due(self) -> int:
        """Ask for one batch and keep it; returns how many there were. Raises `NotTold`: they stay due."""
        instant = self._clock()
        async with self._engine.begin() as connection:
            claimed = await self._claim(connection, now=instant, until=instant + LEASE)
        if not claimed:
            return 0
        try:
            await self._fetch(claimed)
        except NotTold:
            async with self._engine.begin() as connection:
                await self._release(connection, claimed, now=instant)
            raise
        return len(claimed)

    async def checks(self) -> Sequence[Check]:
        """Whether what registry told of is asked for in time."""
        try:
            waiting = await self._look()
        except Exception as fault:
            if not is_transient(fault):
                raise
            return [Check(self.subject, False, type(fault).__name__)]
        late = waiting.seconds(self._clock()) > LATE.total_seconds()
        trouble = self._turns.trouble and f": {self._turns.trouble}"
        return [Check(self.subject, not late, f"{waiting.count} to fetch{trouble}")]

    async def flow(self) -> Mapping[str, int]:
        """How much is to be asked for."""
        return {self.counted: (await self._look()).count}

    async def _look(self) -> Waiting:
        async with self._engine.connect() as connection:
            return await self._waiting(connection)
