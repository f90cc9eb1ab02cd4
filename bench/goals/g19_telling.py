"""G19: the county's messages settled through the log driver; events posted to systems of others, one of them silent,
beside a bare client that posts the same bytes to as many."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.measuring import Arm, Effort, Series, interleaved
from bench.stage import ROOT, Database, Stage
from bench.targets import Finding, Goal, at_least, at_most
from deploy.embedded.certificates import Authority
from services.notifications.contacts.tables import CONTACT_POINT, PERSON, PERSON_KEY
from services.notifications.deliveries.consumer import REQUESTS
from services.notifications.deliveries.driver import LogDriver
from services.notifications.deliveries.loop import Sender
from services.notifications.feeds.commands import keep_events
from services.notifications.feeds.domain import KeptEvent, cloud_event
from services.notifications.feeds.tables import SUBSCRIPTION
from services.notifications.settings import Settings
from services.notifications.webhooks.commands import make_webhook_secret
from services.notifications.webhooks.driver import Ways, believed
from services.notifications.webhooks.loop import WebhookCaller
from services.notifications.webhooks.tables import WEBHOOK
from shared.auth.caller import Caller
from shared.clock import local_date, now
from shared.command import Work
from shared.database.bulk import insert_many
from shared.database.driver import autocommitting, transaction
from shared.events.benefits import CaseResolved
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.ids import new_id
from shared.inbox.projection import Delivered
from shared.kafka.broker import Broker
from shared.networks import networks_in
from shared.privacy.encryption import encrypt
from shared.privacy.personal import PhoneNumber

MESSAGES = 18_636
EVENTS, RECEIVERS = 500, 10
SILENT = "silent"
PLACE = "411329.411329104.411329104210"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
NOBODY = Caller(UUID(int=0), ())
AT_ONCE = 2_000


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    database = await stage.database("services.notifications")
    return [await _messages(database, effort), *await _webhooks(stage, database, effort)]


async def _messages(database: Database, effort: Effort) -> Finding:
    """Each from due to `logged`, with audit and event, by the sender of the worker."""
    count, engine = effort.count(MESSAGES), database.engine()
    await _owe(engine, _settings(database), count)

    async def settled() -> float:
        database.administer("UPDATE delivery SET state = 'pending', attempts = 0, version = 0, reason = NULL")
        database.administer("TRUNCATE audit, outbox CASCADE")
        database.settle()
        stop, settings = asyncio.Event(), _settings(database)
        sender = Sender(
            engine, keyring=settings.keyring, driver=LogDriver(), signature=settings.signature, ahead=_nothing
        )
        began = time.perf_counter()
        task = asyncio.create_task(sender.run(stop))
        await _until(engine, f"SELECT count(*) = {count} FROM delivery WHERE state = 'logged'")
        seconds = time.perf_counter() - began
        stop.set()
        await task
        return seconds * MESSAGES / count

    series = await interleaved([Arm("messages", settled)], effort)
    await engine.dispose()
    facts: dict[str, object] = {"messages": f"{count:,} of as many persons, told as for {MESSAGES:,}"}
    return Finding("messages settled through the log driver", "s", at_most(20), series["messages"], facts=facts)


async def _webhooks(stage: Stage, database: Database, effort: Effort) -> Sequence[Finding]:
    events, engine = [_kept(_resolved(new_id())) for _ in range(effort.count(EVENTS))], database.engine()
    async with autocommitting(engine).connect() as session:
        await keep_events(session, events, [])
    authority = Authority(stage.home)
    async with _receiver(authority) as port:
        named = [f"receiver-{number}" for number in range(RECEIVERS)]
        addresses = dict.fromkeys(named, f"https://localhost:{port}/")
        await _subscribe(database, engine, {**addresses, SILENT: f"https://localhost:{port}/silent"})
        ways = Ways(believed(authority.certificate), networks_in("127.0.0.0/8"))
        posting = _Posting(database, engine, ways, stage.kafka.broker, len(events))
        bodies = [msgspec.json.encode(cloud_event(each.headers, each.data)) for each in events]
        arms = [
            Arm("bare", lambda: _bare(authority, addresses, bodies)),
            Arm("ours", lambda: posting.run(silent=False)),
            Arm("one silent", lambda: posting.run(silent=True)),
        ]
        series = await interleaved(arms, effort)
    await engine.dispose()
    return _found(series, len(events))


def _found(series: Mapping[str, Series], count: int) -> Sequence[Finding]:
    facts: dict[str, object] = {"posted": f"{count} events to each of {RECEIVERS}, over TLS, in another process"}
    bare = "httpx2 posts the same bytes, in order to each, nothing written down"
    silent = series["one silent"]
    return [
        Finding("webhooks, one receiver silent", "events/s", at_least(500), silent, facts=facts),
        Finding("webhooks beside a bare client", "events/s", at_least(0.5), series["ours"], series["bare"], bare),
        Finding("with a silent receiver", "events/s", at_least(0.9), silent, series["ours"], "all receivers answer"),
    ]


@dataclass(frozen=True, slots=True)
class _Posting:
    """The worker's own caller, from nothing sent to everything sent to each who answers."""

    database: Database
    engine: AsyncEngine
    ways: Ways
    broker: Broker
    count: int

    async def run(self, *, silent: bool) -> float:
        ended = "NULL" if silent else "now()"
        self.database.administer("TRUNCATE webhook_attempt")
        self.database.administer(
            "UPDATE webhook SET position = 0, tries = 0, failing_since = NULL, next_attempt_at = now()"
        )
        self.database.administer(f"UPDATE subscription SET revoked_at = {ended} WHERE subscriber = '{SILENT}'")
        stop = asyncio.Event()
        keyring = _settings(self.database).keyring
        caller = WebhookCaller(self.engine, self.broker, keyring=keyring, ways=self.ways)
        began = time.perf_counter()
        task = asyncio.create_task(caller.run(stop))
        done = f"SELECT count(*) = {RECEIVERS} FROM webhook WHERE position = {self.count} AND subscriber <> '{SILENT}'"
        await _until(self.engine, done)
        seconds = time.perf_counter() - began
        stop.set()
        await task
        return RECEIVERS * self.count / seconds


async def _bare(authority: Authority, addresses: Mapping[str, str], bodies: Sequence[bytes]) -> float:
    async def post(address: str) -> None:
        async with httpx2.AsyncClient(verify=believed(authority.certificate), trust_env=False) as client:
            for body in bodies:
                (await client.post(address, content=body)).raise_for_status()

    began = time.perf_counter()
    await asyncio.gather(*map(post, addresses.values()))
    return len(addresses) * len(bodies) / (time.perf_counter() - began)


@asynccontextmanager
async def _receiver(authority: Authority) -> AsyncIterator[int]:
    """Its port."""
    files = authority.certified("receiver")
    argv = ("-m", "bench.receiver", str(files.certificate), str(files.key))
    process = await asyncio.create_subprocess_exec(sys.executable, *argv, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


async def _subscribe(database: Database, engine: AsyncEngine, addresses: Mapping[str, str]) -> None:
    """To what is kept, each with a secret; as registry would tell."""
    rows = [
        {
            "subscriber": name,
            "types": ["case-resolved"],
            "divisions": [],
            "over": "webhook",
            "address": address,
            "feed": f"feed.{name}-1",
            "until_on": local_date(now()) + timedelta(days=30),
        }
        for name, address in addresses.items()
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(SUBSCRIPTION), rows)
    for name, row in zip(addresses, rows, strict=True):
        work = Work(engine, NOBODY, datetime.now(UTC))
        await make_webhook_secret(work, name, keyring=_settings(database).keyring)
        database.administer(f"UPDATE {WEBHOOK.name} SET feed = '{row['feed']}' WHERE subscriber = '{name}'")


async def _owe(engine: AsyncEngine, settings: Settings, count: int) -> None:
    """Persons who can be reached, and for each an event that owes a message."""
    for start in range(0, count, AT_ONCE):
        persons = [new_id() for _ in range(min(AT_ONCE, count - start))]
        async with autocommitting(engine).connect() as connection, transaction(connection):
            await insert_many(connection, PERSON, [{"person_id": each, "org_path": PLACE} for each in persons])
            keys, points = zip(*(_reach(settings, each) for each in persons), strict=True)
            await insert_many(connection, PERSON_KEY, keys)
            await insert_many(connection, CONTACT_POINT, points)
        async with engine.begin() as connection:
            await REQUESTS.apply(connection, [_delivered(_resolved(each)) for each in persons])


def _reach(settings: Settings, person_id: UUID) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    key, wrapped = settings.keyring.new_key(person_id)
    value = encrypt(PhoneNumber("13800138000"), CONTACT_POINT.name, CONTACT_POINT.c.value.name, person_id, key)
    point = {"channel": "sms", "value": value, "verification": "in-person", "verified_on": NOW.date()}
    return {"person_id": person_id, "data_key": wrapped}, {"person_id": person_id, **point}


def _resolved(applicant_id: UUID) -> CaseResolved:
    return CaseResolved(
        case_id=new_id(), kind="dispute", outcome="agreement-reached", org_code=PLACE.rpartition(".")[2],
        org_path=PLACE, applicant_id=applicant_id, mediator_ids=(new_id(),), opened_on=date(2019, 4, 2),
        resolved_on=date(2019, 4, 10), days=8,
    )  # fmt: skip


def _delivered(event: Event) -> Delivered[Any]:
    entry = published(type(event))
    return Delivered(
        event=event, id=new_id(), type=entry.type, time=NOW, topic=entry.topic, partition=0, offset=0,
        key=entry.key_of(event), sequence=3, correlation_id="bench", synthetic=True,
    )  # fmt: skip


def _kept(event: Event) -> KeptEvent:
    entry = published(type(event))
    key = entry.key_of(event)
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=NOW, dataschema=entry.dataschema,
        partitionkey=key, sequence=3, correlationid="bench", piiclass=entry.pii,
    )  # fmt: skip
    places = PLACE.replace(".", ",")
    return KeptEvent(envelope.id, entry.name, entry.topic, key, places, encode_headers(envelope), encode_data(event))


def _settings(database: Database) -> Settings:
    assert isinstance(database.settings, Settings)
    return database.settings


async def _nothing(_session: AsyncConnection) -> tuple[()]:
    return ()


async def _until(engine: AsyncEngine, true: str) -> None:
    """Looked at every 50 ms."""
    while True:
        async with engine.connect() as connection:
            if (await connection.exec_driver_sql(true)).scalar_one():
                return
        await asyncio.sleep(0.05)


GOAL = Goal(
    "G19",
    f"{MESSAGES:,} messages settled in < 20 s; 500 webhooks a second, one silent receiver slowing nobody",
    measure,
)
