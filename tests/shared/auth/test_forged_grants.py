"""Forged and junk records on the topics of grants and accounts, by a real Kafka, against the APIs of benefits and
registry. The last stays in the topic, and events vouch for nothing from then on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer
from prometheus_client import REGISTRY
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services.benefits import SERVICE
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT, ACCOUNT_EPOCH
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import GrantGiven, GrantRevoked, SessionsEnded
from shared.ids import new_id
from shared.inbox.consumer import Consumer
from shared.inbox.tables import PARKED_KEY
from shared.service.assembly import projections_of
from tests.given import CENTRE, given_grant
from tests.shared.auth.two import Two
from tests.shared.wire import eventually, running

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what these tests send."""
    home = server_home / "forged-grants"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


async def send(kafka: Kafka, topic: str, key: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    """As anybody may who reaches the broker."""
    async with AIOKafkaProducer(**kafka.broker.options, acks="all") as producer:
        await producer.send_and_wait(topic, value, key.encode(), headers=headers)


async def tell(kafka: Kafka, event: Event, sequence: int) -> None:
    """A record in registry's name that a consumer can tell from a real one by nothing."""
    entry = published(type(event))
    key = entry.key_of(event)
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=LONG_AGO, dataschema=entry.dataschema,
        partitionkey=key, sequence=sequence, correlationid=str(new_id()), piiclass=entry.pii,
    )  # fmt: skip
    await send(kafka, entry.topic, key, encode_data(event), [*encode_headers(envelope)])


async def caught_up(engine: AsyncEngine, kafka: Kafka) -> None:
    """Run the consumer of benefits until nothing is left."""
    consumer = Consumer(engine, group="benefits", broker=kafka.broker, projections=projections_of(SERVICE))

    async def nothing_left() -> bool:
        try:
            flow = await consumer.flow()
        except ConnectionError:  # it has not joined its group yet
            return False
        return flow["consumer_lag"] == 0

    async with running(consumer):
        await eventually(nothing_left)


def given(**facts: Any) -> GrantGiven:
    return GrantGiven(org_path=CENTRE, role="centre-staff", valid_from=LONG_AGO, **facts)


def ended(account: UUID) -> SessionsEnded:
    return SessionsEnded(account_id=account, epoch=1, ended_at=LONG_AGO, cause="signed-out")


def disowned() -> float:
    return REGISTRY.get_sample_value("veterans_auth_ends_disowned_total") or 0


class TestAForgedGrant:
    async def test_is_learned_and_opens_nothing(self, two: Two, own_kafka: Kafka) -> None:
        account, grant_id = new_id(), new_id()
        await given_grant(two.benefits, new_id())
        await tell(own_kafka, given(grant_id=grant_id, account_id=account), 1)
        await caught_up(two.benefits, own_kafka)
        counting = select(func.count()).where(ACCESS_GRANT.c.grant_id == grant_id)
        async with two.benefits.connect() as connection:
            assert await connection.scalar(counting) == 1
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


class TestAForgedEndOfSessions:
    async def test_shuts_nobody_out(self, two: Two, own_kafka: Kafka) -> None:
        account, before = new_id(), disowned()
        await given_grant(two.benefits, account)
        await given_grant(two.registry, account)
        await tell(own_kafka, ended(account), 1)
        await caught_up(two.benefits, own_kafka)
        for _ in range(2):
            assert (await two.ask(account)).status_code == 200
        assert disowned() == before + 1
        await two.end_registry()  # which is not asked again
        assert (await two.ask(account)).status_code == 200

    async def test_that_is_real_is_believed_with_registry_and_without_it(self, two: Two, own_kafka: Kafka) -> None:
        account = new_id()
        await given_grant(two.benefits, account)
        await given_grant(two.registry, account)
        async with two.registry.begin() as connection:
            await connection.execute(insert(ACCOUNT_EPOCH).values(account_id=account, epoch=1))
        await tell(own_kafka, ended(account), 1)
        await caught_up(two.benefits, own_kafka)
        assert (await two.ask(account)).status_code == 401
        await two.end_registry()
        assert (await two.ask(account)).status_code == 401


class TestAJunkRecordUnderTheKeyOfARealGrant:
    async def test_keeps_no_revocation_from_working(self, two: Two, own_kafka: Kafka) -> None:
        account, grant_id = new_id(), new_id()
        await given_grant(two.benefits, new_id())
        await given_grant(two.registry, account, Role.CENTRE_STAFF, grant_id=grant_id)
        await tell(own_kafka, given(grant_id=grant_id, account_id=account), 1)
        await caught_up(two.benefits, own_kafka)
        assert (await two.ask(account)).status_code == 200
        await send(own_kafka, published(GrantGiven).topic, str(grant_id), b"{", [("ce_specversion", b"1.0")])
        now = datetime.now(UTC)
        async with two.registry.begin() as connection:
            await connection.execute(
                update(ACCESS_GRANT).where(ACCESS_GRANT.c.grant_id == grant_id).values(revoked_at=now)
            )
        revoked = GrantRevoked(grant_id=grant_id, account_id=account, revoked_at=now)
        await tell(own_kafka, revoked, 2)
        await caught_up(two.benefits, own_kafka)
        async with two.benefits.connect() as connection:
            assert await connection.scalar(select(PARKED_KEY.c.key)) == str(grant_id)
        assert (await two.ask(account)).status_code == 403
