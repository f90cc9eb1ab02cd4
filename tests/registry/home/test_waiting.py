"""What waits for who is signed in: each line has the number of rows of the list that it leads to."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.home.queries import TO_DO, ToDo
from shared import clock
from shared.auth.permissions import permission
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.browsers import words_of
from tests.registry.books.given import clock as told_overdue
from tests.registry.conftest import BrowserOf
from tests.registry.given import CENTRE_CODE, given_network, given_work
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, given_veteran
from tests.registry.report_ins.given import given_discharged
from tests.registry.subscribers.given import given_proposal, wanted
from tests.registry.test_links import given_county

PLACES = {
    Role.ROOM_STAFF: (ROOM_PATH, OTHER_ROOM_PATH),
    Role.STATION_STAFF: ("411329.411329104", "411329.411329105"),
    Role.CENTRE_STAFF: (CENTRE_CODE,),
    Role.BUREAU_LEADER: (CENTRE_CODE,),
}
PATHS = [each.path for each in TO_DO]


async def waiting(browser: httpx2.AsyncClient) -> Mapping[str, int]:
    """What the first page shows to wait, and how many of it, by the list that it leads to."""
    answer = await browser.get("/registry/waiting")
    assert answer.status_code == 200
    lines = re.findall(r'<li><a href="([^"]+)">[^<]+</a> <span class="badge [a-z]+">([0-9,]+)</span>', answer.text)
    return {path: int(count.replace(",", "")) for path, count in lines}


async def listed(browser: httpx2.AsyncClient, path: str) -> int:
    answer = await browser.get(f"{path}{'&' if '?' in path else '?'}limit=200")
    assert answer.status_code == 200, path
    return sum(table.count("<tr>") for table in re.findall(r"<tbody>.*?</tbody>", answer.text, re.DOTALL))


class TestWhatWaits:
    async def test_is_as_much_as_the_list_has_that_it_leads_to(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_county(registry_engine)
        await given_discharged(registry_engine, 21, clock.local_date(clock.now()))
        await given_proposal(registry_engine, wanted())
        await told_overdue(given_work(registry_engine, now=datetime(2019, 7, 2, tzinfo=UTC)))
        shown = set()
        for role, paths in PLACES.items():
            for path in paths:
                browser = await browser_of(role, path)
                counted = await waiting(browser)
                own: list[ToDo] = [each for each in TO_DO if role in permission(each.act).roles]
                assert set(counted) <= {each.path for each in own}, role
                in_lists = {each.path: await listed(browser, each.path) for each in own}
                assert {at: count for at, count in in_lists.items() if count} == counted, (role, path)
                shown |= set(counted)
        assert shown == set(PATHS), "a list that nobody has anything in proves nothing"

    async def test_is_another_persons_turn_where_oneself_proposed_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id: UUID = await given_veteran(registry_engine)
        work = given_work(registry_engine)
        named = Wanted(IdentityKind.NAME, Personal("张维"), "identity-card", "第1号")
        await propose_identity_correction(work, veteran_id, named, registrar=REGISTRAR, most_an_hour=60)
        path = "/registry/identity-corrections?mine=true"
        proposer = await browser_of(Role.CENTRE_STAFF, account_id=work.caller.account_id)
        second = await browser_of(Role.CENTRE_STAFF)
        assert (path in await waiting(proposer), (await waiting(second))[path]) == (False, 1)

    async def test_is_what_one_may_decide_on_by_the_grant_that_reaches_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        """Who reads as a clerk of the village may confirm as one of the centre of another part alone."""
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        named = Wanted(IdentityKind.NAME, Personal("张维"), "identity-card", "第1号")
        await propose_identity_correction(
            given_work(registry_engine), veteran_id, named, registrar=REGISTRAR, most_an_hour=60
        )
        account = new_id()
        await browser_of(Role.ROOM_STAFF, ROOM_PATH, account_id=account)
        clerk = await browser_of(Role.CENTRE_STAFF, "411329.411329105", account_id=account)
        path = "/registry/identity-corrections?mine=true"
        assert path not in await waiting(clerk)
        assert (await listed(clerk, path), await listed(clerk, "/registry/identity-corrections")) == (0, 1)

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.MEDIATOR, Role.SYSTEM_ADMINISTRATOR])
    async def test_is_not_asked_for_by_who_has_no_such_work(self, browser_of: BrowserOf, role: Role) -> None:
        browser = await browser_of(role)
        assert "/registry/waiting" not in (await browser.get("/")).text

    async def test_says_so_where_nothing_does(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert "没有等待办理的事项。" in words_of(await clerk.get("/registry/waiting"))


class TestTheTable:
    def test_leads_to_each_list_once(self) -> None:
        assert [path for path, same in groupby(sorted(PATHS)) if len(list(same)) > 1] == []
