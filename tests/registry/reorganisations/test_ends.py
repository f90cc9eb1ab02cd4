"""On which day a unit can be closed: on none on which it held something still."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import ClosureDateInvalid
from services.registry.network.queries import get_unit
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    close_org_unit,
    finish_merger,
    merge_org_unit,
    move_holdings,
)
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.queries.ends import find_last_end
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from shared.auth.roles import Role
from shared.entries.domain import EntryInvalid
from tests.registry.books.given import correcting, given_entry, stepping
from tests.registry.conftest import BrowserOf
from tests.registry.erasures.given import given_dead
from tests.registry.given import KEYRING, TODAY, given_network, given_work
from tests.registry.persons import OTHER_ROOM, ROOM, codes_of, given_number, given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.registry.reorganisations.test_holdings import HANDOVER, ON, PAPER, carried, given_full_room


async def last_end(engine: AsyncEngine, code: str = ROOM) -> date | None:
    async with engine.connect() as connection:
        return await find_last_end(connection, code)


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
        assert "撤销日期不能早于 2019-04-20" in page.text
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


class TestAMerger:
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
