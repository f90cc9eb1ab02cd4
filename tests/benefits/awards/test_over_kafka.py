"""What is told of a round, on Kafka: in one order, as the contracts say it, and none of what people wrote."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from shared.events.benefits import awards
from shared.events.catalogue import origin_of
from shared.outbox.relay import Relay
from tests.benefits.awards.given import BEGUN, GRANT, Round, given_candidates
from tests.shared.wire import published, records_of, running

WRITTEN = ("见义勇为", "甲评委", "系其叔父", "事迹有出入", "不属实", "表彰决定", "重新部署")
CONTRACTS = {each.type: each.contract for each in awards.PUBLISHED}


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this file tells."""
    home = server_home / "awards"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


async def test_a_round_is_told_in_one_order(selection: Round, benefits_engine: AsyncEngine, own_kafka: Kafka) -> None:
    people = await given_candidates(benefits_engine)
    await selection.open()
    await selection.nominate(*people[:2])
    await selection.vetted()
    assert await selection.count(300, 200) == ""
    assert await selection.score(1, 90, None) == ""
    assert await selection.score(2, 80, 70) == ""
    assert await selection.does("publicity", **BEGUN) == ""
    objection = {"nomination_id": selection.nominees[1], "said": "事迹有出入", "raised_on": "2019-04-09"}
    assert await selection.does("objections", **objection) == ""
    found = {"settled_on": "2019-04-09", "is_upheld": "false", "found": "不属实"}
    assert await selection.does("objections/0/settlement", **found) == ""
    assert await selection.does("grant", selection.leader, **GRANT) == ""
    relay = Relay(benefits_engine, origin=origin_of("benefits"), broker=own_kafka.broker)
    async with running(relay):
        await published(relay)
    records = await records_of(own_kafka.broker, "benefits.awards")
    assert {record.key.decode() for record in records} == {selection.path.rpartition("/")[2]}
    types = [dict(record.headers)["ce_type"].decode() for record in records]
    for name, record in zip(types, records, strict=True):
        msgspec.json.decode(record.value, type=CONTRACTS[name])
        assert not any(words in record.value.decode() for words in WRITTEN)
    told = [name.split(".")[-2] for name in types]
    assert told[:3] == ["selection-opened", "nominee-nominated", "nominee-nominated"]
    assert told[-8:] == [
        "selection-vote-closed", "panel-scored", "panel-scored", "selection-publicity-started",
        "selection-objection-raised", "selection-objection-answered", "award-granted", "award-granted",
    ]  # fmt: skip
    versions = [int(dict(record.headers)["ce_sequence"]) for record in records]
    assert versions == list(range(1, len(records) + 1))
