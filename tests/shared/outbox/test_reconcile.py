"""The way back: what only Kafka holds is listed, then the log says what the database says."""

import json
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.events.catalogue import Origin
from shared.outbox import reconcile
from shared.outbox import relay as relaying
from shared.outbox.reconcile import replace_log
from shared.outbox.unrecorded import Unrecorded
from shared.service import reconcile_cli
from shared.settings import ServiceSettings
from tests.given import given_settings, kafka_settings
from tests.shared.outbox.test_relay import sequences
from tests.shared.outbox.test_unrecorded import (
    given_event,
    given_history,
    given_strangers,
    go_back,
    is_active,
    is_refusing,
)
from tests.shared.wire import eventually, given_relay, given_rows, published, records_of, running


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "UNDER_WAY_SECONDS", 0.2)
    monkeypatch.setattr(relaying, "REFUSAL_SECONDS", 0.1)


class TestReplaceLog:
    async def test_brings_back_a_relay_that_refuses(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 3)
        await given_rows(kernel_engine, [given_event(topic, "d", 5)])
        async with running(relay):
            await eventually(lambda: is_refusing(relay))
            done = await replace_log(kernel_engine, Origin("/tests", (topic,)), kafka.broker)
            assert (done.topics, done.events) == ([topic], 17)
            await eventually(lambda: is_active(relay))
            await published(relay)
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {"a": [1, 2, 3, 4, 5], "b": [1, 2, 3, 4], "c": [1, 2, 3, 4], "d": [1, 2, 3, 4, 5]}

    async def test_takes_the_outbox_from_a_relay_that_publishes(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        """Else it would send into the old log what the new one is to begin with."""
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        async with running(relay):
            await eventually(lambda: is_active(relay))
            await replace_log(kernel_engine, Origin("/tests", (topic,)), kafka.broker)
            await published(relay)
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {key: [1, 2, 3, 4, 5] for key in "abcd"}


class TestALineOfTheList:
    @pytest.mark.parametrize(
        ("data", "listed"),
        [
            (b'{"a": 1}', {"a": 1}),
            (b"[" * 100_000, "[" * 100_000),
            (b'"\\ud800"', "\ud800"),
            ('"\u2028"'.encode(), "\u2028"),
            (b"\xff{", "\ufffd{"),
            (b"9" * 5_000, "9" * 5_000),
            (None, None),
        ],
        ids=["json", "too deep", "half a surrogate pair", "line separator", "no text", "too many digits", "null"],
    )
    def test_is_one_whatever_a_stranger_wrote_in_our_name(self, data: bytes | None, listed: object) -> None:
        event = Unrecorded("t", 0, 7, None, "cn.veterans.tests.happened.v1", "k", 5, UUID(int=1), data)
        line = reconcile_cli.as_line(event)
        assert line.isascii()
        assert line.splitlines() == [line]
        assert json.loads(line)["data"] == listed
        assert json.loads(line)["note"] == "in our name, perhaps forged"


class TestTheCommand:
    @pytest.fixture
    def settings(self, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
        monkeypatch.setattr(reconcile_cli, "origin_of", lambda _service: Origin("/tests", (topic,)))
        return given_settings(ServiceSettings, **kafka_settings(kafka.broker))

    async def test_lists_what_was_lost_with_its_data_and_changes_nothing(
        self,
        kernel_engine: AsyncEngine,
        kafka: Kafka,
        topic: str,
        settings: ServiceSettings,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        rows = await given_history(relay, kernel_engine, topic)
        await given_strangers(kafka, topic)
        await go_back(kernel_engine, 2)
        before = await records_of(kafka.broker, topic)
        await reconcile_cli.reconcile(kernel_engine, settings, yes=False)
        said = capsys.readouterr()
        listed = [json.loads(line) for line in said.out.splitlines()]
        assert {event["event_id"] for event in listed} == {str(row.event_id) for row in rows[-2:]}
        assert {(event["key"], event["sequence"], event["type"], str(event["data"])) for event in listed} == {
            ("c", 5, "cn.veterans.tests.happened.v1", "{}"),
            ("d", 5, "cn.veterans.tests.happened.v1", "{}"),
        }
        assert "2 events are lost; nothing changed without --yes" in said.err
        assert await records_of(kafka.broker, topic) == before

    async def test_makes_the_log_say_what_the_database_says_once_it_is_told_to(
        self,
        kernel_engine: AsyncEngine,
        kafka: Kafka,
        topic: str,
        settings: ServiceSettings,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 2)
        await reconcile_cli.reconcile(kernel_engine, settings, yes=True)
        assert len(capsys.readouterr().out.splitlines()) == 2
        async with running(relay):
            await published(relay)
        assert len(await records_of(kafka.broker, topic)) == 18
        await reconcile_cli.reconcile(kernel_engine, settings, yes=True)
        assert "there is nothing to do" in capsys.readouterr().err
        assert len(await records_of(kafka.broker, topic)) == 18

    async def test_makes_a_broken_log_anew_although_nothing_is_lost(
        self,
        kernel_engine: AsyncEngine,
        kafka: Kafka,
        topic: str,
        settings: ServiceSettings,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await given_strangers(kafka, topic)
        await reconcile_cli.reconcile(kernel_engine, settings, yes=False, anew=True)
        assert "20 events are published again" in capsys.readouterr().err
        async with running(relay):
            await published(relay)
        assert len(await records_of(kafka.broker, topic)) == 20
