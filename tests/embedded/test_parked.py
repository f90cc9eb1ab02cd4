"""`veterans parked` and `veterans schedule` against a running stack, with an event that cannot be applied."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import pyotp
import pytest
from aiokafka import AIOKafkaProducer

from deploy.demo.accounts import FOUNDERS
from deploy.embedded import configuration
from deploy.embedded.kafka import Kafka
from deploy.embedded.site import SERVICES, Site
from tests.embedded.test_command_line import Operator, given_operator

ACCOUNT = {"username": "administrator", "password": "a long enough pass phrase 1"}
TOPIC, KEY = "registry.persons", "01900000-0000-7000-8000-000000000001"


@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    """An operator with a running stack and the administrator's account."""
    with given_operator() as made:
        launcher = made.start()
        where = Site(made.home, made.ports)
        registry = where.api_url("registry")
        _set_up(registry, configuration.setup_token(where))
        made.environment |= {"VETERANS_TOKEN": signed_in(registry)}
        yield made
        launcher.terminate()
        launcher.communicate(timeout=60)


def _set_up(registry: str, setup_token: str) -> None:
    founders = {role: {"username": name} for role, name in FOUNDERS.items()}
    slips = httpx2.post(f"{registry}/setup", json={"setup_token": setup_token, **founders}).raise_for_status().json()
    for slip in slips:
        chosen(registry, slip["username"], slip["secret"])


def chosen(registry: str, username: str, secret: str) -> None:
    """The holder of a slip chooses the password that all have here."""
    form = {"username": username, "secret": secret, "password": ACCOUNT["password"]}
    httpx2.post(f"{registry}/activation", json=form).raise_for_status()


def signed_in(registry: str, username: str = ACCOUNT["username"]) -> str:
    """The administrator's access token, or another's; each code of a second factor works once, so he signs in once."""
    account = {**ACCOUNT, "username": username}

    def posted(path: str, form: Mapping[str, str], token: str = "") -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx2.post(registry + path, json=form, headers=bearer)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    token = posted("/tokens", account)["access_token"]
    totp, now = pyotp.TOTP(posted("/accounts/me/second-factor", {}, token)["secret"]), int(time.time())
    posted("/accounts/me/second-factor/confirmation", {"code": totp.at(now)}, token)
    return str(posted("/tokens", {**account, "code": totp.at(now + 30)})["access_token"])


def eventually(found: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 30
    while not (items := found()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return items


def parked(operator: Operator, service: str) -> list[dict[str, Any]]:
    """What `list --json` shows of one service; nothing while the operator's grant is still under way."""
    told = operator.run("parked", "list", "--json")
    items: list[dict[str, Any]] = json.loads(told.stdout) if told.returncode == 0 else []
    return [item for item in items if item["service"] == service]


async def publish(operator: Operator, headers: Mapping[str, str], value: bytes) -> None:
    broker = Kafka(operator.home, operator.ports.kafka_port).broker
    async with AIOKafkaProducer(**broker.options, acks="all") as producer:
        encoded = [(name, content.encode()) for name, content in headers.items()]
        await producer.send_and_wait(TOPIC, value, KEY.encode(), headers=encoded)


class TestParked:
    async def test_lists_shows_and_gives_up_an_event_that_cannot_be_read(self, operator: Operator) -> None:
        await publish(operator, {"ce_specversion": "1.0"}, b"{")
        (item,) = eventually(lambda: parked(operator, "reporting"))
        assert (item["topic"], item["cause"]) == (TOPIC, "broken-envelope")
        shown = json.loads(operator.run("parked", "show", "reporting", item["parked_id"]).stdout)
        (event,) = shown["events"]
        assert operator.run("parked", "redrive", "reporting", item["parked_id"]).returncode == 1
        words = ("parked", "discard", "reporting", item["parked_id"], "--event", event["event_id"])
        assert "Missing option" in operator.run(*words).stderr
        given_up = operator.run(*words, "--reason", "sent by a test")
        assert "given up" in given_up.stdout
        operator.run("parked", "redrive", "reporting", item["parked_id"])
        assert parked(operator, "reporting") == []

    def test_names_a_service_that_does_not_exist(self, operator: Operator) -> None:
        refused = operator.run("parked", "show", "archive", KEY)
        assert "no service is named archive" in refused.stderr

    def test_says_why_the_registry_refuses_the_operator(self, operator: Operator) -> None:
        token = operator.environment.pop("VETERANS_TOKEN")
        operator.environment |= {"VETERANS_USERNAME": ACCOUNT["username"], "VETERANS_PASSWORD": "not the pass phrase"}
        refused = operator.run("parked", "list")
        operator.environment["VETERANS_TOKEN"] = token
        assert refused.returncode == 1
        assert "registry refuses" in refused.stderr
        assert refused.stderr.isascii(), "an operator who reads English is told in English"


class TestATokenForSeveralCommands:
    def test_is_printed_alone_oncesigned_in(self, operator: Operator) -> None:
        printed = operator.run("token")
        assert (printed.returncode, printed.stdout.strip()) == (0, operator.environment["VETERANS_TOKEN"])


class TestTheScheduleOfARunningStack:
    def test_is_listed_for_all_services_and_confirmed(self, operator: Operator) -> None:
        listed = eventually(lambda: all_of_four(json.loads(operator.run("schedule", "list", "--json").stdout)))
        assert {item["name"] for item in listed} >= {"forget-answers", "forget-sessions", "forget-sign-in-delays"}
        assert json.loads(operator.run("schedule", "list", "--failing", "--json").stdout) == []
        assert operator.run("schedule", "confirm-clock").stdout.count("goes on with –") == len(SERVICES)


class TestTheConsole:
    def test_gives_no_role_that_somebody_holds(self, operator: Operator) -> None:
        refused = operator.run("grant", "auditor", "bureau-leader", "--reason", "a test")
        assert refused.returncode == 1
        assert "only while nobody holds it" in refused.stderr

    def test_says_which_argument_is_missing(self, operator: Operator) -> None:
        assert "Missing option" in operator.run("grant", "auditor", "bureau-leader").stderr


def all_of_four(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each worker plans its recurring jobs by itself when it starts."""
    return items if {item["service"] for item in items} == set(SERVICES) else []
