"""A unit closes by a conversation of four services (R10), and is merged without the county's sum changing any day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import withdraw_case
from services.benefits.cases.consumer import MERGERS
from services.benefits.cases.rules import OpeningRefused
from services.benefits.cases.tables import CASE
from services.benefits.closings.loop import unit_answerer as of_benefits
from services.benefits.directory.projection import DIRECTORY
from services.benefits.directory.tables import VETERAN
from services.notifications.closings.loop import unit_answerer as of_notifications
from services.registry.network.domain import OrgUnitOccupied
from services.registry.network.queries import get_unit, units_on
from services.registry.party.domain import PartyKind
from services.registry.party.queries import find_organisation
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    carry_holdings,
    close_org_unit,
    merge_org_unit,
    move_holdings,
    revoke_org_unit_closure,
    take_holdings_back,
)
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.loop import Merger
from services.registry.reorganisations.projection import ANSWERS
from services.registry.veterans.tables import VETERAN as OF_REGISTRY
from services.reporting.closings.loop import unit_answerer as of_reporting
from services.reporting.figures.queries.ledger import subjects_of
from shared.clearance import CLOSING_UNITS
from shared.command import Work
from shared.entries.commands import take_step
from shared.events.catalogue import find_type
from shared.inbox.projection import Delivered, Projection
from shared.outbox.tables import OUTBOX
from shared.service.closings import Answerer
from tests.benefits.given import County, given_case
from tests.given import given_work as given_clerk
from tests.registry.books.given import BOOK, given_entry
from tests.registry.given import NOW, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, given_number, given_veteran
from tests.registry.teams.given import given_team, joining
from tests.reporting.given import OURS

ON = date(2019, 4, 20)
PAPER = "新退〔2019〕9号"
COUNTED = ["open-counted-members", "open-counted-persons"]


class Conversation:
    """Four services; each hears what the others have told since, in order, with its place in the life of its key."""

    def __init__(
        self, registry: AsyncEngine, benefits: AsyncEngine, reporting: AsyncEngine, other: AsyncEngine
    ) -> None:
        self.engines = {"registry": registry, "benefits": benefits, "reporting": reporting, "notifications": other}
        self.hearing: dict[str, Sequence[Projection]] = {
            "registry": (ANSWERS,),
            "benefits": (CLOSING_UNITS, DIRECTORY, MERGERS),
            "reporting": (CLOSING_UNITS, *OURS),
            "notifications": (CLOSING_UNITS,),
        }
        makers: dict[str, Any] = {
            "benefits": of_benefits,
            "reporting": of_reporting,
            "notifications": of_notifications,
        }
        self.answerers: dict[str, Answerer] = {name: make(None, self.engines[name]) for name, make in makers.items()}
        self.heard: dict[tuple[str, str], int] = {}

    async def hold(self) -> None:
        """Everybody hears, answers, and hears the answers."""
        for _ in range(3):
            for service in self.engines:
                await self._hear(service)
            for name, answerer in self.answerers.items():
                await answerer.work_off(Work(self.engines[name], answerer.caller, NOW))

    async def _hear(self, service: str) -> None:
        for teller, engine in self.engines.items():
            if teller == service:
                continue
            told = await self._told(service, teller, engine)
            async with self.engines[service].begin() as connection:
                for projection in self.hearing[service]:
                    wanted = [each for each in told if isinstance(each.event, projection.contracts)]
                    if wanted:
                        await projection.apply(connection, wanted)

    async def _told(self, service: str, teller: str, engine: AsyncEngine) -> list[Delivered[Any]]:
        held, since = OUTBOX.c, self.heard.get((service, teller), 0)
        async with engine.connect() as connection:
            rows = (await connection.execute(select(OUTBOX).where(held.id > since).order_by(held.id))).all()
        self.heard[service, teller] = rows[-1].id if rows else since
        return [_delivered(row) for row in rows]

    async def open_at(self, org_code: str) -> list[str]:
        """What keeps it from closing."""
        try:
            await close_org_unit(given_work(self.engines["registry"]), org_code, closed_on=ON)
        except OrgUnitOccupied as kept:
            return sorted(fault.code for fault in kept.fields)
        return []

    async def persons_of(self, org_code: str) -> list[UUID]:
        """Who is registered there."""
        held = OF_REGISTRY.c
        async with self.engines["registry"].connect() as connection:
            found = await connection.execute(select(held.veteran_id).where(held.org_code == org_code))
            return list(found.scalars())

    async def counted(self, day: date) -> dict[str, int]:
        """Registered veterans by unit."""
        found: dict[str, int] = {}
        async with self.engines["reporting"].connect() as connection:
            for row in await connection.execute(subjects_of("411329", "F01", day)):
                found[row.org_path] = found.get(row.org_path, 0) + 1
        return found


def _delivered(row: Any) -> Delivered[Any]:
    entry = find_type(row.type)
    assert entry is not None
    return Delivered(
        event=msgspec.json.decode(row.payload, type=entry.contract),
        id=row.event_id,
        type=row.type,
        time=datetime(2019, 4, 30, tzinfo=UTC) + timedelta(seconds=row.id),
        topic=row.topic,
        partition=0,
        offset=row.id,
        key=row.key,
        sequence=row.aggregate_version,
        correlation_id="journey",
        synthetic=True,
    )


@pytest.fixture
async def county(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
) -> Conversation:
    """Two rooms with their Party groups; two veterans in the first, one in the other."""
    await given_network(registry_engine)
    for station, room in (("411329104", ROOM), ("411329105", OTHER_ROOM)):
        await given_party(registry_engine, PartyKind.BRANCH, station)
        await given_party(registry_engine, PartyKind.GROUP, room)
    for serial, room in ((1, ROOM), (2, ROOM), (3, OTHER_ROOM)):
        await given_veteran(
            registry_engine,
            id_number=given_number(serial),
            domicile_code=room,
            org_code=room,
            registered_on="2019-03-01",
        )
    return Conversation(registry_engine, benefits_engine, reporting_engine, notifications_engine)


async def opened(county: Conversation, org_code: str) -> UUID:
    """A case of one of them."""
    async with county.engines["benefits"].connect() as connection:
        applicant = (await connection.execute(select(VETERAN.c.veteran_id).limit(1))).scalar_one()
    work = given_clerk(county.engines["benefits"])
    return (await given_case(work, County(applicant=applicant), org_code=org_code)).case_id


class TestAUnitCloses:
    async def test_when_every_service_has_cleared_it_and_not_before(self, county: Conversation) -> None:
        registry = county.engines["registry"]
        await county.hold()
        case = await opened(county, ROOM)
        await begin_org_unit_closing(given_work(registry), ROOM, document=PAPER)
        await county.hold()
        assert await county.open_at(ROOM) == ["active-veterans", "open-cases", *COUNTED]
        with pytest.raises(OpeningRefused):
            await opened(county, ROOM)
        asked = await move_holdings(given_work(registry), ROOM, Handover(OTHER_ROOM, ON, PAPER))
        await carry_holdings(given_work(registry), asked.move_id, acting=given_work(registry), registrar=REGISTRAR)
        assert await county.open_at(ROOM) == ["open-cases", *COUNTED]
        await county.hold()
        assert await county.open_at(ROOM) == ["open-cases"]
        await _end(county, case)
        await county.hold()
        assert await county.open_at(ROOM) == []
        async with registry.connect() as connection:
            group = await find_organisation(connection, f"{ROOM}-DXZ")
        assert group is not None
        assert group.dissolved_on == ON

    async def test_when_nothing_of_its_own_is_left_in_figures_either(self, county: Conversation) -> None:
        registry = county.engines["registry"]
        volunteer = (await county.persons_of(ROOM))[0]
        await joining(registry, volunteer, await given_team(registry), date(2019, 3, 12))
        plaque = await given_entry(registry, "plaques", org_code=ROOM, installed_on="2019-03-12")
        five = {"org_code": ROOM, "checked_on": "2019-03-12"}
        await given_entry(registry, "five-haves", **five)
        await begin_org_unit_closing(given_work(registry), ROOM, document=PAPER)
        asked = await move_holdings(given_work(registry), ROOM, Handover(OTHER_ROOM, ON, PAPER))
        await carry_holdings(given_work(registry), asked.move_id, acting=given_work(registry), registrar=REGISTRAR)
        await county.hold()
        assert await county.open_at(ROOM) == ["open-counted-plaques", "plaques"]
        kept = BOOK["plaques"].definition
        await take_step(given_work(registry), kept, plaque, "removal", on=ON, document=PAPER)
        assert await county.open_at(ROOM) == ["open-counted-plaques"]
        await county.hold()
        assert await county.open_at(ROOM) == []
        await county.hold()
        async with county.engines["reporting"].connect() as connection:
            with_all = subjects_of("411329", "F43", ON - timedelta(days=1)), subjects_of("411329", "F43", ON)
            assert [len((await connection.execute(each)).all()) for each in with_all] == [1, 0]

    async def test_by_a_merger_with_the_countys_sum_unchanged_on_every_day(self, county: Conversation) -> None:
        registry = county.engines["registry"]
        await county.hold()
        case = await opened(county, ROOM)
        before = {day: await county.counted(day) for day in (date(2019, 4, 19), ON)}
        asked = await merge_org_unit(given_work(registry), ROOM, Handover(OTHER_ROOM, ON, PAPER))
        await carry_holdings(given_work(registry), asked.move_id, acting=given_work(registry), registrar=REGISTRAR)
        await county.hold()
        merger = Merger(registry)
        assert await merger.work_off(Work(registry, merger.caller, NOW)) == 1
        await county.hold()
        assert await county.counted(date(2019, 4, 19)) == before[date(2019, 4, 19)]
        assert await county.counted(ON) == {f"411329.411329105.{OTHER_ROOM}": 3}
        assert sum(before[ON].values()) == 3
        async with registry.connect() as connection:
            assert (await get_unit(connection, ROOM)).closed_on == ON
            for day, stood in ((date(2019, 4, 19), True), (ON, False)):
                units = units_on(day)
                found = await connection.scalar(select(units.c.org_code).where(units.c.org_code == ROOM))
                assert (found == ROOM) is stood
        async with county.engines["benefits"].connect() as connection:
            there = select(CASE.c.org_code).where(CASE.c.case_id == case)
            assert (await connection.execute(there)).scalar_one() == OTHER_ROOM

    async def test_by_a_merger_that_is_taken_back_with_the_cases_that_went(self, county: Conversation) -> None:
        """Before the unit is closed or after; what was ended meanwhile was ended where it was."""
        registry = county.engines["registry"]
        await county.hold()
        case, other = await opened(county, ROOM), await opened(county, ROOM)
        for step in range(2):
            asked = await merge_org_unit(given_work(registry), ROOM, Handover(OTHER_ROOM, ON, PAPER))
            await carry_holdings(given_work(registry), asked.move_id, acting=given_work(registry), registrar=REGISTRAR)
            await county.hold()
            assert await where(county, case) == OTHER_ROOM
            if step:
                await _end(county, other)
                merger = Merger(registry)
                assert await merger.work_off(Work(registry, merger.caller, NOW)) == 1
                await revoke_org_unit_closure(given_work(registry), ROOM, document=PAPER)
            back = await take_holdings_back(given_work(registry), ROOM, asked.move_id, document=PAPER)
            await carry_holdings(given_work(registry), back.move_id, acting=given_work(registry), registrar=REGISTRAR)
            await county.hold()
            assert await where(county, case) == ROOM
        assert await where(county, other) == OTHER_ROOM
        told = await published(county.engines["benefits"], "case-transferred")
        assert [(each["from_org_code"], each["org_code"]) for _, _, each in told if each["case_id"] == str(case)] == [
            (ROOM, OTHER_ROOM), (OTHER_ROOM, ROOM), (ROOM, OTHER_ROOM), (OTHER_ROOM, ROOM)
        ]  # fmt: skip


async def where(county: Conversation, case_id: UUID) -> str:
    """The unit that handles the case."""
    async with county.engines["benefits"].connect() as connection:
        found: str | None = await connection.scalar(select(CASE.c.org_code).where(CASE.c.case_id == case_id))
    assert found is not None
    return found


async def _end(county: Conversation, case_id: UUID) -> None:
    """It is withdrawn."""
    await withdraw_case(given_clerk(county.engines["benefits"]), case_id, reason="by-applicant", withdrawn_on=ON)
