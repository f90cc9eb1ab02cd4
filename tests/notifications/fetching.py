"""What tests of fetching begin with: a fetcher with an identity of its own, and what registry tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.consumer import CONTACTS
from services.notifications.contacts.driver import RegistryOverHttp
from services.notifications.contacts.loop import ContactFetcher
from shared.auth.identity import OwnIdentity
from shared.auth.signing import SigningKey
from shared.events.catalogue import find_type
from shared.events.envelope import decode_data
from shared.followed import Followed
from shared.inbox.projection import Delivered
from shared.privacy.personal import PhoneNumber
from tests.given import NOW
from tests.issuer import Issuer
from tests.notifications.drivers import Gateway
from tests.notifications.given import CORRELATION, given_owed, given_sender, keyring
from tests.registry.contacts.given import IDENTITY_KEY

TOLD = "SELECT type, payload, aggregate_version, event_id, aggregate_id FROM outbox WHERE topic = :topic ORDER BY id"


def identity(url: str, issuer: Issuer) -> Followed[OwnIdentity | None]:
    own = OwnIdentity("notifications", SigningKey.from_pem(IDENTITY_KEY), issuer.url, url)
    return Followed(own, lambda: None)


def given_fetcher(engine: AsyncEngine, url: str, issuer: Issuer, *, now: datetime = NOW) -> ContactFetcher:
    register = RegistryOverHttp(identity(url, issuer))
    return ContactFetcher(engine, keyring=keyring(), register=register, clock=lambda: now, idle_seconds=0.01)


async def hear(registry: AsyncEngine, notifications: AsyncEngine, *, first: int | None = None) -> None:
    """All that registry has told of contact points, from the beginning, as a rebuild hears it once more; or so many."""
    async with registry.connect() as connection:
        rows = (await connection.execute(text(TOLD), {"topic": "registry.contact-points"})).all()
    events = [_delivered(row) for row in rows[:first]]
    async with notifications.begin() as connection:
        for each in events:
            await CONTACTS.apply(connection, [each])


def _delivered(row: Any) -> Delivered[Any]:
    entry = find_type(row.type)
    assert entry is not None
    return Delivered(
        event=decode_data(entry, row.payload), id=row.event_id, type=row.type, time=NOW, topic=entry.topic,
        partition=0, offset=0, key=row.aggregate_id, sequence=row.aggregate_version, correlation_id=CORRELATION,
        synthetic=True,
    )  # fmt: skip


async def told_to(notifications: AsyncEngine, person_id: UUID) -> list[PhoneNumber]:
    """Where a message to the person goes now."""
    gateway = Gateway()
    await given_owed(notifications, person_id)
    await given_sender(notifications, gateway).send_due()
    return [message.to for message in gateway.given]


async def brought_back(registry: AsyncEngine, notifications: AsyncEngine, *, told: int) -> None:
    async with notifications.begin() as connection:
        await connection.execute(text("DELETE FROM verified_contact"))
    await hear(registry, notifications, first=told)
    async with notifications.begin() as connection:
        await CONTACTS.follow(connection)
