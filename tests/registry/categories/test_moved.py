"""An application goes on where the person is: whoever has moved is decided on by the levels that there are for him."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import withdraw_category_application
from services.registry.categories.domain.deciding import first_asked, turn_after
from services.registry.categories.queries.holdings import WantedHoldings, fetch_holdings
from services.registry.network.domain import UnitKind
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from shared.approval import Opinion, OpinionInvalid, OpinionNotDue, OpinionOfAnother, Outcome
from shared.command import Work
from shared.http.dependencies import Reading
from shared.ids import new_id
from tests.registry.categories.given import AGREES, RECOGNISES, REFUSES, RETURNS, applying, saying
from tests.registry.given import NOW, TODAY, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, REGISTRAR, ROOM, given_veteran
from tests.registry.registrations.given import centre, room, station

STATION, OTHER_STATION = "411329104", "411329.411329105"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def moving(engine: AsyncEngine, veteran_id: UUID, division: str, unit: str) -> None:
    moved = Reported(Kind.DOMICILE, division, unit, TODAY, "户字第8号")
    await record_relocation(given_work(engine), veteran_id, moved, registrar=REGISTRAR)


async def waiting(work: Work) -> list[str]:
    async with work.engine.connect() as connection:
        page = await fetch_holdings(
            Reading(connection, work.caller, NOW),
            WantedHoldings(mine=True),
            None,
            9,
            view=lambda row: str(row.asked),
        )
    return list(page.items)


class TestAReturnedApplication:
    async def test_is_the_stations_once_there_is_no_room(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        await saying(station(registry_engine), applied.holding_id, RETURNS)
        await moving(registry_engine, veteran_id, ROOM, STATION)
        assert await waiting(station(registry_engine)) == ["station"]
        again = await applying(station(registry_engine), veteran_id, document="补充证明第2号")
        assert (again.holding_id, again.waits_for) == (applied.holding_id, "centre")
        assert await saying(centre(registry_engine), applied.holding_id, RECOGNISES) == "enjoying"
        events = [name for name, *_ in await published(registry_engine) if name.startswith("category-")]
        assert events == ["category-applied", "category-returned", "category-recognised"]

    async def test_is_refused_or_given_up_there_as_well(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = [await applying(room(registry_engine), veteran_id, each) for each in ("42", "51")]
        for each in applied:
            await saying(station(registry_engine), each.holding_id, RETURNS)
        await moving(registry_engine, veteran_id, OTHER_ROOM, OTHER_ROOM)
        with pytest.raises(OpinionNotDue):
            await saying(station(registry_engine, OTHER_STATION), applied[0].holding_id, AGREES)
        there = room(registry_engine, OTHER_ROOM_PATH)
        assert await saying(there, applied[0].holding_id, REFUSES) == "not-recognised"
        said: dict[str, Any] = {"reason": "withdrawn", "document": "本人申请第1号"}
        await withdraw_category_application(there, applied[1].holding_id, **said)

    async def test_is_supplemented_by_the_level_that_it_began_with(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, org_code=STATION)
        applied = await applying(station(registry_engine), veteran_id)
        await saying(centre(registry_engine), applied.holding_id, RETURNS)
        await moving(registry_engine, veteran_id, OTHER_ROOM, OTHER_ROOM)
        with pytest.raises(OpinionNotDue):
            await applying(room(registry_engine, OTHER_ROOM_PATH), veteran_id)
        again = await applying(station(registry_engine, OTHER_STATION), veteran_id, document="补充证明第2号")
        assert again.waits_for == "centre"


def opinion(step: UnitKind, outcome: Outcome = Outcome.AGREE, by: UUID | None = None) -> Opinion:
    reason = None if outcome is Outcome.AGREE else "evidence-missing"
    return Opinion(step, outcome, by or new_id(), NOW, reason)


class TestWhatWasSaidWhereThePersonWas:
    def test_binds_the_levels_that_there_are(self) -> None:
        said = [opinion(UnitKind.ROOM), opinion(UnitKind.STATION), opinion(UnitKind.CENTRE, Outcome.SUPPLEMENT)]
        assert first_asked(said, UnitKind.ROOM) == "room"
        assert first_asked(said, UnitKind.STATION) == "station"
        assert first_asked(said, UnitKind.CENTRE) == "centre"
        assert turn_after(said, opinion(UnitKind.CENTRE), UnitKind.CENTRE).outcome is Outcome.AGREE
        with pytest.raises(OpinionNotDue):
            turn_after(said, opinion(UnitKind.CENTRE), UnitKind.STATION)
        with pytest.raises(OpinionInvalid):  # nobody is before the station any more
            turn_after(said, opinion(UnitKind.STATION, Outcome.SUPPLEMENT), UnitKind.STATION)

    def test_is_said_by_nobody_at_another_level(self) -> None:
        same = new_id()
        with pytest.raises(OpinionOfAnother):
            turn_after([opinion(UnitKind.ROOM, by=same)], opinion(UnitKind.STATION, by=same), UnitKind.STATION)
