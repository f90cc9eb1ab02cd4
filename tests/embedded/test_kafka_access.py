"""Who may do what at the broker: every user × every topic × every operation, tried by real clients.

What is expected is worked out here from the catalogue of events, not from the file that the broker was given.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer.fetcher import READ_UNCOMMITTED
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError
from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.fetch import FetchRequest
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from deploy.embedded.certificates import Authority
from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka import access, topics
from deploy.kafka.client import configuration
from deploy.trouble import Trouble
from shared.events import inbound
from shared.events.catalogue import CATALOGUE, SERVICES
from shared.events.offered import OFFERED
from shared.events.registry import GrantGiven
from shared.followed import Followed
from shared.kafka.broker import Broker
from shared.kafka.topics import make_anew

STRANGER = "stranger"  # known to the broker, and written in no list
SENDERS = {sender.called.code: sender.topic for sender in inbound.SENDERS}
USERS = (*SERVICES, *SENDERS, STRANGER)
TOPICS = tuple(topic.name for topic in topics.listed())
PATIENCE_SECONDS = 15
COUNTIES = ("xinye", "nanyang")
NODE = 1
# The first who asks for a group's coordinator makes the topic of the offsets.
COMING_UP = (GroupLoadInProgressError.errno, GroupCoordinatorNotAvailableError.errno, NotCoordinatorForGroupError.errno)


def owns(user: str) -> set[str]:
    return {topic for topic in TOPICS if topic.startswith(f"{user}.")}


def writes(user: str) -> set[str]:
    return owns(user) | ({SENDERS[user]} if user in SENDERS else set())


def reads(user: str) -> set[str]:
    consumed = {entry.topic for entry in CATALOGUE if user in entry.consumers}
    notices = set(SENDERS.values()) if user == "registry" else set()
    offered = set(OFFERED) if user == "notifications" else set()
    return owns(user) | consumed | notices | offered


@pytest.fixture(scope="module")
def server(server_home: Path, request: pytest.FixtureRequest) -> Iterator[Kafka]:
    home = server_home / request.node.path.stem
    home.mkdir()
    made = Kafka(home, free_port(), free_port())
    made.start()
    topics.apply(made.broker, [replace(topic, partitions=1) for topic in topics.listed()])
    access.admit(made.broker, {user: password_of(user) for user in USERS})
    access.apply(made.broker, access.listed())
    yield made
    made.kill()


def password_of(user: str) -> str:
    return f"{user}-password"


def as_user(server: Kafka, user: str) -> Broker:
    return replace(server.broker, user=user, password=Followed(password_of(user), lambda: None))


def written(broker: Broker, names: Iterable[str]) -> dict[str, int]:
    """By topic, what became of a record: 0, or the code of the refusal."""
    outcomes: dict[str, int] = {}
    producer = Producer({**configuration(broker), "message.timeout.ms": PATIENCE_SECONDS * 1_000})

    def note(error: KafkaError | None, message: Any) -> None:
        outcomes[message.topic()] = error.code() if error else 0

    for name in names:
        producer.produce(name, b"{}", b"key", on_delivery=note)
    producer.flush(PATIENCE_SECONDS)
    return outcomes


async def read(broker: Broker, names: Collection[str]) -> dict[str, int]:
    """By topic, what became of reading its first record: 0, or the code of the refusal. Asked of the broker itself,
    by the client that the services use: a consumer would not ask for what it is not told of."""
    asked = [(name, [(0, 0, 1_000)]) for name in names]
    answer = await asked_of(broker, FetchRequest(100, 1, 100_000, READ_UNCOMMITTED, asked))
    return {topic: code for topic, [(_partition, code, *_rest)] in answer.topics}


async def committed(broker: Broker, group: str, topic: str = "registry.persons") -> int:
    """What became of saying how far the group is: 0, or the code of the refusal."""
    asked = OffsetCommitRequest(group, -1, "", -1, [(topic, [(0, 1, "")])])
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            [(_topic, [(_partition, code)])] = (await asked_of(broker, asked)).topics
            if code not in COMING_UP:
                return int(code)
            await asked_of(broker, FindCoordinatorRequest(group, 0))


async def asked_of(broker: Broker, request: Any) -> Any:
    client = AIOKafkaClient(**broker.options)
    try:
        await client.bootstrap()
        return await client.send(NODE, request)
    finally:
        await client.close()


def refusals(outcomes: Mapping[Any, Future[Any]]) -> set[int]:
    """The codes; 0 for what was done."""
    return {refusal(outcome.result) for outcome in outcomes.values()}


def refusal(done: Callable[[], Any]) -> int:
    try:
        done()
    except KafkaException as failure:
        return int(failure.args[0].code())
    return 0


def expected(allowed: Collection[str], names: Iterable[str] = TOPICS) -> dict[str, int]:
    return {name: 0 if name in allowed else KafkaError.TOPIC_AUTHORIZATION_FAILED for name in names}


class TestTheMatrix:
    def test_covers_every_topic_and_every_service(self) -> None:
        assert {user.name for user in access.listed()} == {*SERVICES, *SENDERS}
        assert set().union(*map(writes, USERS)) == set(TOPICS)

    def test_lets_the_operator_write_everywhere(self, server: Kafka) -> None:
        assert written(server.broker, TOPICS) == expected(TOPICS)

    @pytest.mark.parametrize("user", USERS)
    def test_lets_a_user_write_to_its_own_topics_alone(self, server: Kafka, user: str) -> None:
        assert written(as_user(server, user), TOPICS) == expected(writes(user))

    @pytest.mark.parametrize("user", USERS)
    async def test_lets_a_service_read_what_it_consumes_and_what_it_wrote(self, server: Kafka, user: str) -> None:
        written(server.broker, TOPICS)
        assert await read(as_user(server, user), TOPICS) == expected(reads(user))

    @pytest.mark.parametrize("user", USERS)
    @pytest.mark.parametrize("group", USERS)
    async def test_lets_a_service_use_its_own_group_alone(self, server: Kafka, user: str, group: str) -> None:
        is_own = user == group and user in SERVICES
        assert await committed(as_user(server, user), group) == (0 if is_own else KafkaError.GROUP_AUTHORIZATION_FAILED)

    @pytest.mark.parametrize("user", USERS)
    def test_lets_a_service_delete_nothing_of_others(self, server: Kafka, user: str) -> None:
        others = [topic for topic in TOPICS if topic not in owns(user)]
        client = AdminClient(configuration(as_user(server, user)))
        assert refusals(client.delete_topics(others)) == {KafkaError.TOPIC_AUTHORIZATION_FAILED}

    @pytest.mark.parametrize("user", USERS)
    def test_lets_a_service_change_no_setting_not_even_of_its_own(self, server: Kafka, user: str) -> None:
        setting = ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)
        asked = [ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[setting]) for topic in TOPICS]
        client = AdminClient(configuration(as_user(server, user)))
        assert refusals(client.incremental_alter_configs(asked)) == {KafkaError.TOPIC_AUTHORIZATION_FAILED}

    @pytest.mark.parametrize("user", USERS)
    def test_lets_a_service_make_no_other_topic(self, server: Kafka, user: str) -> None:
        client = AdminClient(configuration(as_user(server, user)))
        assert refusals(client.create_topics([NewTopic(f"{user}.more", 1)])) == {KafkaError.TOPIC_AUTHORIZATION_FAILED}

    @pytest.mark.parametrize("user", USERS)
    def test_lets_a_service_give_itself_no_right(self, server: Kafka, user: str) -> None:
        right = AclBinding(
            ResourceType.TOPIC, "registry.grants", ResourcePatternType.LITERAL, f"User:{user}", "*", AclOperation.WRITE,
            AclPermissionType.ALLOW,
        )  # fmt: skip
        client = AdminClient(configuration(as_user(server, user)))
        assert refusals(client.create_acls([right])) == {KafkaError.CLUSTER_AUTHORIZATION_FAILED}
        with pytest.raises(Trouble, match="not set"):
            access.admit(as_user(server, user), {"operator": "taken over"})


class TestCountiesOnOneBroker:
    async def test_reach_nothing_of_each_other(self, server: Kafka) -> None:
        names = [f"{county}.registry.persons" for county in COUNTIES]
        for county in COUNTIES:
            broker = replace(server.broker, prefix=f"{county}.")
            topics.apply(broker, [topics.Topic("registry.persons", 1, {})])
            access.admit(broker, {f"{county}.registry": password_of(f"{county}.registry")})
            access.apply(broker, [user for user in access.listed() if user.name == "registry"])
        for county, own in zip(COUNTIES, names, strict=True):
            assert written(as_user(server, f"{county}.registry"), names) == expected([own], names)
            assert await read(as_user(server, f"{county}.registry"), names) == expected([own], names)


class TestAForgedGrant:
    @pytest.mark.parametrize("user", [user for user in USERS if user != "registry"])
    def test_is_written_by_nobody_but_the_registry(self, server: Kafka, user: str) -> None:
        (entry,) = (entry for entry in CATALOGUE if entry.contract is GrantGiven)
        refused = {entry.topic: KafkaError.TOPIC_AUTHORIZATION_FAILED}
        assert written(as_user(server, user), [entry.topic]) == refused


class TestWhoIsLetIn:
    def test_is_nobody_with_a_wrong_password(self, server: Kafka) -> None:
        wrong = replace(as_user(server, "registry"), password=Followed("wrong", lambda: None))
        assert not answered(configuration(wrong))

    def test_is_nobody_whom_the_broker_does_not_know(self, server: Kafka) -> None:
        assert not answered(configuration(replace(as_user(server, "registry"), user="nobody")))

    @pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT"])
    def test_is_nobody_without_tls_or_without_a_name(self, server: Kafka, protocol: str) -> None:
        assert not answered({**configuration(server.broker), "security.protocol": protocol})

    @pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
    def test_is_nobody_by_another_mechanism(self, server: Kafka, mechanism: str) -> None:
        assert not answered(configuration(replace(server.broker, mechanism=mechanism)))

    def test_is_not_told_a_password_by_who_does_not_know_the_broker(self, server: Kafka, tmp_path: Path) -> None:
        stranger = replace(server.broker, authority=Authority(tmp_path).certificate)
        assert not answered(configuration(stranger))

    def test_is_who_has_the_password(self, server: Kafka) -> None:
        assert answered(configuration(as_user(server, STRANGER)))


def answered(settings: Mapping[str, Any]) -> bool:
    try:
        return bool(AdminClient(dict(settings)).list_topics(timeout=3).brokers)
    except KafkaException:
        return False


class TestAppliedAgain:
    def test_changes_nothing(self, server: Kafka) -> None:
        assert access.apply(server.broker, access.listed()) == access.Applied(0, 0)

    async def test_takes_away_what_is_not_written_any_more(self, server: Kafka) -> None:
        more = access.User(STRANGER, reads=("registry.persons",))
        assert access.apply(server.broker, [more]).given == 2  # to read the topic, and its group
        assert access.apply(server.broker, [replace(more, reads=())]) == access.Applied(0, 2)
        assert await read(as_user(server, STRANGER), ["registry.persons"]) == expected((), ["registry.persons"])


class TestAService:
    async def test_makes_its_own_topics_anew(self, server: Kafka) -> None:
        """As `reconcile` does. Last in this module: what stood there is gone."""
        own = sorted(owns("reporting"))
        assert sorted(await make_anew(as_user(server, "reporting"), own, {})) == own
