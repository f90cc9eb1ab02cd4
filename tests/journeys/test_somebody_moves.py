"""Somebody moves, first his residence and then his domicile, or to another county and back: what each service shows of
it, to whom (T6, R2, R3)."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.rules import OpeningRefused
from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.projection import DIRECTORY
from services.notifications.contacts.domain import PersonNotKnownYet
from services.notifications.contacts.projection import PERSONS
from services.notifications.contacts.queries import must_answer_for
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from services.registry.veterans.queries.files import VeteranNotFound, get_file
from services.reporting.figures.queries.ledger import subjects_of
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.events.contract import Event
from tests.benefits.given import County, given_case, given_learned
from tests.given import given_caller
from tests.given import given_work as given_clerk
from tests.journeys.told import told
from tests.notifications.given import given_delivered
from tests.registry.given import KEYRING, given_network, given_work
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, REGISTRAR, ROOM, ROOM_PATH, given_veteran
from tests.registry.transfers.given import arriving, completing, revoking, starting
from tests.reporting.given import fold

HERE, THERE = ("411329.411329104", ROOM), ("411329.411329105", OTHER_ROOM)
MARCH, APRIL, TENTH = date(2019, 3, 31), date(2019, 4, 1), date(2019, 4, 10)


class Countywide:
    """Four services, each told what registry has told since."""

    def __init__(self, *engines: AsyncEngine) -> None:
        self.registry, self.benefits, self.reporting, self.notifications = engines
        self.heard = 0

    async def hear(self) -> None:
        """Each consumes what is new."""
        everything: list[Event] = await told(self.registry)
        new, self.heard = everything[self.heard :], len(everything)
        await given_learned(self.benefits, [event for event in new if isinstance(event, DIRECTORY.contracts)])
        await fold(self.reporting, new)
        async with self.notifications.begin() as connection:
            wanted = [given_delivered(event) for event in new if isinstance(event, PERSONS.contracts)]
            await PERSONS.apply(connection, wanted)

    async def move(self, veteran_id: UUID, kind: Kind) -> None:
        reported = Reported(kind, OTHER_ROOM, OTHER_ROOM, APRIL, "户迁〔2019〕5号")
        await record_relocation(given_work(self.registry), veteran_id, reported, registrar=REGISTRAR)
        await self.hear()

    async def counted(self, as_of: date) -> dict[str, set[tuple[str, str]]]:
        """By unit: for which figure, and whom, the ledger counts there."""
        found: dict[str, set[tuple[str, str]]] = {}
        async with self.reporting.connect() as connection:
            for code in ("F01", "F02"):
                for row in await connection.execute(subjects_of("411329", code, as_of)):
                    found.setdefault(row.org_path, set()).add((code, row.subject))
        return found

    async def serving(self, veteran_id: UUID) -> dict[str, tuple[bool, bool, bool]]:
        """By station: whether it sees the file, opens a case at its room, keeps contact points."""
        found = {}
        for path, room in (HERE, THERE):
            caller = given_caller(Role.STATION_STAFF, path)
            found[room] = (
                await self._sees(path, veteran_id),
                await self._opens(path, room, veteran_id),
                await self._keeps(caller, veteran_id),
            )
        return found

    async def _sees(self, path: str, veteran_id: UUID) -> bool:
        caller = given_caller(Role.STATION_STAFF, path)
        async with self.registry.connect() as connection:
            try:
                await get_file(connection, veteran_id, keyring=KEYRING, caller=caller)
            except VeteranNotFound:
                return False
            return True

    async def _opens(self, path: str, room: str, veteran_id: UUID) -> bool:
        work = given_clerk(self.benefits, given_caller(Role.STATION_STAFF, path))
        try:
            await given_case(work, County(applicant=veteran_id), org_code=room)
        except (VeteranNotKnownYet, OpeningRefused):
            return False
        return True

    async def _keeps(self, caller: Caller, veteran_id: UUID) -> bool:
        async with self.notifications.connect() as connection:
            try:
                await must_answer_for(connection, caller, veteran_id)
            except PersonNotKnownYet:
                return False
            return True


@pytest.fixture
async def county(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
) -> Countywide:
    await given_network(registry_engine)
    return Countywide(registry_engine, benefits_engine, reporting_engine, notifications_engine)


class TestSomebody:
    async def test_who_moves_is_counted_once_and_kept_by_one_unit_on_every_day(self, county: Countywide) -> None:
        veteran_id = await given_veteran(county.registry, registered_on="2019-03-01")
        await county.hear()
        him = {("F01", str(veteran_id)), ("F02", str(veteran_id))}
        assert await county.counted(APRIL) == {ROOM_PATH: him}
        assert await county.serving(veteran_id) == {ROOM: (True, True, True), OTHER_ROOM: (False, False, False)}

        await county.move(veteran_id, Kind.RESIDENCE)
        assert await county.counted(APRIL) == await county.counted(MARCH) == {ROOM_PATH: him}
        assert await county.serving(veteran_id) == {ROOM: (True, True, True), OTHER_ROOM: (True, True, False)}

        await county.move(veteran_id, Kind.DOMICILE)
        assert await county.counted(MARCH) == {ROOM_PATH: him}
        assert await county.counted(APRIL) == {OTHER_ROOM_PATH: him}
        assert await county.serving(veteran_id) == {ROOM: (False, False, False), OTHER_ROOM: (True, True, True)}

    async def test_who_leaves_the_county_is_nobodys_here_until_he_is_back(self, county: Countywide) -> None:
        veteran_id = await given_veteran(county.registry, registered_on="2019-03-01")
        him = {("F01", str(veteran_id)), ("F02", str(veteran_id))}
        kept = {ROOM: (True, True, True), OTHER_ROOM: (False, False, False)}
        gone = {ROOM: (True, False, True), OTHER_ROOM: (False, False, False)}

        await starting(county.registry, veteran_id)
        await county.hear()
        assert (await county.counted(APRIL), await county.serving(veteran_id)) == ({ROOM_PATH: him}, kept)
        await completing(county.registry, veteran_id, APRIL)
        await county.hear()
        assert (await county.counted(MARCH), await county.counted(APRIL)) == ({ROOM_PATH: him}, {})
        assert await county.serving(veteran_id) == gone

        await revoking(county.registry, veteran_id)
        await county.hear()
        assert (await county.counted(APRIL), await county.serving(veteran_id)) == ({ROOM_PATH: him}, kept)

        await starting(county.registry, veteran_id)
        await completing(county.registry, veteran_id, APRIL)
        await arriving(county.registry, veteran_id, TENTH)
        await county.hear()
        assert [await county.counted(day) for day in (MARCH, APRIL, TENTH)] == [
            {ROOM_PATH: him}, {}, {OTHER_ROOM_PATH: him},
        ]  # fmt: skip
        assert await county.serving(veteran_id) == {ROOM: (False, False, False), OTHER_ROOM: (True, True, True)}

        await revoking(county.registry, veteran_id)
        await county.hear()
        assert (await county.counted(TENTH), await county.serving(veteran_id)) == ({}, gone)
