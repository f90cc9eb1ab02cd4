"""Party building, heard through Kafka. What falls due is told by the schedule: a letter of transfer whose slip does not
come (T11), a meeting that is not held, or is returned (T25). Organisations stand beside their units whatever becomes of
those (R4); nobody applies and is a member, or is a member in two places (R7)."""

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
from services.registry.applicants.domain import ApplicationInvalid, ApplicationOpen
from services.registry.branch_life.commands import TELL_OVERDUE, record_branch_meeting, return_branch_record
from services.registry.branch_life.domain import Sheet
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.party.domain import AlreadyMirrored, PartyKind, PartyOrganisationInvalid
from services.registry.party.queries import judge_mirrors
from services.registry.party_applications.commands import Submitted, submit_application
from services.registry.party_memberships.commands import (
    EXPIRE_LETTER,
    Issued,
    Stated,
    complete_membership_transfer,
    record_membership,
    start_membership_transfer,
)
from services.registry.party_memberships.domain import TransferOpen
from services.registry.party_memberships.queries import count_formal
from services.registry.reorganisations.commands import begin_org_unit_closing, close_org_unit, move_org_unit
from services.reporting.figures.queries.both import list_members_applying
from services.reporting.figures.queries.standing import get_standing
from services.reporting.units.domain import OrgUnitNotFound
from shared.clock import SHANGHAI, local_date
from shared.command import Work
from shared.events.catalogue import origin_of
from shared.events.catalogue import published as published_as
from shared.events.contract import Event
from shared.events.registry import PartyOrganisationDissolved, PartyOrganisationMoved
from shared.events.registry.branch_life import BranchMeetingOverdue, BranchMeetingRecorded
from shared.events.registry.party_memberships import PartyMembershipTransferCompleted, PartyMembershipTransferExpired
from shared.ids import new_id
from shared.inbox.consumer import Consumer
from shared.kafka.broker import Broker
from shared.outbox.relay import Relay
from shared.privacy.personal import Personal
from shared.schedule.scheduler import Scheduler
from shared.service.assembly import projections_of
from tests.registry.given import CENTRE_CODE, KEYRING, given_network, given_party, given_work
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, UNIT_ROOM, given_number, given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.shared.wire import eventually, published, records_of, running

pytestmark = pytest.mark.journey

BRANCH = "411329104-DZB"
OTHER_STATION = "411329105"
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

    async def figures(self, *codes: str) -> list[int]:
        """As reporting has heard."""
        async with self.reporting.connect() as connection:
            standing = await get_standing(connection, CENTRE_CODE, local_date(self.now), None)
        return [standing.figures[code].delta for code in codes]

    async def members(self) -> int:
        """F02."""
        return (await self.figures("F02"))[0]

    async def counts(self, expected: int) -> bool:
        return await self.members() == expected

    async def stand(self, expected: dict[str, int]) -> bool:
        try:
            return await self.figures(*expected) == [*expected.values()]
        except OrgUnitNotFound:  # of the county itself reporting has not heard yet
            return False

    async def formal(self, party_org_code: str = BRANCH) -> int:
        """Who is formally a member there."""
        async with self.registry.connect() as connection:
            return await count_formal(connection, party_org_code)


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


class TestPartyOrganisations:
    async def test_stand_beside_their_units_whatever_becomes_of_those(self, office: Office) -> None:
        """R4: a room moves, another closes; each has its group, under the branch of its station, and no other."""
        for station in (OTHER_STATION, "411329U01"):
            await given_party(office.registry, PartyKind.BRANCH, station)
        for room in (ROOM, OTHER_ROOM, UNIT_ROOM):
            await given_party(office.registry, PartyKind.GROUP, room)
        await office.be(date(2019, 4, 20))
        await move_org_unit(office.work(), ROOM, parent_code=OTHER_STATION, document="文件", moved_on=date(2019, 4, 10))
        await begin_org_unit_closing(office.work(), UNIT_ROOM, document="文件")
        with pytest.raises(AlreadyMirrored):
            await given_party(office.registry, PartyKind.GROUP, ROOM, "-2")
        await given_answers(office.registry, UNIT_ROOM)
        await close_org_unit(office.work(), UNIT_ROOM)
        with pytest.raises(PartyOrganisationInvalid):
            await given_party(office.registry, PartyKind.GROUP, UNIT_ROOM, "-2")
        [moved] = await office.heard(PartyOrganisationMoved)
        assert (moved["mirror_of"], moved["parent_code"]) == (ROOM, f"{OTHER_STATION}-DZB")
        [dissolved] = await office.heard(PartyOrganisationDissolved)
        assert (dissolved["party_org_code"], dissolved["dissolved_on"]) == (f"{UNIT_ROOM}-DXZ", "2019-04-20")
        await eventually(partial(office.stand, {"F03": 3, "F05": 3, "F04": 2, "F06": 2}))
        async with office.registry.connect() as connection:
            assert all(verdict.holds for verdict in await judge_mirrors(connection, office.work().caller))


class TestWhoApplies:
    async def test_is_no_member_and_a_member_is_one_in_one_place(self, office: Office) -> None:
        """R7: at no door of registry, and in no figure."""
        await given_party(office.registry, PartyKind.BRANCH, OTHER_STATION)
        await office.be(date(2019, 4, 20))
        member = await given_veteran(office.registry, registered_on="2019-01-05")
        applied = Submitted(MARCH, "入党申请书")
        with pytest.raises(ApplicationInvalid):
            await submit_application(office.work(), member, applied, keyring=KEYRING)
        own: dict[str, Any] = {"political_code": "13", "registered_on": "2019-01-05"}
        applicant = await given_veteran(office.registry, id_number=given_number(7), **own)
        await submit_application(office.work(), applicant, applied, keyring=KEYRING)
        said = Correction("political_code", Personal("01"), date(2019, 4, 1), "党员名册")
        with pytest.raises(ApplicationOpen):
            await correct_field(office.work(), applicant, said, registrar=REGISTRAR)
        for branch in (BRANCH, f"{OTHER_STATION}-DZB"):
            await record_membership(office.work(), member, Stated(branch, None, MARCH, "党员名册"))
        assert (await office.formal(), await office.formal(f"{OTHER_STATION}-DZB")) == (0, 1)
        letter = Issued(BRANCH, None, "2019-018", ISSUED, None, "介绍信存根")
        await start_membership_transfer(office.work(), member, letter)
        with pytest.raises(TransferOpen):
            await record_membership(office.work(), member, Stated(BRANCH, None, ISSUED, "党员名册"))
        await published(office.relay)
        await eventually(partial(office.stand, {"F16": 1, "F02": 1, "F01": 2}))
        async with office.reporting.connect() as connection:
            assert not await list_members_applying(connection, local_date(office.now))
