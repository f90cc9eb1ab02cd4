"""Who is granted a part of the county reads a topic that notifications writes for him alone, with the rights that are
written, and by the example as it stands."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.errors import TopicAuthorizationFailedError
from confluent_kafka import KafkaError
from msgspec import structs

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka import access, subscribers, topics
from deploy.kafka.external import External
from deploy.kafka.handing import hand_over
from deploy.trouble import Trouble
from services.notifications.feeds.domain import HISTORY
from shared.clock import machine_now
from shared.events.catalogue import TOPIC_CONFIG, published
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import OrgUnitRenamed
from shared.followed import Followed
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.topics import delete, make_missing, topics_under
from shared.outbox.position import Pending
from shared.outbox.publisher import Publisher
from shared.outbox.rows import pack_headers
from tests.embedded.test_subscribers import (
    EXAMPLES,
    HOST,
    RENAMED,
    TODAY,
    UNITS,
    entitled,
    granted,
    publish,
    readable,
    run,
    written,
)

FEED = "feed.part-1"


@pytest.fixture(scope="module")
def server(server_home: Path) -> Iterator[Kafka]:
    home = server_home / "feeds"
    home.mkdir()
    made = Kafka(home, free_port(), free_port(), external=External(HOST, free_port(), HOST))
    made.start()
    topics.apply(made.broker, [replace(topic, partitions=1) for topic in topics.listed()])
    access.apply(made.broker, access.listed())
    publish(made.broker, RENAMED, 1)
    yield made
    made.kill()


def as_service(server: Kafka, user: str) -> Broker:
    """A service of ours, let in with the rights that are written for it."""
    access.admit(server.broker, {user: f"{user}-password"})
    return replace(server.broker, user=user, password=Followed(f"{user}-password", lambda: None))


async def write(broker: Broker) -> None:
    """The event of the topic, as a feed has it: twice, as after a crash, with a gap before it; then as what is
    of another history."""
    entry, publisher = published(OrgUnitRenamed), Publisher(broker)
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject="411329104", time=machine_now(),
        dataschema=entry.dataschema, partitionkey="411329104", sequence=7, correlationid="c", piiclass=entry.pii,
    )  # fmt: skip
    headers = pack_headers(encode_headers(envelope))
    row = Pending(1, FEED, "411329104", headers, encode_data(RENAMED), machine_now())
    await publisher.send([row])
    await publisher.send([row])
    anew = pack_headers([*encode_headers(envelope), (HISTORY, machine_now().isoformat().encode())])
    await publisher.send([row._replace(headers=anew)])
    await publisher.close()


class TestAFeed:
    def test_is_made_written_read_and_deleted(self, server: Kafka, tmp_path: Path) -> None:
        notifications = as_service(server, "notifications")
        publish(server.broker, *granted("part", topics=(FEED,)))
        assert server.external
        handed = hand_over(server.broker, server.external, "part")
        made = asyncio.run(make_missing(notifications, [FEED], TOPIC_CONFIG, like="registry.subscriptions"))
        assert made == {FEED}
        asyncio.run(write(notifications))
        assert readable(server, handed, FEED) == 0
        assert readable(server, handed) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert written(server, handed, FEED) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert readable(server, entitled(server, "curious"), FEED) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        for name, content in handed.files().items():
            (tmp_path / name).write_text(content)
        said = run(tmp_path, sys.executable, str(EXAMPLES / "read.py"), "subscriber.json", "1")
        assert said.startswith("cn.veterans.registry.org-unit-renamed.v1 411329104 {")
        told = json.loads((tmp_path / "subscriber.json").read_text())
        (tmp_path / "subscriber.json").write_text(json.dumps({**told, "group": f"{told['group']}-2"}))
        words = [sys.executable, str(EXAMPLES / "read.py"), "subscriber.json", "2"]
        again = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        assert (again.returncode, again.stdout) == (1, said)
        assert "another history" in again.stderr
        asyncio.run(delete(notifications, [FEED]))
        assert FEED not in asyncio.run(topics_under(notifications, FEED))

    def test_is_made_by_notifications_alone(self, server: Kafka) -> None:
        with pytest.raises(TopicAuthorizationFailedError):
            asyncio.run(make_missing(as_service(server, "benefits"), ["feed.other-1"], TOPIC_CONFIG, like=UNITS))

    def test_that_is_fetched_over_http_gives_no_right_and_no_password(self, server: Kafka) -> None:
        event, sequence = granted("fetches", topics=("feed.fetches-1",))
        publish(server.broker, structs.replace(event, over="http", reader=new_id()), sequence)
        assert not subscribers.published(server.broker)["fetches"].holds(TODAY)
        assert server.external
        with pytest.raises(Trouble, match="may read nothing today"):
            hand_over(server.broker, server.external, "fetches")
