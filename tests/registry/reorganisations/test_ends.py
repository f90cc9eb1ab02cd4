"""On which day a unit can be closed: on none on which it held something still."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.branch_life.commands import record_branch_meeting
from services.registry.branch_life.domain import Sheet
from services.registry.network.domain import ClosureDateInvalid, OrgUnitOccupied
from services.registry.network.queries import get_unit
from services.registry.party.domain import PartyKind
from services.registry.party_memberships.commands.recording import record_affiliation
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    close_org_unit,
    finish_merger,
    merge_org_unit,
    move_holdings,
)
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.loop import Merger
from services.registry.reorganisations.queries.ends import find_last_end
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from shared.auth.roles import Role
from shared.command import Work
from shared.entries.domain import EntryInvalid
from tests.registry.books.given import correcting, given_entry, stepping
from tests.registry.conftest import BrowserOf
from tests.registry.erasures.given import given_dead
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM, ROOM, codes_of, given_number, given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.registry.reorganisations.test_holdings import HANDOVER, ON, PAPER, carried, given_full_room


async def last_end(engine: AsyncEngine, code: str = ROOM) -> date | None:
    async with engine.connect() as connection:
        found = await find_last_end(connection, code)
    return found.day if found else None


class TestTheLastEnd:
    async def test_is_that_of_each_kind(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        assert await last_end(registry_engine) is None
        person = await given_veteran(registry_engine, registered_on="2019-03-01")
        role = await assume_role(
            given_work(registry_engine), person, kind=RoleKind.MEDIATOR, assumed_on=date(2019, 3, 2), source="名册",
            keyring=KEYRING,
        )  # fmt: skip
        assert await last_end(registry_engine) is None
        await end_role(given_work(registry_engine), role.role_id, ended_on=date(2019, 3, 10), reason="辞任")
        assert await last_end(registry_engine) == date(2019, 3, 10)
        post = await given_entry(registry_engine, "staff-posts", org_code=ROOM)
        await stepping(registry_engine, "staff-posts", post, "leaving", on=date(2019, 4, 2))
        assert await last_end(registry_engine) == date(2019, 4, 2)
        await given_dead(registry_engine, person, date(2019, 4, 8))
        assert await last_end(registry_engine) == date(2019, 4, 8)
        await given_veteran(registry_engine, id_number=given_number(3), registered_on="2019-03-01")
        await carried(registry_engine, await move_holdings(given_work(registry_engine), ROOM, HANDOVER))
        assert await last_end(registry_engine) == ON
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        held = Sheet("group-meeting", date(2019, 4, 22), "服务室", 5, 5, "学习文件")
        await record_branch_meeting(given_work(registry_engine), f"{ROOM}-DXZ", held)
        assert await last_end(registry_engine) == date(2019, 4, 23)
        await given_entry(registry_engine, "capital-projects", org_code=ROOM, completed_on=date(2019, 4, 24))
        assert await last_end(registry_engine) == date(2019, 4, 24)
        await given_entry(registry_engine, "five-haves", org_code=ROOM, checked_on=date(2019, 4, 26))
        assert await last_end(registry_engine) == date(2019, 4, 24)


class TestClosing:
    async def test_is_not_before_the_last_of_it_went(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        await carried(registry_engine, await move_holdings(given_work(registry_engine), ROOM, HANDOVER))
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        for on, code in ((date(2019, 4, 19), "too-early"), (date(2019, 5, 2), "in-future")):
            with pytest.raises(ClosureDateInvalid) as refused:
                await close_org_unit(given_work(registry_engine), ROOM, closed_on=on)
            assert codes_of(refused.value) == {"closed_on": code}
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = await clerk.post(f"/registry/network/{ROOM}/closure", data={"closed_on": "2019-04-19", "version": "2"})
        assert "撤销日期不能早于 2019-04-20：此前仍有在册退役军人" in page.text
        closed = await close_org_unit(given_work(registry_engine), ROOM, closed_on=ON)
        assert closed.closed_on == ON

    async def test_leaves_nothing_that_is_corrected_to_have_lasted_longer(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        venue = await given_entry(registry_engine, "facilities", org_code=ROOM)
        await stepping(registry_engine, "facilities", venue, "closing", on=date(2019, 4, 10))
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        await close_org_unit(given_work(registry_engine), ROOM, closed_on=ON)
        with pytest.raises(EntryInvalid) as refused:
            await correcting(registry_engine, "facilities", venue, org_code=ROOM, closed_on=date(2019, 4, 21))
        assert codes_of(refused.value) == {"closed_on": "too-late"}
        assert await correcting(registry_engine, "facilities", venue, org_code=ROOM, closed_on=ON) == 3

    async def test_is_after_the_last_meeting_of_its_party_organisation(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        held = Sheet("group-meeting", ON, "服务室", 5, 5, "学习文件")
        await record_branch_meeting(given_work(registry_engine), f"{ROOM}-DXZ", held)
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        with pytest.raises(ClosureDateInvalid) as refused:
            await close_org_unit(given_work(registry_engine), ROOM, closed_on=ON)
        [fault] = refused.value.fields
        assert ("2019-04-21：此前仍有组织生活记录" in fault.zh, "records of branch life" in fault.en) == (True, True)
        await close_org_unit(given_work(registry_engine), ROOM, closed_on=date(2019, 4, 21))
        [(_, _, dissolved)] = await published(registry_engine, "party-organisation-dissolved")
        assert dissolved["dissolved_on"] == "2019-04-21"

    async def test_waits_for_members_who_take_part_beside_it(self, registry_engine: AsyncEngine) -> None:
        """They go with what the unit holds, or somebody records where they take part now."""
        await given_full_room(registry_engine)
        person = await given_veteran(registry_engine, id_number=given_number(9), org_code=OTHER_ROOM)
        said: dict[str, Any] = {"since": date(2019, 3, 5), "document": PAPER}
        await record_affiliation(given_work(registry_engine), person, party_org_code=f"{ROOM}-DXZ", **said)
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), ROOM)
        assert "affiliated-members" in {fault.code for fault in refused.value.fields}
        await carried(registry_engine, await move_holdings(given_work(registry_engine), ROOM, HANDOVER))
        assert (await close_org_unit(given_work(registry_engine), ROOM)).closed_on == TODAY


class TestAMerger:
    async def test_waits_for_the_day_after_a_meeting_of_today(self, registry_engine: AsyncEngine) -> None:
        await given_full_room(registry_engine)
        held = Sheet("group-meeting", TODAY, "服务室", 5, 5, "学习文件")
        await record_branch_meeting(given_work(registry_engine), f"{ROOM}-DXZ", held)
        await carried(registry_engine, await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER))
        await given_answers(registry_engine, ROOM)
        merger, tomorrow = Merger(registry_engine), NOW + timedelta(days=1)
        assert await merger.work_off(Work(registry_engine, merger.caller, NOW)) == 0
        assert await audited(registry_engine, "finish-merger") == []
        assert await finish_merger(given_work(registry_engine), ROOM) is None
        assert await merger.work_off(Work(registry_engine, merger.caller, tomorrow)) == 1
        [(_, _, data)] = await published(registry_engine, "org-unit-closed")
        assert data["closed_on"] == (TODAY + timedelta(days=1)).isoformat()

    async def test_is_of_the_day_on_which_the_last_of_it_went(self, registry_engine: AsyncEngine) -> None:
        await given_full_room(registry_engine)
        late = await given_veteran(registry_engine, id_number=given_number(5), registered_on="2019-04-25")
        await carried(registry_engine, await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER))
        again = await move_holdings(given_work(registry_engine), ROOM, Handover(OTHER_ROOM, TODAY, PAPER))
        assert await carried(registry_engine, again) == [("veteran", "moved", 1)], late
        await given_answers(registry_engine, ROOM)
        assert await finish_merger(given_work(registry_engine), ROOM) == TODAY
        async with registry_engine.connect() as connection:
            assert (await get_unit(connection, ROOM)).closed_on == TODAY
