"""Notices come in by Kafka, are compared with the register, and wait for somebody who looks into them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.topics import apply, listed
from services.registry.deaths.commands import Reported, record_death
from services.registry.notices.commands.settling import disclose_notice, reopen_notice, settle_notice
from services.registry.notices.commands.taking import Batch, ReadByAnother, digest_of, take_notices
from services.registry.notices.domain.message import Received
from services.registry.notices.domain.settling import (
    NoticeNotFound,
    NoticeSettled,
    Settlement,
    SettlementInvalid,
)
from services.registry.notices.loop import NoticeReader
from services.registry.notices.queries import position_of
from services.registry.notices.tables import EXTERNAL_NOTICE, INBOUND_POSITION
from services.registry.veterans.commands.disclose import disclose_fields
from shared.auth.roles import Role
from shared.command.hourly import TooManyDisclosures
from tests.browsers import words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.notices.given import CIVIL_AFFAIRS, PUBLIC_SECURITY, message, notice_of, taken
from tests.registry.notices.wire import write_record
from tests.registry.persons import REGISTRAR, ROOM_PATH, ZHANG_WEI, codes_of, given_number, given_veteran
from tests.registry.registrations.given import given_handed_in, room
from tests.registry.relocations.given import moving
from tests.shared.wire import eventually, running

SHI_AN = "411329.411329104"
WAI_ZI = "411329.411329105"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTaking:
    async def test_finds_whose_number_it_is_and_applies_nothing(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        records = (
            message("m-1"),
            message("m-2", name="张玮"),
            message("m-3", id_number=given_number(7)),
            Received.of(b"{", []),
        )
        assert await taken(registry_engine, *records) == {
            "matched": 1, "ambiguous": 1, "unmatched": 1, "unreadable": 1,
        }  # fmt: skip
        async with registry_engine.connect() as connection:
            rows = (await connection.execute(select(EXTERNAL_NOTICE).order_by(EXTERNAL_NOTICE.c.notice_id))).all()
        assert [(row.match, row.person_id, row.org_path) for row in rows] == [
            ("matched", veteran_id, ROOM_PATH),
            ("ambiguous", veteran_id, ROOM_PATH),
            ("unmatched", None, "411329"),
            ("unreadable", None, "411329"),
        ]
        assert not any(ZHANG_WEI in repr(row) or "张伟" in repr(row) for row in rows)
        assert await audited(registry_engine, "record-death") == []

    async def test_finds_nobody_whose_registration_is_decided_on(self, registry_engine: AsyncEngine) -> None:
        await given_handed_in(room(registry_engine))
        assert await taken(registry_engine, message()) == {"unmatched": 1}

    async def test_takes_nothing_twice_wherever_it_stands(self, registry_engine: AsyncEngine) -> None:
        assert await taken(registry_engine, message(), message()) == {"unmatched": 1}
        assert await taken(registry_engine, message()) == {}

    async def test_is_one_workers_at_a_time(self, registry_engine: AsyncEngine) -> None:
        async with registry_engine.begin() as connection:
            await position_of(connection, CIVIL_AFFAIRS.topic)
        batch = Batch(CIVIL_AFFAIRS, [message()], 0, 1)
        both = (take_notices(given_work(registry_engine), batch, registrar=REGISTRAR) for _ in range(2))
        outcomes = await race(registry_engine, "inbound_position", both)
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [ReadByAnother]


class TestSettling:
    async def test_asks_for_the_record_of_the_death_first(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, registered_on="2019-03-01")
        await taken(registry_engine, message())
        notice_id = await notice_of(registry_engine)
        station = given_work(registry_engine, Role.STATION_STAFF, SHI_AN)
        settlement = Settlement("recorded", veteran_id, "已核对")
        with pytest.raises(SettlementInvalid) as refused:
            await settle_notice(station, notice_id, settlement)
        assert codes_of(refused.value) == {"outcome": "not-recorded"}
        reported = Reported(date(2019, 4, 1), "medical-certificate", "死亡证第12号")
        await record_death(station, veteran_id, reported, keyring=KEYRING)
        await settle_notice(station, notice_id, settlement)
        with pytest.raises(NoticeSettled):
            await settle_notice(station, notice_id, settlement)
        await reopen_notice(station, notice_id, reason="核对有误")
        await settle_notice(station, notice_id, Settlement("wrong", None, "本人健在"))
        assert [result for _, result in await audited(registry_engine, "settle-notice")][-1] == "done"

    async def test_is_for_those_whose_queue_it_is(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine)
        await taken(registry_engine, message())
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, WAI_ZI)
        with pytest.raises(NoticeNotFound):
            await settle_notice(elsewhere, await notice_of(registry_engine), Settlement("wrong", None, "本人健在"))

    async def test_is_for_the_unit_that_is_responsible_now(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, registered_on="2019-03-01")
        await taken(registry_engine, message())
        notice_id = await notice_of(registry_engine)
        await moving(registry_engine, veteran_id)
        before, now = (given_work(registry_engine, Role.STATION_STAFF, path) for path in (SHI_AN, WAI_ZI))
        seen: dict[str, Any] = {"purpose": "data-correction", "most_an_hour": 9}
        with pytest.raises(NoticeNotFound):
            await disclose_notice(before, notice_id, **seen)
        await disclose_notice(now, notice_id, **seen)
        await settle_notice(now, notice_id, Settlement("wrong", None, "本人健在"))

    @pytest.mark.parametrize(
        ("outcome", "named", "code"),
        [("recorded", False, "required"), ("not-ours", True, "not-expected"), ("burnt", False, "not-an-outcome")],
    )
    async def test_is_refused_when_it_does_not_fit(
        self, registry_engine: AsyncEngine, client_for: ClientFor, outcome: str, named: bool, code: str
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        await taken(registry_engine, message())
        client = await client_for(Role.CENTRE_STAFF)
        said = {"outcome": outcome, "person_id": str(veteran_id) if named else None, "reason": "已核对"}
        refused = await client.post(f"/notices/{await notice_of(registry_engine)}/settlement", json=said)
        assert refused.status_code == 422
        assert [each["code"] for each in refused.json()["fields"]] == [code]


class TestSeeingInClear:
    async def test_is_a_viewing_of_the_persons_file_and_counted_with_those(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await taken(registry_engine, message())
        work = given_work(registry_engine)
        seen: dict[str, Any] = {"purpose": "data-correction", "most_an_hour": 2}
        await disclose_fields(work, veteran_id, reason="核对", fields=["name"], **seen)
        notice_id = await notice_of(registry_engine)
        await disclose_notice(work, notice_id, **seen)
        viewed = [event for _, _, event in await published(registry_engine, "sensitive-record-viewed")]
        assert [(event["person_id"], event["fields"]) for event in viewed] == [
            (str(veteran_id), ["name"]),
            (str(veteran_id), ["id_number", "name"]),
        ]
        assert await audited(registry_engine, "disclose-notice") == [(f"veteran {veteran_id}", "done")]
        with pytest.raises(TooManyDisclosures):
            await disclose_notice(work, notice_id, **seen)
        with pytest.raises(TooManyDisclosures):
            await disclose_fields(work, veteran_id, reason="核对", fields=["name"], **seen)


class TestPages:
    async def test_show_the_queue_masked_and_a_number_after_a_purpose(
        self, registry_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        await taken(registry_engine, message())
        notice_id = await notice_of(registry_engine)
        browser = await browser_of(Role.CENTRE_STAFF)
        assert "登记中没有该证件号码" in words_of(await browser.get("/registry/notices"))
        at = f"/registry/notices/{notice_id}"
        shown = await browser.get(at)
        assert ZHANG_WEI not in shown.text
        assert "张*" in words_of(shown)
        clear = await browser.post(f"{at}/clear", data={"purpose": "data-correction", "idempotency_key": "k-1"})
        assert ZHANG_WEI in clear.text
        assert await audited(registry_engine, "disclose-notice") == [(f"notice {notice_id}", "done")]
        wrong = await browser.post(
            f"{at}/settlement", data={"outcome": "recorded", "reason": "已核对", "idempotency_key": "k-2"}
        )
        assert wrong.status_code == 422
        assert 'id="e-person_id"' in wrong.text
        done = await browser.post(
            f"{at}/settlement", data={"outcome": "not-ours", "reason": "外县人员", "idempotency_key": "k-3"}
        )
        assert (done.status_code, done.headers["location"]) == (303, at)
        assert "不是本县登记人员" in words_of(await browser.get(at))
        await browser.post(f"{at}/reopening", data={"reason": "核对有误", "idempotency_key": "k-4"})
        assert "待核对" in words_of(await browser.get(at))

    async def test_lead_from_a_move_to_where_it_is_recorded(
        self, registry_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        told = {"id_number": ZHANG_WEI, "name": "张伟", "moved_on": "2019-04-01", "document": "迁移证第3号"}
        value = msgspec.json.encode({**told, "to_division": "411302"})
        moved = Received.of(value, [("ce_type", b"external-household-move"), ("ce_id", b"m-2")])
        await taken(registry_engine, moved, sender=PUBLIC_SECURITY)
        at = f"/registry/notices/{await notice_of(registry_engine)}"
        for role, leads in ((Role.STATION_STAFF, (True, False)), (Role.CENTRE_STAFF, (True, True))):
            shown = (await (await browser_of(role, SHI_AN)).get(at)).text
            of_move = (f"/registry/persons/{veteran_id}/{act}" for act in ("relocations/new", "transfer-out"))
            assert tuple(each in shown for each in of_move) == leads


@pytest_asyncio.fixture
async def inbound(kafka: Kafka) -> AsyncIterator[AIOKafkaProducer]:
    """What other systems write with."""
    topics = [topic for topic in listed() if topic.name.startswith("inbound.")]
    await asyncio.to_thread(apply, kafka.broker, topics)
    producer = AIOKafkaProducer(**kafka.broker.options)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


class TestTheReader:
    async def test_reads_on_where_the_database_says_through_whatever_is_written(
        self, registry_engine: AsyncEngine, inbound: AIOKafkaProducer, kafka: Kafka
    ) -> None:
        sent = [message(uuid4().hex), Received.of(b"\xff" * 60_000, []), Received.of(uuid4().bytes, [])]
        async with running(NoticeReader(registry_engine, REGISTRAR, kafka.broker)):
            await send(inbound, *sent)
            await eventually(lambda: are_taken(registry_engine, sent))
        later = [Received.of(uuid4().bytes, [])]
        await send(inbound, *later)
        async with running(NoticeReader(registry_engine, REGISTRAR, kafka.broker)):
            await eventually(lambda: are_taken(registry_engine, later))
        batches = await audited(registry_engine, "take-notices")
        assert {result for _, result in batches} == {"done"}

    async def test_reads_on_past_what_kafkas_client_gives_up_at(
        self, registry_engine: AsyncEngine, inbound: AIOKafkaProducer, kafka: Kafka
    ) -> None:
        """A header whose name is no text: nothing that stands behind it would ever be read."""
        before, after = (message(uuid4().hex) for _ in range(2))
        await send(inbound, before)
        for _ in range(2):
            await write_record(kafka.broker, CIVIL_AFFAIRS.topic, uuid4().bytes, b"\xff\xfe")
        await send(inbound, after)
        async with running(NoticeReader(registry_engine, REGISTRAR, kafka.broker)):
            await eventually(lambda: are_taken(registry_engine, [before, after]))
        async with registry_engine.connect() as connection:
            faults = list(await connection.scalars(select(EXTERNAL_NOTICE.c.fault)))
        assert faults.count("record-unreadable") == 2

    async def test_begins_again_where_what_it_was_to_read_is_gone(
        self, registry_engine: AsyncEngine, inbound: AIOKafkaProducer, kafka: Kafka
    ) -> None:
        sent = [Received.of(uuid4().bytes, [])]
        await send(inbound, *sent)
        async with registry_engine.begin() as connection:
            await position_of(connection, CIVIL_AFFAIRS.topic)
            await connection.execute(update(INBOUND_POSITION).values(next_offset=1_000_000))
        async with running(NoticeReader(registry_engine, REGISTRAR, kafka.broker)):
            await eventually(lambda: are_taken(registry_engine, sent))


async def send(inbound: AIOKafkaProducer, *messages: Received) -> None:
    for each in messages:
        await inbound.send_and_wait(CIVIL_AFFAIRS.topic, each.value, headers=list(each.headers.items()))


async def are_taken(engine: AsyncEngine, messages: Sequence[Received]) -> bool:
    async with engine.connect() as connection:
        found = set(await connection.scalars(select(EXTERNAL_NOTICE.c.digest)))
    return {digest_of(each, CIVIL_AFFAIRS, REGISTRAR) for each in messages} <= found
