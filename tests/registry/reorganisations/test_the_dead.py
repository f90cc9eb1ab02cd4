"""What is somebody's who died stays where it was."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death
from services.registry.party.domain import PartyKind
from services.registry.party_memberships.commands import Stated, record_membership
from services.registry.reorganisations.queries import count_holdings
from tests.registry.given import KEYRING, given_network, given_party, given_work
from tests.registry.persons import ROOM, given_veteran


class TestAFormalMembership:
    async def test_of_somebody_dead_goes_nowhere(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        person = await given_veteran(registry_engine, registered_on="2019-03-01")
        there = Stated(f"{ROOM}-DXZ", None, date(2019, 3, 5), "党员名册")
        await record_membership(given_work(registry_engine), person, there)
        async with registry_engine.connect() as connection:
            assert (await count_holdings(connection, ROOM))["member"] == 1
        dead = Reported(date(2019, 4, 1), "family", "证明")
        await record_death(given_work(registry_engine), person, dead, keyring=KEYRING)
        async with registry_engine.connect() as connection:
            assert (await count_holdings(connection, ROOM))["member"] == 0
