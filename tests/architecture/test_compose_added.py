"""Fence: what COMPOSE_FILE in .env adds to docker-compose.yml: ways in and out, and the agent of Kafka."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.catalogue.watched import alerts, questions
from deploy.embedded.jars import locked
from tests.architecture.test_compose import COMPOSE, CONTAINED, EXAMPLE, INTERPOLATED, TEXT
from tests.architecture.tree import ROOT

LANGUAGES = 2
ADDED = ("subscribers", "webhooks", "issuers", "kafka-metrics")


def text_of(name: str) -> str:
    return (ROOT / f"deploy/compose.{name}.yml").read_text(encoding="utf-8")


SUBSCRIBERS: dict[str, Any] = yaml.safe_load(text_of("subscribers"))
# Kafka, by the name that .env says.
PUBLISHED_TO_SUBSCRIBERS = {"kafka": ["${KAFKA_EXTERNAL_ADDRESS:-127.0.0.1}:${KAFKA_EXTERNAL_PORT:-9094}:9094"]}


@pytest.mark.parametrize("name", ADDED)
class TestAFile:
    def test_has_the_form_that_the_specification_gives_it(self, name: str) -> None:
        checker = Path(sys.executable).with_name("check-jsonschema")
        words = (str(checker), "--builtin-schema", "vendor.compose-spec", str(ROOT / f"deploy/compose.{name}.yml"))
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout

    def test_asks_only_for_variables_that_the_example_environment_explains(self, name: str) -> None:
        explained = set(EXAMPLE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
        assert set(INTERPOLATED.findall(text_of(name))) - explained == set()

    def test_is_not_there_unless_it_is_named(self, name: str) -> None:
        assert f"compose.{name}" not in TEXT


class TestTheWayInForSubscribers:
    def test_is_published_only_where_its_file_is_named_and_this_server_has_a_name(self) -> None:
        added = SUBSCRIBERS["services"]
        assert {name: each["ports"] for name, each in added.items() if "ports" in each} == PUBLISHED_TO_SUBSCRIBERS
        assert added["kafka"]["environment"]["KAFKA_EXTERNAL_HOST"].startswith("${KAFKA_EXTERNAL_HOST:?")
        assert {name for name, each in added.items() if "outside" in each["networks"]} == {"kafka"}

    def test_is_named_by_role_as_the_image_wants_it_and_asks_for_a_password(self) -> None:
        start = (ROOT / "deploy/kafka/server/start").read_text(encoding="utf-8")
        assert "INTERNAL:SASL_SSL,CONTROLLER:SASL_SSL,EXTERNAL:SASL_SSL" in start
        assert "listener.name.external.sasl.enabled.mechanisms=SCRAM-SHA-512" in start

    def test_is_kept_by_a_container_that_is_contained_and_has_the_operators_password_alone(self) -> None:
        keeper = SUBSCRIBERS["services"]["subscribers"]
        assert {name: keeper[name] for name in CONTAINED} == CONTAINED
        assert keeper["networks"] == ["inner"]
        assert set(keeper["secrets"]) == {"kafka_operator_password", "authority_certificate"}
        assert importlib.util.find_spec(keeper["command"][0])


class TestTheWayOutForWebhooks:
    def test_is_for_the_worker_of_notifications_alone(self) -> None:
        added = yaml.safe_load(text_of("webhooks"))["services"]
        assert {name: each["networks"] for name, each in added.items()} == {"notifications-worker": ["outside"]}


class TestTheWayOutForIssuers:
    def test_is_for_the_api_of_registry_alone_and_leads_past_the_edge(self) -> None:
        """On a network that the edge shares, the edge would come from an address that is not believed."""
        added = yaml.safe_load(text_of("issuers"))
        assert {name: each["networks"] for name, each in added["services"].items()} == {"registry-api": ["issuers"]}
        assert set(added["networks"]) == {"issuers"}
        assert "issuers" not in COMPOSE["services"]["edge"]["networks"]


class TestTheAgentOfKafka:
    def test_is_looked_for_by_a_name_that_nobody_has_without_it(self) -> None:
        added = yaml.safe_load(text_of("kafka-metrics"))["services"]["kafka"]
        assert added["networks"] == {"inner": {"aliases": ["kafka-metrics"]}}
        assert "kafka-metrics" not in TEXT

    def test_says_all_that_is_asked_about_kafka(self) -> None:
        """Of the JVM's own metrics the agent says what its documentation lists, whatever the rules are."""
        rules = yaml.safe_load((ROOT / "deploy/kafka/server/metrics.yml").read_text(encoding="utf-8"))["rules"]
        every = (each.query for asked in questions().values() for each in asked)
        queries = [*every, *(rule["expr"] for rule in alerts(ROOT))]
        asked_for = {name for query in queries for name in re.findall(r"\bkafka_\w+", query)}
        assert asked_for == {rule["name"] for rule in rules}

    def test_is_the_one_that_was_tried(self) -> None:
        [agent] = locked(ROOT / "deploy/kafka/agent.lock.toml")
        page = (ROOT / "docs/operations/watching.md").read_text(encoding="utf-8")
        assert page.count(f"`{agent.group}:{agent.artifact}`") == page.count(f" {agent.version}") == LANGUAGES
        assert page.count(f'echo "{agent.sha256}  files/{agent.artifact}.jar" | sha256sum --check') == LANGUAGES
