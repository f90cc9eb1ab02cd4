"""What the county's topics hold, as their owners publish it; subscriptions, and what is made of both."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from confluent_kafka import Producer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.kafka.client import configuration
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds.domain import Granted
from services.notifications.feeds.loop import FeedKeeper, FeedWriter
from services.notifications.feeds.projection import SUBSCRIPTIONS
from services.notifications.feeds.queries import last_position, read_on
from services.notifications.feeds.tables import FEED_EVENT
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import SubscriptionGranted, VeteranDeceased, VeteranRegistered
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.partition import partition_for
from tests.given import CENTRE, NOW
from tests.lives import veteran_deceased
from tests.notifications.given import given_delivered, veteran_registered
from tests.shared.wire import eventually, running

STATION, OTHER = f"{CENTRE}.411329104", f"{CENTRE}.411329105"
ROOM, OTHER_ROOM = f"{STATION}.411329104210", f"{OTHER}.411329105208"
PERSONS, UNITS, PROGRAMMES, SUBSCRIPTIONS_TOPIC = (
    "registry.persons", "registry.org-units", "benefits.programmes", "registry.subscriptions",
)  # fmt: skip
TOPICS = (PERSONS, UNITS, PROGRAMMES)
TODAY, UNTIL = date(2026, 5, 1), date(2027, 4, 30)
BOTH = ("veteran-registered", "veteran-deceased")


def given_county(broker: Broker) -> Broker:
    """Topics of a county of its own on the broker, empty."""
    county = replace(broker, prefix=f"feeds-{uuid4().hex[:8]}.")
    made = [*(Topic(name, 3, {}) for name in TOPICS), Topic(SUBSCRIPTIONS_TOPIC, 1, {})]
    apply(county, made)
    return county


def publish(broker: Broker, *told: tuple[Event, int], topic: str = "", event_id: UUID | None = None) -> list[UUID]:
    """Events with their sequences, as their owners' relays send them; their ids."""
    producer, ids = Producer(configuration(broker)), []
    for event, sequence in told:
        entry = published(type(event))
        key, own = entry.key_of(event), event_id or new_id()
        envelope = Envelope(
            id=own, source=entry.source, type=entry.type, subject=key, time=NOW, dataschema=entry.dataschema,
            partitionkey=key, sequence=sequence, correlationid=str(new_id()), piiclass=entry.pii,
        )  # fmt: skip
        headers: list[tuple[str, str | bytes | None]] = [*encode_headers(envelope)]
        name = topic or entry.topic
        place = partition_for(key, 3 if name in TOPICS else 1)
        producer.produce(broker.physical(name), encode_data(event), key, partition=place, headers=headers)
        ids.append(own)
    assert producer.flush(60) == 0
    return ids


def registered(path: str = ROOM, person_id: UUID | None = None) -> VeteranRegistered:
    return veteran_registered(person_id or new_id(), path)


def deceased(path: str, person_id: UUID) -> VeteranDeceased:
    return veteran_deceased(path, date(2026, 4, 1), person_id=person_id)


def granted(name: str = "township", **other: Any) -> Granted:
    """Registrations and deaths of the whole county, by a feed on Kafka."""
    said = {"types": BOTH, "divisions": (), "over": "kafka", "account_id": None, "feed": f"feed.{name}-1"}
    return Granted(**{"subscriber": name, "until_on": UNTIL, **said, **other})


async def told(engine: AsyncEngine, *events: Event) -> None:
    """Registry has told of subscriptions."""
    async with engine.begin() as connection:
        await SUBSCRIPTIONS.apply(connection, [given_delivered(event) for event in events])


def subscription(name: str = "township", **other: Any) -> SubscriptionGranted:
    """The same as an event."""
    said = {"types": BOTH, "topics": (f"feed.{name}-1",), "until_on": UNTIL, "org_path": CENTRE}
    return SubscriptionGranted(**{"subscriber": name, **said, **other})


def given_keeper(engine: AsyncEngine, broker: Broker) -> FeedKeeper:
    return FeedKeeper(engine, broker, topics=TOPICS, idle_seconds=0.01)


class Counting(FeedKeeper):
    """After how many turns it rested."""

    turns = 0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rests: list[int] = []

    async def _turn(self, *args: Any) -> bool:
        self.turns += 1
        return await super()._turn(*args)

    async def rest(self, stop: asyncio.Event) -> None:
        self.rests.append(self.turns)
        await super().rest(stop)


def given_writer(engine: AsyncEngine, broker: Broker, today: date = TODAY) -> FeedWriter:
    return FeedWriter(engine, broker, today=lambda: today, idle_seconds=0.01)


async def kept(engine: AsyncEngine, broker: Broker, count: int) -> None:
    """So many events of the county's topics are kept."""

    async def enough() -> bool:
        async with engine.connect() as connection:
            return await last_position(connection) >= count

    async with running(given_keeper(engine, broker)):
        await eventually(enough)


async def rows_of(engine: AsyncEngine) -> Sequence[Any]:
    async with engine.connect() as connection:
        return (await connection.execute(select(FEED_EVENT).order_by(FEED_EVENT.c.position))).all()


async def read_all(engine: AsyncEngine, of: Granted, *, limit: int = 500) -> list[UUID]:
    """Ids of all that the subscription gives, from the first event on."""
    found, after, more = [], 0, True
    while more:
        async with engine.connect() as connection:
            piece = await read_on(connection, of, after, limit=limit)
        found += [row.event_id for row in piece.rows]
        after, more = piece.reached, piece.more
    return found
