"""An application whose person moves, or whose unit does: who goes on with it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.consumer import APPLICATIONS_FOLLOW
from services.benefits.applications.tables import APPLICATION
from shared.auth.moved import MOVED_UNITS
from shared.auth.roles import Role
from shared.events.contract import Event
from shared.ids import new_id
from tests.benefits.applications.given import given_applicant
from tests.benefits.applications.test_over_http import AGREE, REFUSE, applied, said, state
from tests.benefits.conftest import ClientOf
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    given_delivered,
    given_learned,
    veteran_registered,
)
from tests.lives import relocation_revoked, transferred_in, veteran_relocated, veterans_merged, veterans_unmerged
from tests.reporting.moves import moved

DAY = date(2019, 4, 8)


async def given_told(engine: AsyncEngine, *events: Event) -> None:
    """As the consumer folds them: the directory first."""
    await given_learned(engine, events)
    delivered = [given_delivered(event, offset=place) for place, event in enumerate(events)]
    async with engine.begin() as connection:
        if any(isinstance(event, MOVED_UNITS.contracts) for event in events):
            await MOVED_UNITS.apply(connection, delivered)
        await APPLICATIONS_FOLLOW.apply(connection, delivered)


async def places(engine: AsyncEngine) -> Sequence[tuple[str, str]]:
    """Where applications stand, in the order in which they were made."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(APPLICATION).order_by(APPLICATION.c.application_id))
        return [(row.org_code, row.org_path) for row in rows]


def there(path: str) -> tuple[str, str]:
    return path.rpartition(".")[2], path


class TestAPersonWhoMoves:
    async def test_takes_an_open_application_along_and_no_other(
        self, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        engine, person = benefits_engine, await given_applicant(benefits_engine)
        room, station = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.STATION_STAFF, STATION)
        reached = await client_of(Role.STATION_STAFF, OTHER_STATION)
        ended = await applied(room, person)
        assert await said(room, ended, REFUSE) == (204, "")
        path = await applied(room, person)
        assert await said(room, path, AGREE) == (204, "")
        gone = veteran_relocated(ROOM, OTHER_ROOM, DAY, person_id=person)
        await given_told(engine, gone)
        assert await places(engine) == [there(ROOM), there(OTHER_ROOM)]
        assert (await station.get(path)).status_code == 404
        assert (await said(station, path, AGREE))[0] == 404
        assert await state(reached, path) == ("reviewing", "station")  # what the room said of him stays
        await given_told(engine, relocation_revoked(gone, ROOM))
        assert await places(engine) == [there(ROOM), there(ROOM)]
        await given_told(engine, gone)
        assert await said(reached, path, AGREE) == (204, "")
        assert (await state(reached, path))[0] == "publicity"
        assert (await station.get(ended)).status_code == 200

    async def test_takes_along_what_he_applied_for_by_another_file(
        self, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        engine, person = benefits_engine, await given_applicant(benefits_engine)
        survivor, other = new_id(), new_id()
        await given_learned(engine, [veteran_registered(each) for each in (survivor, other)])
        room = await client_of(Role.ROOM_STAFF, ROOM)
        for each in (person, other):
            await applied(room, each)
        await given_told(engine, veterans_merged(ROOM, DAY, merged_id=person, surviving_id=survivor))
        await given_told(engine, transferred_in(OTHER_ROOM, DAY, person_id=survivor))
        assert await places(engine) == [there(OTHER_ROOM), there(ROOM)]

    async def test_is_found_to_have_two_files_and_what_is_open_goes_to_the_one_that_goes_on(
        self, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        """And back, where they were two persons after all; what has ended stays."""
        engine, person, survivor = benefits_engine, await given_applicant(benefits_engine), new_id()
        await given_learned(engine, [veteran_registered(survivor, OTHER_ROOM)])
        room, reached = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.ROOM_STAFF, OTHER_ROOM)
        assert await said(room, await applied(room, person), REFUSE) == (204, "")
        path = await applied(room, person)
        merge = veterans_merged(ROOM, DAY, merged_id=person, surviving_id=survivor)
        await given_told(engine, merge)
        assert await places(engine) == [there(ROOM), there(OTHER_ROOM)]
        assert (await said(room, path, AGREE))[0] == 404
        paper = {"person_id": str(survivor), "programme_code": "hardship-aid", "document": "申请书"}
        answer = await reached.post("/applications", json={**paper, "applied_on": "2019-04-01"})
        assert (answer.status_code, answer.json()["code"]) == (409, "application-exists")
        await given_told(engine, veterans_unmerged(merge))
        assert await places(engine) == [there(ROOM), there(ROOM)]
        assert await said(room, path, AGREE) == (204, "")
        await applied(reached, survivor)


class TestAFileThatWasMerged:
    async def test_is_applied_for_as_the_one_that_goes_on_by_its_unit(
        self, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        engine, person, merged = benefits_engine, await given_applicant(benefits_engine), new_id()
        merge = veterans_merged(ROOM, DAY, merged_id=merged, surviving_id=person)
        await given_learned(engine, [veteran_registered(merged, OTHER_ROOM), merge])
        other, room = await client_of(Role.ROOM_STAFF, OTHER_ROOM), await client_of(Role.ROOM_STAFF, ROOM)
        paper = {"person_id": str(merged), "programme_code": "hardship-aid"}
        answer = await other.post("/applications", json={**paper, "applied_on": "2019-04-01", "document": "申请书"})
        assert (answer.status_code, answer.json()["code"]) == (409, "veteran-not-known-yet")
        path = await applied(room, merged)
        assert (await room.get(path)).json()["person_id"] == str(person)
        assert await places(engine) == [there(ROOM)]


class TestAUnitThatMoves:
    async def test_takes_along_what_stands_there(self, benefits_engine: AsyncEngine, client_of: ClientOf) -> None:
        engine, person = benefits_engine, await given_applicant(benefits_engine)
        await applied(await client_of(Role.ROOM_STAFF, ROOM), person)
        await given_told(engine, moved(ROOM, OTHER_STATION, DAY))
        assert await places(engine) == [there(f"{OTHER_STATION}.{ROOM.rpartition('.')[2]}")]
