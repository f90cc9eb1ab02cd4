"""A part of the worker of which one works at a time, however many workers there are."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.driver import driver_of
from shared.database.failures import is_transient
from shared.database.locks import AdvisoryLock
from shared.database.session_lock import own_session, try_lock
from shared.health import Check
from shared.kafka.broker import Broker
from shared.outbox.publisher import DeliveryFailed
from shared.stopping import run_until, sleep_until

IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 2.0
STOP_SECONDS = 3.0

_log = structlog.get_logger(__name__)


class OneAtATime(ABC):
    """A part of the worker whose turns are taken by whoever holds the lock; others stand by."""

    name = ""
    lock: AdvisoryLock

    def __init__(self, engine: AsyncEngine, broker: Broker, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self.broker = broker
        self.trouble = ""
        self._engine = engine
        self._idle_seconds = idle_seconds

    async def run(self, stop: asyncio.Event) -> None:
        await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whether its last turn succeeded."""
        return [Check(self.name, not self.trouble, self.trouble or "ready")]

    async def flow(self) -> Mapping[str, int]:
        """What waits is measured from the database."""
        return {}

    @abstractmethod
    async def serve(self, session: AsyncConnection, stop: asyncio.Event) -> None:
        """Turn after turn, over the session that holds the lock."""

    async def rest(self, stop: asyncio.Event) -> None:
        """Between two turns that found nothing."""
        await sleep_until(stop, self._idle_seconds)

    async def _keep_going(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                async with own_session(self._engine) as session:
                    if await try_lock(driver_of(session), self.lock):
                        await self.serve(session, stop)
                    self.trouble = ""
            except Exception as failure:
                if not (is_transient(failure) or isinstance(failure, KafkaError | OSError | DeliveryFailed)):
                    raise
                self.trouble = f"{type(failure).__name__}: {failure}"
                _log.warning("feeds_begin_again", part=self.name, reason=self.trouble)
            await sleep_until(stop, TROUBLE_SECONDS)
