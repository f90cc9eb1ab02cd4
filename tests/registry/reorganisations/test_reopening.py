"""A closure that was recorded wrongly is taken back: all that ended with the unit is as if it had not."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import CentreExists, OrgUnitIsClosed
from services.registry.network.queries import get_unit
from services.registry.network.tables import ORG_UNIT
from services.registry.party.domain import PartyKind, StationHasNoBranch
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    close_org_unit,
    finish_merger,
    merge_org_unit,
    move_org_unit,
    revoke_org_unit_closure,
)
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.domain import ClosedByOneself, NotClosed
from services.registry.reorganisations.tables import UNIT_CLOSING
from services.registry.standards.tables import FIVE_HAVES
from shared.auth.roles import Role
from shared.command import Work
from tests.registry import closed
from tests.registry.books.given import given_entry
from tests.registry.clocks import made_ahead
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import (
    CENTRE_CODE,
    audited,
    given_deputy,
    given_network,
    given_party,
    given_work,
    published,
)
from tests.registry.party.test_dissolving import dissolving
from tests.registry.persons import ROOM, given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.registry.reorganisations.test_holdings import HANDOVER, OTHER_STATION, STATION, carried, held
from tests.registry.reorganisations.test_taking_back import figures, taking_back

PAPER, ON = "更正说明〔2019〕3号", date(2019, 4, 28)


async def closing(engine: AsyncEngine, code: str = ROOM, on: date = ON, work: Work | None = None) -> None:
    work = work or given_work(engine)
    await begin_org_unit_closing(work, code, document="新退〔2019〕9号")
    await given_answers(engine, code)
    await close_org_unit(work, code, closed_on=on)


async def beside(engine: AsyncEngine, code: str) -> tuple[date | None, str | None, str]:
    mine = PARTY_ORGANISATION.c
    own = select(mine.dissolved_on, mine.parent_code, mine.org_path).where(mine.mirror_of == code)
    async with engine.connect() as connection:
        row = (await connection.execute(own)).one()
    return row.dissolved_on, row.parent_code, row.org_path


class TestAClosure:
    async def test_is_taken_back_with_all_that_ended_with_the_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, STATION)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        await given_entry(registry_engine, "five-haves", org_code=ROOM)
        counted = await figures(registry_engine)
        clerk = given_work(registry_engine)
        await closing(registry_engine, work=clerk)
        assert await figures(registry_engine) != counted
        for work in (clerk, given_deputy(clerk)):
            with pytest.raises(ClosedByOneself):
                await revoke_org_unit_closure(work, ROOM, document=PAPER)
        back = await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        assert (back.takes_in, await figures(registry_engine)) == (True, counted)
        assert await beside(registry_engine, ROOM) == (None, f"{STATION}-DZB", f"411329.{STATION}.{ROOM}")
        async with registry_engine.connect() as connection:
            [check] = (await connection.execute(select(FIVE_HAVES))).all()
        assert (check.state, check.ended_on) == ("checked", None)
        [(_, version, told)] = await published(registry_engine, "org-unit-closure-revoked")
        assert (version, told["org_code"], told["closed_on"]) == (back.version, ROOM, "2019-04-28")
        [(_, _, group)] = await published(registry_engine, "party-organisation-dissolution-revoked")
        assert (group["party_org_code"], group["dissolved_on"]) == (f"{ROOM}-DXZ", "2019-04-28")
        assert (f"org-unit {ROOM}", "done") in await audited(registry_engine, "revoke-org-unit-closure")
        await given_veteran(registry_engine)

    async def test_stands_in_the_story_of_its_party_organisation(
        self, registry_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        """As in that of the unit; whoever only looks places up is told of neither."""
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, STATION)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        await closing(registry_engine)
        await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        clerk = await browser_of(Role.CENTRE_STAFF)
        group = (await clerk.get(f"/registry/party/{ROOM}-DXZ")).text
        unit = (await clerk.get(f"/registry/network/{ROOM}")).text
        for word in ("撤销服务机构", "撤回服务机构撤销"):
            assert word in group
            assert word in unit
        assert "设立服务机构" in unit
        room = await browser_of(Role.ROOM_STAFF, f"411329.{STATION}.{ROOM}")
        assert "办理记录" not in (await room.get(f"/registry/network/{ROOM}")).text
        assert "撤销服务机构" not in (await clerk.get(f"/registry/party/{STATION}-DZB")).text

    async def test_of_a_wrong_day_is_followed_by_another(self, registry_engine: AsyncEngine) -> None:
        """Each of which is taken back by others than who recorded it."""
        await given_network(registry_engine)
        first = given_work(registry_engine)
        await closing(registry_engine, work=first)
        with pytest.raises(NotClosed):
            await revoke_org_unit_closure(given_work(registry_engine), STATION, document=PAPER)
        other = given_work(registry_engine)
        await revoke_org_unit_closure(other, ROOM, document=PAPER)
        await closing(registry_engine, on=date(2019, 4, 20), work=other)
        assert [cell for cell, _ in (await figures(registry_engine)).items() if cell[2] >= date(2019, 4, 1)] == [
            ("F04", f"411329.{STATION}.{ROOM}", date(2019, 4, 20))
        ]
        with pytest.raises(ClosedByOneself):
            await revoke_org_unit_closure(other, ROOM, document=PAPER)
        await revoke_org_unit_closure(first, ROOM, document=PAPER)

    async def test_is_taken_back_by_others_than_who_closed_it_last_whatever_the_clocks_said(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        first, last = given_work(registry_engine), given_work(registry_engine)
        await closing(registry_engine, work=first)
        await made_ahead(registry_engine, UNIT_CLOSING.c.closing_id)
        await revoke_org_unit_closure(last, ROOM, document=PAPER)
        await closing(registry_engine, work=last)
        with pytest.raises(ClosedByOneself):
            await revoke_org_unit_closure(last, ROOM, document=PAPER)
        await revoke_org_unit_closure(first, ROOM, document=PAPER)

    async def test_stays_while_nothing_above_takes_the_unit_in(self, registry_engine: AsyncEngine) -> None:
        """Nor would its group be under a branch."""
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, STATION)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        await closing(registry_engine)
        await dissolving(registry_engine, f"{STATION}-DZB", ON)
        with pytest.raises(StationHasNoBranch):
            await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        await closing(registry_engine, STATION)
        with pytest.raises(OrgUnitIsClosed):
            await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        assert await beside(registry_engine, ROOM) == (ON, f"{STATION}-DZB", f"411329.{STATION}.{ROOM}")

    async def test_of_a_unit_whose_station_moved_since_puts_it_where_that_stands(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, STATION)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        await closing(registry_engine)
        await move_org_unit(given_work(registry_engine), STATION, parent_code=OTHER_STATION, document=PAPER)
        back = await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        assert back.org_path == f"411329.{OTHER_STATION}.{STATION}.{ROOM}"
        assert await beside(registry_engine, ROOM) == (None, f"{STATION}-DZB", back.org_path)

    async def test_by_a_merger_is_taken_back_before_the_merger_is(self, registry_engine: AsyncEngine) -> None:
        """By others than who asked for the merger; then all comes back that went."""
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        counted, clerk = await figures(registry_engine), given_work(registry_engine)
        asked = await merge_org_unit(clerk, ROOM, HANDOVER)
        await carried(registry_engine, asked)
        await given_answers(registry_engine, ROOM)
        await finish_merger(given_work(registry_engine), ROOM)
        with pytest.raises(ClosedByOneself):
            await revoke_org_unit_closure(clerk, ROOM, document=PAPER)
        await revoke_org_unit_closure(given_work(registry_engine), ROOM, document=PAPER)
        assert await held(registry_engine, ROOM) == {}
        assert await taking_back(registry_engine, asked.move_id) == [("veteran", "moved", 1)]
        assert (await figures(registry_engine), await held(registry_engine, ROOM)) == (counted, {"veteran": 1})

    async def test_by_a_merger_gives_the_units_below_back_too(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        over = Handover(OTHER_STATION, ON, PAPER)
        asked = await merge_org_unit(given_work(registry_engine), STATION, over)
        await carried(registry_engine, asked)
        await given_answers(registry_engine, STATION)
        await finish_merger(given_work(registry_engine), STATION)
        await revoke_org_unit_closure(given_work(registry_engine), STATION, document=PAPER)
        assert await taking_back(registry_engine, asked.move_id, STATION) == []
        async with registry_engine.connect() as connection:
            assert (await get_unit(connection, ROOM)).org_path == f"411329.{STATION}.{ROOM}"

    async def test_of_a_centre_stays_where_there_is_another(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(ORG_UNIT.update().where(ORG_UNIT.c.kind != "centre").values(closed_on=ON))
        await closed.close_org_unit(given_work(registry_engine), CENTRE_CODE)
        async with registry_engine.begin() as connection:
            await connection.execute(
                ORG_UNIT.insert().values(
                    org_code="411330", kind="centre", host_kind="county", name="甲", division_code="411329",
                    org_path="411330", established_on=ON, version=1,
                )
            )  # fmt: skip
        with pytest.raises(CentreExists):
            await revoke_org_unit_closure(given_work(registry_engine), CENTRE_CODE, document=PAPER)


class TestTheEdge:
    async def test_finds_what_is_closed_and_takes_that_back(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        await given_network(registry_engine)
        await closing(registry_engine)
        clerk, page = await browser_of(Role.CENTRE_STAFF), f"/registry/network/{ROOM}"
        assert ROOM not in (await clerk.get("/registry/network")).text
        assert f'href="{page}"' in (await clerk.get("/registry/network?closed=true")).text
        at = f"{page}/closure/revocation"
        assert f'href="{at}"' in (await clerk.get(page)).text
        assert "视同未撤销" in (await clerk.get(at)).text
        client = await client_for(Role.CENTRE_STAFF)
        stale = await client.post(f"/org-units/{ROOM}/closure/revocation", json={"document": PAPER, "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "org-unit-changed")
        back = await client.post(f"/org-units/{ROOM}/closure/revocation", json={"document": PAPER})
        assert (back.status_code, back.json()["closed_on"]) == (200, None)
        late = await clerk.post(at, data={"document": PAPER, "version": str(back.json()["version"])})
        assert (late.status_code, "没有撤销，不需要撤回" in late.text) == (409, True)
        assert f'href="{at}"' not in (await clerk.get(page)).text
