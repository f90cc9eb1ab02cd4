"""A fetcher with an identity of its own, and what registry tells of files."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.projection import DIRECTORY
from services.benefits.facts.consumer import FACTS_TO_ASK
from services.benefits.facts.driver import RegistryOverHttp
from services.benefits.facts.loop import FactFetcher
from shared.auth.identity import OwnIdentity
from shared.auth.signing import SigningKey
from shared.events.catalogue import find_type
from shared.events.envelope import decode_data
from shared.followed import Followed
from shared.inbox.projection import Delivered
from tests.benefits.given import keyring
from tests.given import NOW
from tests.issuer import Issuer
from tests.registry.contacts.given import IDENTITY_KEY

TOLD = "SELECT type, payload, aggregate_version, event_id, aggregate_id FROM outbox WHERE topic = :topic ORDER BY id"


def given_fetcher(engine: AsyncEngine, url: str, issuer: Issuer, *, now: datetime = NOW) -> FactFetcher:
    own = OwnIdentity("benefits", SigningKey.from_pem(IDENTITY_KEY), issuer.url, url)
    register = RegistryOverHttp(Followed[OwnIdentity | None](own, lambda: None))
    return FactFetcher(engine, keyring=keyring(), register=register, clock=lambda: now, idle_seconds=0.01)


async def hear(registry: AsyncEngine, benefits: AsyncEngine) -> None:
    """All that registry has told of files, from the beginning, as a rebuild hears it once more."""
    async with registry.connect() as connection:
        rows = (await connection.execute(text(TOLD), {"topic": "registry.persons"})).all()
    delivered = [_delivered(row) for row in rows]
    async with benefits.begin() as connection:
        for projection in (DIRECTORY, FACTS_TO_ASK):
            its = [each for each in delivered if isinstance(each.event, projection.contracts)]
            await projection.apply(connection, its)


def _delivered(row: Any) -> Delivered[Any]:
    entry = find_type(row.type)
    assert entry is not None
    return Delivered(
        event=decode_data(entry, row.payload), id=row.event_id, type=row.type, time=NOW, topic=entry.topic,
        partition=0, offset=0, key=row.aggregate_id, sequence=row.aggregate_version, correlation_id="test",
        synthetic=True,
    )  # fmt: skip
