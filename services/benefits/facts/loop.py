"""Asking registry what files say."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.benefits.facts.commands import claim_fetches, keep_file_facts, release_fetches
from services.benefits.facts.domain import read_file
from services.benefits.facts.driver import Register, RegistryOverHttp
from services.benefits.facts.queries import find_waiting
from services.benefits.metrics import FACTS_ASKED_TOTAL, FACTS_OLDEST_SECONDS, FACTS_WAITING
from services.benefits.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.command import Work
from shared.service.fetching import Fetcher, Waiting

FETCHER = Caller(account_id=own_accounts.FETCHER_OF_FACTS, grants=())

Claimed = Mapping[UUID, int]
"""By person, the change that is asked about."""


class FactFetcher(Fetcher[Claimed, Register]):
    """A batch is asked for in one call and kept by one command."""

    name = "fact-fetcher"
    subject = "facts"
    counted = "files_to_ask_for"
    batch = 500

    async def _claim(self, connection: AsyncConnection, *, now: datetime, until: datetime) -> Claimed:
        return await claim_fetches(connection, count=self.batch, now=now, until=until)

    async def _fetch(self, claimed: Claimed) -> None:
        files = await self._register.files_of(list(claimed))
        said = {person: read_file(fields) for person, fields in files.items() if person in claimed}
        work = Work(self._engine, FETCHER, self._clock())
        kept = await keep_file_facts(work, claimed, said, keyring=self._keyring)
        FACTS_ASKED_TOTAL.labels("kept").inc(kept)
        FACTS_ASKED_TOTAL.labels("gone").inc(len(claimed) - kept)

    async def _release(self, connection: AsyncConnection, claimed: Claimed, *, now: datetime) -> None:
        await release_fetches(connection, list(claimed), now=now)

    async def _waiting(self, connection: AsyncConnection) -> Waiting:
        return await find_waiting(connection)


def fact_fetcher(settings: Settings, engine: AsyncEngine) -> FactFetcher:
    """For the manifest of this room."""
    return FactFetcher(engine, keyring=settings.keyring, register=RegistryOverHttp(settings.identity))


async def measure_facts(connection: AsyncConnection, now: datetime) -> None:
    """How many files are to be asked for, and how long the first of them has been."""
    waiting = await find_waiting(connection)
    FACTS_WAITING.set(waiting.count)
    FACTS_OLDEST_SECONDS.set(waiting.seconds(now))
