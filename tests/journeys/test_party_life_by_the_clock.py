"""What falls due in Party building is told by the schedule, and heard through Kafka: a letter of transfer whose slip
does not come (T11), a meeting that is not held, or is returned (T25)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka.structs import ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services import reporting
from services.registry.branch_life.commands import TELL_OVERDUE, record_branch_meeting, return_branch_record
from services.registry.branch_life.domain import Sheet
from services.registry.party.domain import PartyKind
from services.registry.party_memberships.commands import (
    EXPIRE_LETTER,
    Issued,
    Stated,
    complete_membership_transfer,
    record_membership,
    start_membership_transfer,
)
from services.registry.party_memberships.queries import count_formal
from services.reporting.figures.queries.standing import get_standing
from shared.clock import SHANGHAI, local_date
from shared.command import Work
from shared.events.catalogue import origin_of
from shared.events.catalogue import published as published_as
from shared.events.contract import Event
from shared.events.registry.branch_life import BranchMeetingOverdue, BranchMeetingRecorded
from shared.events.registry.party_memberships import PartyMembershipTransferCompleted, PartyMembershipTransferExpired
from shared.ids import new_id
from shared.inbox.consumer import Consumer
from shared.kafka.broker import Broker
from shared.outbox.relay import Relay
from shared.schedule.scheduler import Scheduler
from shared.service.assembly import projections_of
from tests.registry.given import CENTRE_CODE, given_network, given_party, given_work
from tests.registry.persons import given_veteran
from tests.shared.wire import eventually, published, records_of, running

pytestmark = pytest.mark.journey

BRANCH = "411329104-DZB"
MARCH, ISSUED, LAST = date(2019, 3, 2), date(2019, 4, 1), date(2019, 6, 30)
JOBS = (EXPIRE_LETTER, TELL_OVERDUE)


@pytest.fixture
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what one test tells."""
    home = server_home / f"party-life-{new_id()}"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


@dataclass
class Office:
    """Registry with its schedule, whose clock is set by hand, and reporting behind Kafka."""

    registry: AsyncEngine
    reporting: AsyncEngine
    broker: Broker
    relay: Relay
    now: datetime

    def work(self) -> Work:
        return given_work(self.registry, now=self.now)

    async def be(self, day: date) -> None:
        """It is noon of a day, and the schedule has done what was due."""
        self.now = noon(day)
        scheduler = Scheduler(self.registry, JOBS, clock=lambda: self.now)
        await scheduler.keep()
        while await scheduler.run_what_is_due(asyncio.Event()):
            pass

    async def heard(self, contract: type[Event]) -> list[dict[str, Any]]:
        """What Kafka holds of a type once all that was told has been sent, in its order."""
        await published(self.relay)
        entry = published_as(contract)
        records = [each for each in await records_of(self.broker, entry.topic) if _type_of(each) == entry.type]
        return [msgspec.json.decode(each.value) for each in records]

    async def members(self) -> int:
        """F02, as reporting has heard."""
        async with self.reporting.connect() as connection:
            standing = await get_standing(connection, CENTRE_CODE, local_date(self.now), None)
        return standing.figures["F02"].delta

    async def counts(self, expected: int) -> bool:
        return await self.members() == expected

    async def formal(self) -> int:
        """Who is formally a member of the branch."""
        async with self.registry.connect() as connection:
            return await count_formal(connection, BRANCH)


def _type_of(record: ConsumerRecord) -> str:
    kind: bytes = dict(record.headers)["ce_type"]
    return kind.decode()


@pytest.fixture
async def office(
    registry_engine: AsyncEngine, reporting_engine: AsyncEngine, own_kafka: Kafka
) -> AsyncIterator[Office]:
    """The relay sends what registry tells, and reporting listens."""
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    broker = own_kafka.broker
    relay = Relay(registry_engine, origin=origin_of("registry"), broker=broker)
    projections = projections_of(reporting.SERVICE)
    consumer = Consumer(reporting_engine, group="reporting", broker=broker, projections=projections)
    async with running(relay), running(consumer):
        yield Office(registry_engine, reporting_engine, broker, relay, noon(ISSUED))


class TestALetterOfTransfer:
    async def test_that_nobody_answers_expires_and_the_member_counts_where_he_was(self, office: Office) -> None:
        """T11."""
        member = await given_veteran(office.registry)
        await record_membership(office.work(), member, Stated(BRANCH, None, MARCH, "党员名册"))
        issued = Issued(None, "南阳市某社区党支部", "2019-017", ISSUED, None, "介绍信存根")
        letter = await start_membership_transfer(office.work(), member, issued)
        assert letter.valid_until == LAST
        await office.be(LAST)
        assert await office.heard(PartyMembershipTransferExpired) == []
        for _ in range(2):
            await office.be(LAST + timedelta(days=1))
        [expired] = await office.heard(PartyMembershipTransferExpired)
        assert (expired["transfer_id"], expired["valid_until"]) == (str(letter.transfer_id), "2019-06-30")
        await eventually(partial(office.counts, 1))
        assert await office.formal() == 1
        await office.be(date(2019, 7, 10))
        slip: dict[str, Any] = {"on": date(2019, 7, 8), "document": "迟到的回执"}
        await complete_membership_transfer(office.work(), letter.transfer_id, **slip)
        [completed] = await office.heard(PartyMembershipTransferCompleted)
        assert (completed["from_code"], completed["to_code"]) == (BRANCH, None)
        assert (await office.formal(), await office.members()) == (0, 1)


class TestAMeetingOfABranch:
    async def test_that_is_not_held_is_told_on_the_day_after_its_period(self, office: Office) -> None:
        """T25: a record on the fourth day is a day late; a quarter without a general meeting is overdue on 1 July; what
        is returned was not held."""
        await office.be(date(2019, 5, 2))
        meeting = Sheet("committee-meeting", date(2019, 4, 28), "服务站", 21, 21, "学习文件")
        record = await record_branch_meeting(office.work(), BRANCH, meeting)
        [held] = await office.heard(BranchMeetingRecorded)
        assert (held["late_days"], record.late_days) == (1, 1)
        await office.be(LAST)
        assert "general-meeting" not in {told["kind"] for told in await office.heard(BranchMeetingOverdue)}
        for _ in range(2):
            await office.be(LAST + timedelta(days=1))
        overdue = await office.heard(BranchMeetingOverdue)
        quarter = [told for told in overdue if told["kind"] == "general-meeting"]
        assert [(told["party_org_code"], told["period"], told["due_on"]) for told in quarter] == [
            (BRANCH, "2019-Q2", "2019-06-30")
        ]
        await return_branch_record(office.work(), record.record_id, reason="incomplete", note="请补充决议")
        again = [told for told in await office.heard(BranchMeetingOverdue) if told not in overdue]
        assert [(told["kind"], told["period"]) for told in again] == [("committee-meeting", "2019-04")]
