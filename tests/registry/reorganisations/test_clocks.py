"""What a unit handed over comes back by the days of what was recorded, whatever the clocks said."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from services.registry.relocations.tables import RELOCATION
from services.registry.reorganisations.commands import move_holdings
from tests.registry.clocks import made_ahead
from tests.registry.given import given_network, given_work
from tests.registry.persons import REGISTRAR, ROOM, given_veteran
from tests.registry.reorganisations.test_holdings import HANDOVER, PAPER, carried
from tests.registry.reorganisations.test_taking_back import NEW, taking_back

MARCH = date(2019, 3, 9)


async def test_who_had_moved_before_by_a_clock_that_was_ahead_comes_back(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    person = await given_veteran(registry_engine, registered_on="2019-03-01")
    before = Reported(Kind.DOMICILE, NEW, ROOM, MARCH, PAPER)
    await record_relocation(given_work(registry_engine), person, before, registrar=REGISTRAR)
    asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
    await carried(registry_engine, asked)
    moved = RELOCATION.c
    await made_ahead(registry_engine, moved.relocation_id, moved.moved_on == MARCH)
    assert await taking_back(registry_engine, asked.move_id) == [("veteran", "moved", 1)]
