"""Tells milestones of age in the registry's worker: dates of birth are sealed, and a job has no keys."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.milestones.commands import tell_ages
from services.registry.milestones.queries import count_waiting
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
TELLER = Caller(account_id=UUID("00000000-0000-7000-8000-000000008225"), grants=())
IDLE_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class AgeTeller:
    """A part of the worker; several may run, and take turns."""

    name = "ages"

    def __init__(self, engine: AsyncEngine, *, keyring: Keyring, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Look at ages until told to stop."""
        while not stop.is_set():
            if not await self._turn():
                await sleep_until(stop, IDLE_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whether milestones are told."""
        return (Check("ages", not self._trouble, self._trouble),)

    async def flow(self) -> Mapping[str, int]:
        """Persons whose age is to be looked at."""
        async with self._engine.connect() as connection:
            return {"ages_to_look_at": await count_waiting(connection)}

    async def _turn(self) -> int:
        try:
            async with self._engine.connect() as connection:
                waiting = await count_waiting(connection, most=1)
            with using(new_trace()):
                work = Work(self._engine, TELLER, self._clock())
                looked_at = await tell_ages(work, keyring=self._keyring) if waiting else 0
        except Exception as fault:
            if not is_transient(fault):
                raise
            self._trouble = type(fault).__name__
            _log.warning("ages_wait_for_database", cause=self._trouble)
            return 0
        self._trouble = ""
        return looked_at


def age_teller(settings: Settings, engine: AsyncEngine) -> AgeTeller:
    """For the manifest of this room."""
    return AgeTeller(engine, keyring=settings.keyring)
