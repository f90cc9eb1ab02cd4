"""Fetching what registry has verified."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications.contacts.commands import claim_fetches, close_fetch, keep_fetched, release_fetches
from services.notifications.contacts.domain import ContactPointRefused, Fetched
from services.notifications.contacts.driver import Register, RegistryOverHttp
from services.notifications.contacts.queries import find_waiting
from services.notifications.metrics import CONTACTS_FETCHED_TOTAL, CONTACTS_OLDEST_SECONDS, CONTACTS_WAITING
from services.notifications.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.command import Work
from shared.service.fetching import Fetcher, Waiting

FETCHER = Caller(account_id=own_accounts.FETCHER_OF_NUMBERS, grants=())

Claimed = Sequence[Row[Any]]
"""`contact_id`, `wanted_version`, `person_id`."""

_log = structlog.get_logger(__name__)


class ContactFetcher(Fetcher[Claimed, Register]):
    """A batch is asked for in one call; each number is kept by a command of its own, for it may be unusable."""

    name = "contact-fetcher"
    subject = "contacts"
    counted = "contacts_to_fetch"
    batch = 200

    async def _claim(self, connection: AsyncConnection, *, now: datetime, until: datetime) -> Claimed:
        return await claim_fetches(connection, count=self.batch, now=now, until=until)

    async def _fetch(self, claimed: Claimed) -> None:
        named = await self._register.numbers_of([row.person_id for row in claimed])
        by_contact = {each.contact_id: each for each in named}
        for row in claimed:
            await self._keep(row, by_contact.get(row.contact_id))

    async def _release(self, connection: AsyncConnection, claimed: Claimed, *, now: datetime) -> None:
        await release_fetches(connection, [row.contact_id for row in claimed], now=now)

    async def _waiting(self, connection: AsyncConnection) -> Waiting:
        return await find_waiting(connection)

    async def _keep(self, row: Row[Any], fetched: Fetched | None) -> None:
        work = Work(self._engine, FETCHER, self._clock())
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


def contact_fetcher(settings: Settings, engine: AsyncEngine) -> ContactFetcher:
    """For the manifest of this room."""
    return ContactFetcher(engine, keyring=settings.keyring, register=RegistryOverHttp(settings.identity))


async def measure_contacts(connection: AsyncConnection, now: datetime) -> None:
    """How many numbers are to be fetched, and how long the first of them has been."""
    waiting = await find_waiting(connection)
    CONTACTS_WAITING.set(waiting.count)
    CONTACTS_OLDEST_SECONDS.set(waiting.seconds(now))
