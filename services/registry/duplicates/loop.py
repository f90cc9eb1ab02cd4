"""Compares files in the registry's worker, as they come in and change."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.duplicates.commands import find_duplicates
from services.registry.duplicates.queries import count_waiting
from services.registry.settings import Settings
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.privacy.keyring import Keyring
from shared.stopping import sleep_until
from shared.trace import new_trace, using

# In the audit it stands under an account of its own, which nobody can sign in to.
FINDER = Caller(account_id=UUID("00000000-0000-7000-8000-000000008224"), grants=())
IDLE_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class DuplicateFinder:
    """A part of the worker; several may run, and take turns."""

    name = "duplicates"

    def __init__(self, engine: AsyncEngine, *, keyring: Keyring, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Compare what waits until told to stop."""
        while not stop.is_set():
            if not await self._turn():
                await sleep_until(stop, IDLE_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whether files are compared."""
        return (Check("duplicates", not self._trouble, self._trouble),)

    async def flow(self) -> Mapping[str, int]:
        """Files that wait."""
        async with self._engine.connect() as connection:
            return {"files_to_compare": await count_waiting(connection)}

    async def _turn(self) -> int:
        try:
            async with self._engine.connect() as connection:
                waiting = await count_waiting(connection, most=1)
            work = Work(self._engine, FINDER, self._clock())
            with using(new_trace()):
                compared = await find_duplicates(work, keyring=self._keyring) if waiting else 0
        except Exception as fault:
            if not is_transient(fault):
                raise
            self._trouble = type(fault).__name__
            _log.warning("duplicates_wait_for_database", cause=self._trouble)
            return 0
        self._trouble = ""
        return compared


def duplicate_finder(settings: Settings, engine: AsyncEngine) -> DuplicateFinder:
    """For the manifest of this room."""
    return DuplicateFinder(engine, keyring=settings.keyring)
