"""Compares files in the registry's worker, as they come in and change."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.duplicates.commands import BATCH, find_duplicates
from services.registry.duplicates.queries import count_waiting
from services.registry.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.privacy.keyring import Keyring
from shared.service.backlog import Backlog

FINDER = Caller(account_id=own_accounts.FINDER_OF_DUPLICATES, grants=())


class DuplicateFinder(Backlog):
    """A part of the worker."""

    name = "duplicates"
    waiting = "files_to_compare"
    caller = FINDER
    batch = BATCH // 2  # of the next so many, those that somebody is about to change are left
    idle_seconds = 2.0

    def __init__(self, engine: AsyncEngine, *, keyring: Keyring, clock: Callable[[], datetime] = now) -> None:
        super().__init__(engine, clock=clock)
        self._keyring = keyring

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        return await count_waiting(connection, most=most)

    async def work_off(self, work: Work) -> int:
        return await find_duplicates(work, keyring=self._keyring)


def duplicate_finder(settings: Settings, engine: AsyncEngine) -> DuplicateFinder:
    """For the manifest of this room."""
    return DuplicateFinder(engine, keyring=settings.keyring)
