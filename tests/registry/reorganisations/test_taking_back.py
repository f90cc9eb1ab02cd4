"""A move of what a unit holds, a merger, a split is taken back as a whole: all is as if it had not been."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import HostKind, UnitKind
from services.registry.network.queries import get_unit
from services.registry.network.rules import Proposal
from services.registry.party_memberships.commands.recording import record_affiliation
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from services.registry.reorganisations.commands import (
    finish_merger,
    merge_org_unit,
    move_holdings,
    move_org_unit,
    split_org_unit,
    take_holdings_back,
)
from services.registry.reorganisations.commands.acts import ACTS
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.commands.returning import RETURNS
from services.registry.reorganisations.domain import (
    HandedOverByOneself,
    HandoverGoneOn,
    HoldingsOnTheMove,
    NothingToTakeBack,
)
from services.registry.reorganisations.loop import Merger
from services.registry.reorganisations.parameters import KINDS
from services.registry.reorganisations.queries.holdings import Part
from services.registry.roles.commands import end_role
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.teams.tables import TEAM_MEMBERSHIP, VOLUNTEER_TEAM
from services.reporting.figures.domain import COUNTS, contributions
from shared.auth.permissions import PERMISSIONS
from shared.auth.roles import Role
from shared.command import Work
from shared.events.catalogue import find_type
from shared.outbox.tables import OUTBOX
from tests.registry.conftest import BrowserOf
from tests.registry.given import NOW, given_deputy, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, given_number, given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.registry.reorganisations.test_holdings import (
    HANDOVER,
    ON,
    OTHER_STATION,
    PAPER,
    STATION,
    carried,
    given_full_room,
    held,
)
from tests.registry.teams.given import doing

WHY = "更正说明〔2019〕2号"
NEW = "411329104211"


async def figures(engine: AsyncEngine) -> Mapping[tuple[str, str, date], int]:
    """By figure, unit and day, what all that was told comes to."""
    async with engine.connect() as connection:
        told = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    sums: Counter[tuple[str, str, date]] = Counter()
    for row in told:
        entry = find_type(row.type)
        assert entry is not None
        event = msgspec.json.decode(row.payload, type=entry.contract)
        for each in contributions(event, row.aggregate_id, COUNTS):
            sums[each.figure_code, each.org_path, each.day] += each.delta
    return {cell: value for cell, value in sums.items() if value}


async def taking_back(engine: AsyncEngine, move_id: UUID, code: str = ROOM) -> list[tuple[str, str | None, int]]:
    """By somebody else, and all of it has come back: what became of it."""
    return await carried(engine, await take_holdings_back(given_work(engine), code, move_id, document=WHY))


async def gone_on(engine: AsyncEngine, move_id: UUID, code: str = ROOM) -> set[str]:
    with pytest.raises(HandoverGoneOn) as refused:
        await take_holdings_back(given_work(engine), code, move_id, document=WHY)
    assert all(fault.zh and fault.en for fault in refused.value.fields)
    return {fault.code for fault in refused.value.fields}


class TestAMoveOfHoldings:
    async def test_comes_back_piece_by_piece_and_figures_are_those_of_before(
        self, registry_engine: AsyncEngine
    ) -> None:
        person = await given_full_room(registry_engine)
        said: dict[str, Any] = {"since": date(2019, 3, 5), "document": PAPER}
        await record_affiliation(given_work(registry_engine), person, party_org_code=f"{ROOM}-DXZ", **said)
        lives = Reported(Kind.RESIDENCE, NEW, ROOM, date(2019, 3, 9), PAPER)
        await record_relocation(given_work(registry_engine), person, lives, registrar=REGISTRAR)
        before, counted = await held(registry_engine, ROOM), await figures(registry_engine)
        assert set(before) == set(ACTS)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        await carried(registry_engine, asked)
        assert await held(registry_engine, ROOM) == {}
        assert await figures(registry_engine) != counted
        again = await taking_back(registry_engine, asked.move_id)
        assert again == [(kind, "moved", count) for kind, count in before.items()]
        assert (await held(registry_engine, ROOM), await held(registry_engine, OTHER_ROOM)) == (before, {})
        assert await figures(registry_engine) == counted
        revoked = await published(registry_engine, "relocation-revoked")
        assert {data["reason"] for _, _, data in revoked} == {"wrong-place"}
        with pytest.raises(NothingToTakeBack):
            await take_holdings_back(given_work(registry_engine), ROOM, asked.move_id, document=WHY)
        # And goes again, as if for the first time.
        once_more = await carried(registry_engine, await move_holdings(given_work(registry_engine), ROOM, HANDOVER))
        assert once_more == [(kind, "moved", count) for kind, count in before.items()]

    async def test_is_taken_back_by_another_when_it_is_over_and_itself_by_nobody(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        clerk = given_work(registry_engine)
        asked = await move_holdings(clerk, ROOM, HANDOVER)
        with pytest.raises(HoldingsOnTheMove):
            await take_holdings_back(given_work(registry_engine), ROOM, asked.move_id, document=WHY)
        await carried(registry_engine, asked)
        for work in (clerk, given_deputy(clerk)):
            with pytest.raises(HandedOverByOneself):
                await take_holdings_back(work, ROOM, asked.move_id, document=WHY)
        back = await take_holdings_back(given_work(registry_engine), ROOM, asked.move_id, document=WHY)
        with pytest.raises(HoldingsOnTheMove):
            await take_holdings_back(given_work(registry_engine), ROOM, asked.move_id, document=WHY)
        await carried(registry_engine, back)
        with pytest.raises(NothingToTakeBack):
            await take_holdings_back(given_work(registry_engine), OTHER_ROOM, back.move_id, document=WHY)

    async def test_stays_where_something_newer_stands_on_it(self, registry_engine: AsyncEngine) -> None:
        """Which is named by its kind; nothing comes back."""
        person = await given_full_room(registry_engine)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        await carried(registry_engine, asked)
        async with registry_engine.connect() as connection:
            own = select(SOCIAL_ROLE.c.role_id).where(SOCIAL_ROLE.c.org_code == OTHER_ROOM)
            role = (await connection.execute(own)).scalar_one()
            there = VOLUNTEER_TEAM.c.org_code == OTHER_ROOM
            team: Any = (await connection.execute(select(VOLUNTEER_TEAM).where(there))).one()
            within = select(TEAM_MEMBERSHIP.c.veteran_id).where(TEAM_MEMBERSHIP.c.team_id == team.team_id)
            member: UUID = (await connection.execute(within)).scalar_one()
        await end_role(given_work(registry_engine), role, ended_on=date(2019, 4, 25), reason="辞任")
        assert await gone_on(registry_engine, asked.move_id) == {"role-gone-on"}
        await doing(registry_engine, team, date(2019, 4, 26), member)
        elsewhere = Reported(Kind.DOMICILE, "411329104210", ROOM, date(2019, 4, 28), PAPER)
        await record_relocation(given_work(registry_engine), person, elsewhere, registrar=REGISTRAR)
        found = await gone_on(registry_engine, asked.move_id)
        assert found == {"role-gone-on", "team-gone-on", "veteran-gone-on"}
        assert (await held(registry_engine, OTHER_ROOM))["staff"] == 1

    async def test_is_taken_back_in_a_browser(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        clerk = await browser_of(Role.CENTRE_STAFF)
        at = f"/registry/network/{ROOM}/holdings/{asked.move_id}"
        assert f"{at}/return" not in (await clerk.get(at)).text
        refused = await clerk.post(f"{at}/return", data={"document": WHY})
        assert (refused.status_code, "正在移交" in refused.text) == (409, True)
        await carried(registry_engine, asked)
        assert f"{at}/return" in (await clerk.get(at)).text
        assert "视同没有移交" in (await clerk.get(f"{at}/return")).text
        back = await clerk.post(f"{at}/return", data={"document": WHY})
        page = (await clerk.get(back.headers["location"])).text
        assert ("未移交" in page, f'href="{at}"' in page) == (True, True)


class TestAMerger:
    async def test_leaves_the_unit_standing_with_the_units_below_it(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        asked = await merge_org_unit(given_work(registry_engine), STATION, Handover(OTHER_STATION, ON, PAPER))
        await carried(registry_engine, asked)
        assert await taking_back(registry_engine, asked.move_id, STATION) == []
        async with registry_engine.connect() as connection:
            station, room = await get_unit(connection, STATION), await get_unit(connection, ROOM)
        assert (station.takes_in, room.org_path, room.moved_on) == (True, f"411329.{STATION}.{ROOM}", None)
        assert len(await published(registry_engine, "org-unit-closing-withdrawn")) == 1
        assert len(await published(registry_engine, "org-unit-move-revoked")) == 1
        with pytest.raises(NothingToTakeBack):
            await take_holdings_back(given_work(registry_engine), STATION, asked.move_id, document=WHY)

    async def test_stays_where_a_unit_below_was_moved_again_or_it_is_closed(
        self, registry_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        asked = await merge_org_unit(given_work(registry_engine), STATION, Handover(OTHER_STATION, ON, PAPER))
        await carried(registry_engine, asked)
        later: dict[str, Any] = {"moved_on": ON + timedelta(days=2), "document": PAPER}
        await move_org_unit(given_work(registry_engine), ROOM, parent_code="411329U01", **later)
        assert await gone_on(registry_engine, asked.move_id, STATION) == {"unit-moved-since"}
        rooms = await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER)
        await carried(registry_engine, rooms)
        await given_answers(registry_engine, ROOM)
        assert await finish_merger(given_work(registry_engine), ROOM) is not None
        assert await gone_on(registry_engine, rooms.move_id) == {"unit-closed"}
        at = f"/registry/network/{ROOM}/holdings/{rooms.move_id}"
        page = (await (await browser_of(Role.CENTRE_STAFF)).get(at)).text
        assert (f"{at}/return" in page, f'href="/registry/network/{ROOM}/closure/revocation"' in page) == (False, True)

    async def test_can_be_taken_back_for_a_while_before_the_unit_closes(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        asked = await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER)
        await carried(registry_engine, asked)
        await given_answers(registry_engine, ROOM)
        merger = Merger(registry_engine, rest=timedelta(hours=24))
        soon, later = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
        assert await merger.work_off(Work(registry_engine, merger.caller, soon)) == 0
        await taking_back(registry_engine, asked.move_id)
        assert await merger.work_off(Work(registry_engine, merger.caller, later)) == 0
        again = await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER)
        await carried(registry_engine, again)
        await given_answers(registry_engine, ROOM)
        assert await merger.work_off(Work(registry_engine, merger.caller, later)) == 1


class TestASplit:
    async def test_gives_all_back_and_the_new_unit_never_stood(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01", domicile_code=NEW)
        counted = await figures(registry_engine)
        new = Proposal(NEW, UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", STATION, NEW, ON)
        part = Handover(NEW, ON, PAPER, Part(divisions=(NEW,)))
        asked = await split_org_unit(given_work(registry_engine), ROOM, new, part)
        await carried(registry_engine, asked)
        other = await given_veteran(
            registry_engine, id_number=given_number(8), org_code=NEW, registered_on="2019-04-25"
        )
        assert await gone_on(registry_engine, asked.move_id) == {"veteran-there"}
        there = Reported(Kind.DOMICILE, NEW, ROOM, date(2019, 4, 28), PAPER)
        await record_relocation(given_work(registry_engine), other, there, registrar=REGISTRAR)
        assert await taking_back(registry_engine, asked.move_id) == [("veteran", "moved", 1)]
        await given_answers(registry_engine, NEW)
        merger = Merger(registry_engine)
        assert await merger.work_off(Work(registry_engine, merger.caller, NOW)) == 1
        async with registry_engine.connect() as connection:
            closed = await get_unit(connection, NEW)
        # Somebody else was registered there meanwhile: the unit stood until he left.
        assert closed.closed_on == date(2019, 4, 28)
        assert (await held(registry_engine, ROOM))["veteran"] == 2
        assert {cell: value for cell, value in (await figures(registry_engine)).items() if cell in counted} == counted

    async def test_that_nothing_stands_on_is_closed_as_of_the_day_of_its_establishment(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01", domicile_code=NEW)
        counted = await figures(registry_engine)
        new = Proposal(NEW, UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", STATION, NEW, ON)
        asked = await split_org_unit(
            given_work(registry_engine), ROOM, new, Handover(NEW, ON, PAPER, Part(divisions=(NEW,)))
        )
        await carried(registry_engine, asked)
        await taking_back(registry_engine, asked.move_id)
        await given_answers(registry_engine, NEW)
        assert await finish_merger(given_work(registry_engine), NEW) == ON
        assert await figures(registry_engine) == counted
        with pytest.raises(NothingToTakeBack):
            await take_holdings_back(given_work(registry_engine), ROOM, asked.move_id, document=WHY)


class TestAPieceThatComesBack:
    """Whoever has it come back may do by hand what is done with it."""

    @pytest.mark.parametrize(
        ("kind", "act"),
        [
            ("veteran", "POST /veterans/{veteran_id}/relocations/revocation"),
            ("resident", "POST /veterans/{veteran_id}/relocations/revocation"),
            ("recipient", "POST /recipients/{person_id}/move"),
            ("role", "POST /social-roles/{role_id}/withdrawal"),
            ("role", "POST /social-roles/{role_id}/reopening"),
            ("team", "POST /volunteer-teams/{team_id}/withdrawal"),
            ("team", "POST /volunteer-teams/{team_id}/reopening"),
            ("application", "POST /party-applications/{application_id}/correction"),
            ("member", "POST /veterans/{veteran_id}/party-memberships"),
            ("affiliation", "POST /veterans/{veteran_id}/party-affiliation"),
            ("staff", "POST /staff-posts/{entry_id}/revocation"),
            ("staff", "POST /staff-posts/{entry_id}/step-back"),
        ],
    )
    def test_asks_for_what_its_own_route_asks(self, kind: str, act: str) -> None:
        assert f"registry {act}" in PERMISSIONS[KINDS[kind].back].routes

    def test_has_an_act_of_each_kind(self) -> None:
        assert list(RETURNS) == list(ACTS)
