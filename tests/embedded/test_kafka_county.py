"""The operator of a county on a cluster that is another's: what he may do, and what Kafka lets its owner alone do."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError
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

from deploy.embedded.kafka import Kafka
from deploy.kafka import access, topics
from deploy.kafka.__main__ import main as job
from deploy.kafka.admit import main as admit_job
from deploy.kafka.client import configuration
from deploy.kafka.county import let_county_in
from deploy.trouble import Trouble
from shared.events.catalogue import SERVICES
from shared.kafka.broker import Broker
from tests.embedded.test_kafka_access import (
    PATIENCE_SECONDS,
    as_user,
    committed,
    expected,
    password_of,
    read,
    refusals,
    server,
    written,
)

__all__ = ["server"]  # a fixture

COUNTY = "fangcheng"
OWN, ANOTHERS = f"{COUNTY}.registry.persons", f"{COUNTY}x.registry.persons"


@pytest.fixture(scope="module")
def operator(server: Kafka) -> Broker:
    topics.apply(replace(server.broker, prefix=f"{COUNTY}x."), [topics.Topic("registry.persons", 1, {})])
    passwords = {user: password_of(f"{COUNTY}.{user}") for user in ("operator", *SERVICES)}
    assert let_county_in(server.broker, COUNTY, passwords).given > 0
    assert let_county_in(server.broker, COUNTY, passwords) == access.Applied(0, 0)
    return replace(as_user(server, f"{COUNTY}.operator"), prefix=f"{COUNTY}.")


class TestTheOperatorOfACounty:
    """On a cluster that is another's: let in by its owner, limited to the prefix, as far as Kafka limits anything."""

    async def test_makes_and_keeps_its_topics_as_the_job_does(self, server: Kafka, operator: Broker) -> None:
        few = [replace(topic, partitions=1) for topic in topics.listed() if topic.name.startswith("registry.")]
        assert len(topics.apply(operator, few).created) == len(few)
        changed = [replace(topic, config={**topic.config, "retention.ms": "86400000"}) for topic in few]
        assert len(topics.apply(operator, changed).changed) == len(few)
        assert written(operator, [OWN, ANOTHERS]) == expected([OWN], [OWN, ANOTHERS])
        assert await read(operator, [OWN, ANOTHERS]) == expected([OWN], [OWN, ANOTHERS])
        service = as_user(server, f"{COUNTY}.registry")
        assert written(service, [OWN, ANOTHERS]) == expected([OWN], [OWN, ANOTHERS])

    @pytest.mark.parametrize("name", [ANOTHERS, "registry.persons", f"{COUNTY}"])
    def test_makes_changes_and_deletes_nothing_of_others(self, operator: Broker, name: str) -> None:
        client = AdminClient(configuration(operator))
        setting = ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)
        asked = [ConfigResource(ResourceType.TOPIC, name, incremental_configs=[setting])]
        refused = {KafkaError.TOPIC_AUTHORIZATION_FAILED}
        assert refusals(client.create_topics([NewTopic(f"{name}.more", 1)])) == (
            refused if name != COUNTY else {0}  # which is its own
        )
        assert refusals(client.delete_topics([name])) == refused
        assert refusals(client.incremental_alter_configs(asked)) == refused

    @pytest.mark.parametrize(
        ("group", "code"), [(f"{COUNTY}.benefits", 0), (f"{COUNTY}x.benefits", 30), ("benefits", 30)]
    )
    async def test_reads_as_its_own_groups_alone(self, operator: Broker, group: str, code: int) -> None:
        assert KafkaError.GROUP_AUTHORIZATION_FAILED == 30
        assert await committed(operator, group, OWN) == code

    def test_sees_no_topic_of_others(self, operator: Broker) -> None:
        seen = set(AdminClient(configuration(operator)).list_topics(timeout=PATIENCE_SECONDS).topics)
        assert {name for name in seen if not name.startswith(f"{COUNTY}.")} == set()

    @pytest.mark.parametrize("pattern", [ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED])
    def test_gives_no_right_and_lets_nobody_in_not_even_under_its_prefix(
        self, operator: Broker, pattern: ResourcePatternType
    ) -> None:
        right = AclBinding(
            ResourceType.TOPIC,
            OWN,
            pattern,
            f"User:{COUNTY}.registry",
            "*",
            AclOperation.WRITE,
            AclPermissionType.ALLOW,
        )
        client = AdminClient(configuration(operator))
        assert refusals(client.create_acls([right])) == {KafkaError.CLUSTER_AUTHORIZATION_FAILED}
        with pytest.raises(Trouble, match="not set"):
            access.admit(operator, {f"{COUNTY}.registry": "another"})

    def test_is_told_by_the_job_whom_the_owner_has_not_let_in(
        self, server: Kafka, operator: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
    ) -> None:
        few = [replace(topic, partitions=1) for topic in topics.listed() if topic.name.startswith("registry.")]
        monkeypatch.setattr("deploy.kafka.topics.listed", lambda: few)
        monkeypatch.setattr("deploy.kafka.__main__.SECRETS", tmp_path)
        for name, value in (
            ("VETERANS_KAFKA_BOOTSTRAP_SERVERS", operator.servers),
            ("VETERANS_KAFKA_AUTHORITY", str(operator.authority)),
            ("VETERANS_KAFKA_PREFIX", COUNTY),
        ):
            monkeypatch.setenv(name, value)
        (tmp_path / "kafka_operator_password").write_text(password_of(f"{COUNTY}.operator"))
        for service in SERVICES:
            (tmp_path / f"{service}_kafka_password").write_text(password_of(f"{COUNTY}.{service}"))
        assert job() == 0
        (tmp_path / "benefits_kafka_password").write_text("another")
        assert job() == 1
        assert f"of: {COUNTY}.benefits (" in capsys.readouterr().err
        assert admit_job(["benefits"], "another") == 1
        assert f"password of {COUNTY}.benefits" in capsys.readouterr().err
        let_county_in(server.broker, COUNTY, {"benefits": "another"})
        assert admit_job(["benefits"], "another") == 0
        assert job() == 0

    @pytest.mark.parametrize(("county", "user"), [("Fangcheng", "registry"), ("fang.cheng", "registry"), (COUNTY, "x")])
    def test_is_let_in_by_a_prefix_and_names_that_there_are(self, server: Kafka, county: str, user: str) -> None:
        with pytest.raises(Trouble, match=r"must be of lower-case|no such users: x"):
            let_county_in(server.broker, county, {user: "password"})
