"""A small service that keeps accounts: two event types it consumes, one it does not, and a projection with two tables.

An amount decides what goes wrong: see `PYTHON_BUG`, `SQL_BUG`, `NEEDS_LOCK`, `SLOW`, `STUCK`.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Meta
from sqlalchemy import BigInteger, Column, Date, MetaData, Table, TextClause, Uuid, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.events.contract import Event, PiiClass, Published
from shared.events.envelope import Envelope, encode_headers
from shared.ids import new_id
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Delivered, Projection
from shared.kafka.broker import Broker
from tests.given import NOW
from tests.shared.wire import eventually, given_topic, running, scalar

PYTHON_BUG = 666
SQL_BUG = 667
NEEDS_LOCK = 668
SLOW = 669  # more than a few of them in one statement run into its timeout
STUCK = 670  # runs into it alone


class AccountOpened(Event, frozen=True, kw_only=True):
    """An account was opened."""

    account_id: UUID
    holder: Annotated[str, Meta(max_length=2_000_000)] = ""


class AmountAdded(Event, frozen=True, kw_only=True):
    """An amount in fen was added."""

    account_id: UUID
    amount: int
    added_on: date = date(2019, 4, 1)


class AccountPainted(Event, frozen=True, kw_only=True):
    """Known, but of no interest to the service."""

    account_id: UUID


BALANCE = Table(
    "balance",
    MetaData(),
    Column("account_id", Uuid, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("additions", BigInteger, nullable=False),
)
BY_DAY = Table(
    "by_day", MetaData(), Column("added_on", Date, primary_key=True), Column("amount", BigInteger, nullable=False)
)
CREATE = (
    "CREATE TABLE IF NOT EXISTS balance (account_id uuid PRIMARY KEY, amount bigint NOT NULL CHECK (amount <> 667),"
    " additions bigint NOT NULL)",
    "CREATE TABLE IF NOT EXISTS by_day (added_on date PRIMARY KEY, amount bigint NOT NULL)",
)

OPEN = text("""
    INSERT INTO balance SELECT id, 0, 0 FROM unnest(CAST(:ids AS uuid[])) AS opened (id)
""")
ADD = text("""
    UPDATE balance SET amount = balance.amount + added.amount, additions = additions + added.times
    FROM unnest(CAST(:ids AS uuid[]), CAST(:amounts AS bigint[]), CAST(:times AS bigint[])) AS added (id, amount, times)
    WHERE account_id = added.id
""")
COUNT = text("""
    INSERT INTO by_day SELECT * FROM unnest(CAST(:days AS date[]), CAST(:amounts AS bigint[])) AS added (day, amount)
    ORDER BY day
    ON CONFLICT (added_on) DO UPDATE SET amount = by_day.amount + excluded.amount
""")
TIMEOUT = text("SELECT set_config('statement_timeout', :limit, true)")
SLEEP = text("SELECT pg_sleep(:seconds)")
LOCK = text("SET LOCAL lock_timeout = '20ms'")
TAKE = text("SELECT account_id FROM balance ORDER BY account_id FOR UPDATE")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
    events = [delivered.event for delivered in deliveries]
    opened = [event.account_id for event in events if isinstance(event, AccountOpened)]
    if opened:
        await connection.execute(OPEN, {"ids": opened})
    added = [event for event in events if isinstance(event, AmountAdded)]
    await _misbehave(connection, added)
    amounts: dict[UUID, int] = defaultdict(int)
    times: dict[UUID, int] = defaultdict(int)
    days: dict[date, int] = defaultdict(int)
    for event in added:
        amounts[event.account_id] += event.amount
        times[event.account_id] += 1
        days[event.added_on] += event.amount
    if added:
        await connection.execute(
            ADD, {"ids": list(amounts), "amounts": list(amounts.values()), "times": list(times.values())}
        )
        await connection.execute(COUNT, {"days": sorted(days), "amounts": [days[day] for day in sorted(days)]})


async def _misbehave(connection: AsyncConnection, added: Sequence[AmountAdded]) -> None:
    amounts = {event.amount for event in added}
    if PYTHON_BUG in amounts:
        raise ValueError("six hundred and sixty-six")
    if SQL_BUG in amounts:
        await connection.execute(text("SELECT 1 / 0"))
    if NEEDS_LOCK in amounts:
        await connection.execute(LOCK)
        await connection.execute(TAKE)
    if amounts & {SLOW, STUCK}:
        await connection.execute(TIMEOUT, {"limit": "300ms"})
        seconds = sum({SLOW: 0.05, STUCK: 5}.get(event.amount, 0) for event in added)
        await connection.execute(SLEEP, {"seconds": seconds})
        await connection.execute(TIMEOUT, {"limit": "15s"})


ACCOUNTS = Projection(name="accounts", contracts=(AccountOpened, AmountAdded), apply=apply, tables=(BALANCE, BY_DAY))


@dataclass(frozen=True)
class Bank:
    """One test's world: a topic of its own, a group of its own, the database shared by all."""

    engine: AsyncEngine
    broker: Broker
    topic: str
    group: str
    producer: AIOKafkaProducer
    projections: tuple[Projection, ...] = (ACCOUNTS,)

    @property
    def known(self) -> tuple[Published, ...]:
        contracts: tuple[type[Event], ...] = (AccountOpened, AmountAdded, AccountPainted)
        return tuple(Published(contract, self.topic, "account_id", PiiClass.P1, ()) for contract in contracts)

    def consumer(self, **more: Any) -> Consumer:
        return Consumer(
            self.engine,
            group=self.group,
            broker=self.broker,
            projections=self.projections,
            known=self.known,
            **more,
        )

    def envelope(self, event: Event, sequence: int, **changes: Any) -> Envelope:
        published = next(each for each in self.known if each.contract is type(event))
        key = published.key_of(event)
        envelope = Envelope(
            id=new_id(),
            source=published.source,
            type=published.type,
            subject=key,
            time=NOW + timedelta(seconds=sequence),
            dataschema=published.dataschema,
            partitionkey=key,
            sequence=sequence,
            correlationid="correlation",
            piiclass=PiiClass.P1,
        )
        return msgspec.structs.replace(envelope, **changes)

    async def send(self, event: Event, sequence: int, *, value: bytes | None = b"", **changes: Any) -> Envelope:
        """Returns the envelope. `value` stands for the data when it is to be broken."""
        envelope = self.envelope(event, sequence, **changes)
        data = msgspec.json.encode(event) if value == b"" else value
        await self.send_raw(envelope.partitionkey.encode(), data, encode_headers(envelope))
        return envelope

    async def resend(self, envelope: Envelope, event: Event) -> None:
        await self.send_raw(envelope.partitionkey.encode(), msgspec.json.encode(event), encode_headers(envelope))

    async def send_raw(
        self, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]] = ()
    ) -> None:
        await self.producer.send_and_wait(self.broker.physical(self.topic), value=value, key=key, headers=list(headers))

    async def open_account(self, *amounts: int) -> UUID:
        """An account with an event for each amount: sequences 1..n+1."""
        account = new_id()
        await self.send(AccountOpened(account_id=account), 1)
        for place, amount in enumerate(amounts):
            await self.send(AmountAdded(account_id=account, amount=amount), place + 2)
        return account

    @asynccontextmanager
    async def many(self) -> AsyncIterator[Callable[[Event, int], None]]:
        """Send many events fast: `send(event, sequence)` inside the block, acknowledged at its end."""
        queued: list[tuple[Event, int]] = []
        yield lambda event, sequence: queued.append((event, sequence))
        acknowledgements = []
        for event, sequence in queued:
            envelope = self.envelope(event, sequence)
            acknowledgements.append(
                await self.producer.send(
                    self.broker.physical(self.topic),
                    value=msgspec.json.encode(event),
                    key=envelope.partitionkey.encode(),
                    headers=encode_headers(envelope),
                )
            )
        await asyncio.gather(*acknowledgements)

    async def all_at(self, version: int, _statements: object = None) -> bool:
        """Every aggregate has reached this version."""
        query = "SELECT coalesce(min(sequence), 0) FROM stream_version WHERE topic = :topic -- looked at by the test"
        return int(await scalar(self.engine, query, topic=self.topic)) >= version

    @property
    def rewind(self) -> TextClause:
        return text("UPDATE consumer_offset SET next = 0, anchor = NULL")

    @property
    def rename_group(self) -> TextClause:
        return text('UPDATE consumer_offset SET "group" = :new WHERE "group" = :old')

    async def balance(self, account: UUID) -> tuple[int, int] | None:
        """Amount and number of additions."""
        async with self.engine.connect() as connection:
            query = text("SELECT amount, additions FROM balance WHERE account_id = :id")
            row = (await connection.execute(query, {"id": account})).first()
            return (row[0], row[1]) if row else None

    async def version(self, account: UUID) -> int:
        query = "SELECT sequence FROM stream_version WHERE topic = :topic AND key = :key"
        return int(await scalar(self.engine, query, topic=self.topic, key=str(account)) or 0)

    async def parked(self) -> list[tuple[str, str, int | None]]:
        """Cause, type's last words, sequence of every parked event, in order."""
        async with self.engine.connect() as connection:
            query = text('SELECT cause, type, sequence FROM parked_event ORDER BY key, sequence NULLS FIRST, "offset"')
            return [
                (row.cause, row.type.split(".")[-2] if "." in row.type else row.type, row.sequence)
                for row in await connection.execute(query)
            ]

    async def ready(self, consumer: Consumer) -> None:
        """Wait until it reads all its partitions."""

        async def is_ready() -> bool:
            return (await consumer.checks())[0].ok

        await eventually(is_ready)

    async def consumed(self, consumer: Consumer) -> None:
        """Wait until everything in the topic is consumed."""

        async def done() -> bool:
            try:
                return (await consumer.flow())["consumer_lag"] == 0
            except OSError:
                return False

        await eventually(done)

    async def measured(self) -> None:
        """Wait until a consumer has found itself at the end of the topic."""

        async def done() -> bool:
            query = "SELECT count(caught_up_at) FROM topic_progress WHERE topic = :topic"
            return int(await scalar(self.engine, query, topic=self.topic)) > 0

        await eventually(done)

    @asynccontextmanager
    async def consuming(self, **more: Any) -> AsyncIterator[Consumer]:
        """Runs a consumer; on leaving waits until it has consumed everything."""
        consumer = self.consumer(**more)
        async with running(consumer):
            yield consumer
            await self.consumed(consumer)

    async def consume(self) -> None:
        """Start a consumer, let it consume everything, stop it."""
        async with self.consuming():
            await asyncio.sleep(0)


async def open_bank(engine: AsyncEngine, broker: Broker, *, partitions: int = 3) -> Bank:
    producer = AIOKafkaProducer(**broker.options, acks="all", max_request_size=3_000_000)
    await producer.start()
    topic = f"bank.{given_topic(broker, partitions=partitions)[-12:]}"
    given_topic(broker, name=topic, partitions=partitions)
    return Bank(engine, broker, topic, f"group-{topic[-12:]}", producer)
