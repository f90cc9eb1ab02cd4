"""Tells milestones of age in the registry's worker: dates of birth are sealed, and a job has no keys."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.milestones.commands import BATCH, tell_ages
from services.registry.milestones.queries import count_waiting
from services.registry.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.privacy.keyring import Keyring
from shared.service.backlog import Backlog

TELLER = Caller(account_id=own_accounts.TELLER_OF_AGES, grants=())


class AgeTeller(Backlog):
    """A part of the worker."""

    name = "ages"
    waiting = "ages_to_look_at"
    caller = TELLER
    batch = BATCH
    idle_seconds = 10.0

    def __init__(self, engine: AsyncEngine, *, keyring: Keyring, clock: Callable[[], datetime] = now) -> None:
        super().__init__(engine, clock=clock)
        self._keyring = keyring

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        return await count_waiting(connection, most=most)

    async def work_off(self, work: Work) -> int:
        return await tell_ages(work, keyring=self._keyring)


def age_teller(settings: Settings, engine: AsyncEngine) -> AgeTeller:
    """For the manifest of this room."""
    return AgeTeller(engine, keyring=settings.keyring)
