"""What the demo county loads into registry's books, by the public interface, once however often."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo.benefits import Register
from deploy.demo.books import AT_A_STATION, AT_THE_CENTRE, load_books
from deploy.demo.client import Addresses, Client
from deploy.demo.county import County, Unit
from deploy.demo.may import load_may
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import PartyKind, ProposedOrganisation
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import SINCE, given_network, given_work, published

HOSTS = {"411329104": "township", "411329105": "township", "411329U01": "county-direct-unit"}
STATIONS = tuple(Unit(code, f"{code}站", "station", host, "411329", None) for code, host in HOSTS.items())


class TestTheDemo:
    async def test_loads_each_entry_once(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        for code in HOSTS:
            branch = ProposedOrganisation(f"{code}P", PartyKind.BRANCH, f"{code}党支部", code, SINCE)
            await establish_party_organisation(given_work(registry_engine), branch)
        http = await client_for(Role.CENTRE_STAFF)
        clerk = Client(http, Addresses({"registry": ""}, {}))
        county = County(Unit("411329", "服务中心", "centre", "county", None, "411329"), STATIONS, ())
        told = [len(await published(registry_engine))]
        for _ in range(2):
            await load_books(clerk, county)
            await load_may(clerk, county, Register((), {}))
            told.append(len(await published(registry_engine)))
        assert told[0] < told[1] == told[2]
        assert await counts(registry_engine) == {
            "staff": AT_THE_CENTRE["F07"], "halls": AT_THE_CENTRE["F10"], "rooms": AT_THE_CENTRE["F41"],
            "bodies": AT_THE_CENTRE["F28"], "plaques": AT_A_STATION["F27"] * len(HOSTS), "late": 0,
            "standards": 4 * len(HOSTS), "achieved": 4, "planned": 4, "yuan": 50_000 + 2 * 20_000,
            "meetings": 4 * len(HOSTS),
        }  # fmt: skip


async def counts(engine: AsyncEngine) -> dict[str, int]:
    """What stands in some of the tables."""
    asked = {
        "staff": "staff_post WHERE state = 'in-post'",
        "halls": "functional_room WHERE kind = 'hall'",
        "rooms": "functional_room WHERE kind = 'room'",
        "bodies": "county_body WHERE state = 'standing'",
        "plaques": "plaque WHERE state = 'up'",
        "late": "meeting_decision WHERE state <> 'completed'",
        "standards": "unified_standard WHERE passed",
        "achieved": "work_track WHERE state = 'achieved'",
        "planned": "work_track WHERE state = 'planned'",
        "meetings": "branch_record WHERE state = 'submitted'",
    }
    async with engine.connect() as connection:
        counted = {name: await connection.scalar(text(f"SELECT count(*) FROM {of}")) for name, of in asked.items()}
        return {**counted, "yuan": await connection.scalar(text("SELECT sum(amount_fen) / 100 FROM fund"))}
