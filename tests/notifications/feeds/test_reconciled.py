"""A service's database was restored, `reconcile --yes` has run: whoever reads a feed has what the database has."""

import asyncio

import pytest
from aiokafka.errors import UnknownTopicOrPartitionError
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from services.notifications.feeds import loop
from services.notifications.feeds.domain import HISTORY
from shared.events.catalogue import Origin, published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.ids import new_id
from shared.outbox import reconcile as replacing
from shared.outbox.rows import OutboxRow, pack_headers
from shared.service import reconcile_cli
from shared.service.reconcile_cli import reconcile
from shared.settings import ServiceSettings
from tests.given import NOW, given_settings, kafka_settings
from tests.notifications.feeds.given import (
    OTHER_ROOM,
    PERSONS,
    ROOM,
    deceased,
    given_county,
    given_keeper,
    given_writer,
    registered,
    subscription,
    told,
)
from tests.notifications.feeds.test_writing import FEED, STATION_CODE, ids_in
from tests.shared.outbox.test_unrecorded import go_back
from tests.shared.wire import eventually, given_relay, given_rows, records_of, running
from tests.shared.wire import published as all_published


def _row(event: Event, sequence: int) -> OutboxRow:
    entry = published(type(event))
    key = entry.key_of(event)
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=NOW, dataschema=entry.dataschema,
        partitionkey=key, sequence=sequence, correlationid=str(new_id()), piiclass=entry.pii,
    )  # fmt: skip
    headers = pack_headers(encode_headers(envelope))
    return OutboxRow(envelope.id, PERSONS, key, key, sequence, entry.type, headers, encode_data(event))


async def test_a_feed_has_what_the_database_has_once_it_was_reconciled(
    kernel_engine: AsyncEngine, notifications_engine: AsyncEngine, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "UNDER_WAY_SECONDS", 0.2)
    monkeypatch.setattr(loop, "LOOK_AGAIN_SECONDS", 1.0)  # what is published anew may be as long as what was before
    monkeypatch.setattr(reconcile_cli, "origin_of", lambda _service: Origin("/registry", (PERSONS,)))
    county = given_county(kafka.broker)
    settings = given_settings(ServiceSettings, **kafka_settings(county), kafka_prefix=county.prefix.rstrip("."))
    person = new_id()
    rows = [_row(registered(ROOM, person), 1), _row(registered(OTHER_ROOM), 1), _row(deceased(ROOM, person), 2)]
    kept, _, lost = (row.event_id for row in rows)
    await given_rows(kernel_engine, rows)
    await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
    relay = given_relay(kernel_engine, county, PERSONS, source="/registry")

    async def reads(*ids: object) -> bool:
        try:
            async with asyncio.timeout(3):
                return sorted(await ids_in(county)) == sorted(map(str, ids))
        except (UnknownTopicOrPartitionError, TimeoutError):
            return False  # the topic of the feed is being made anew

    async with running(given_keeper(notifications_engine, county)), running(given_writer(notifications_engine, county)):
        async with running(relay):
            await all_published(relay)
            await eventually(lambda: reads(kept, lost))
        await go_back(kernel_engine, 1)
        await reconcile(kernel_engine, settings, yes=True)
        again = _row(registered(ROOM), 1)
        await given_rows(kernel_engine, [again])
        async with running(relay := given_relay(kernel_engine, county, PERSONS, source="/registry")):
            await all_published(relay)
            await eventually(lambda: reads(kept, again.event_id))
    for record in await records_of(county, county.physical(FEED)):
        assert dict(record.headers)[HISTORY], "and everything says that another history is told"
