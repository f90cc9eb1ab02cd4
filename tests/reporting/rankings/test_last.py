"""The last ranking at a glance, on the page of the county's figures."""

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.rankings.commands.ranking import confirm_ranking, publish_ranking, reopen_assessment_round
from services.reporting.rankings.domain import both_ends
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import fold, small_county
from tests.reporting.rankings.test_appealing import AFTER, given_ranking, work
from tests.reporting.scores.given import LEADER

AT = "/reporting/rankings/last"


@pytest.fixture
async def leader(browser_for: ClientFor) -> httpx2.AsyncClient:
    return await browser_for(Role.BUREAU_LEADER)


class TestTheLastRanking:
    async def test_is_the_one_that_was_published_by_the_day_and_holds(
        self, leader: httpx2.AsyncClient, reporting_engine: AsyncEngine
    ) -> None:
        round_id = await given_ranking(reporting_engine)
        await confirm_ranking(work(reporting_engine, day=AFTER), round_id)
        assert "还没有公布过考评排名" in (await leader.get(AT)).text
        await publish_ranking(work(reporting_engine, LEADER, AFTER), round_id)
        shown = await leader.get(AT)
        assert f"/reporting/rankings/{round_id}" in links_of(shown)
        assert {"乡镇、街道", "82"} <= set(words_of(shown).split())
        assert "还没有公布过考评排名" in (await leader.get(AT, params={"as_of": "2019-04-30"})).text
        await reopen_assessment_round(work(reporting_engine, LEADER, AFTER), round_id, reason="否决有误")
        assert "还没有公布过考评排名" in (await leader.get(AT)).text

    async def test_stands_on_the_page_of_the_county(
        self, leader: httpx2.AsyncClient, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        shown = await leader.get("/reporting/county", params={"as_of": "2019-05-31"})
        assert f"{AT}?as_of=2019-05-31" in shown.text
        assert "/" in links_of(shown)


class TestBothEnds:
    def test_are_who_leads_and_who_ends_a_list(self) -> None:
        assert both_ends(range(1, 33)) == [1, 2, 3, 30, 31, 32]

    def test_are_all_of_a_short_one(self) -> None:
        assert [*both_ends(range(6))] == [0, 1, 2, 3, 4, 5]
