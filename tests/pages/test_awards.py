"""A round of selection from the notice to the awards, in a real browser, with script and without."""

import pytest

from deploy.demo.accounts import CLERK, LEADER
from deploy.demo.client import Client
from services.benefits.awards.parameters import OFFICES
from tests.pages.conftest import BrowserOf, Visitor
from tests.pages.given import ROOM_CLERK, given_veteran, invented

pytestmark = pytest.mark.browser

either_way = pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])


async def opened(clerk: Visitor, year: str) -> str:
    """Where a round is that the centre opened for one award."""
    await clerk.open("/benefits/awards")
    await clerk.press("启动评选")
    await clerk.page.locator("input[name=panel]").first.fill("甲评委")
    terms = {"award": "most-admirable-veteran", "year": year, "awards": "1", "workdays": "5"}
    await clerk.send(**terms, notice="评选通知3号", opened_on="2019-03-01")
    await clerk.heading()
    return clerk.page.url.removeprefix(clerk.url)


class TestARound:
    @either_way
    async def test_goes_from_the_notice_to_the_awards(self, browser_of: BrowserOf, clerk: Client, script: bool) -> None:
        veteran = await given_veteran(clerk, invented(1, first=43 + script)[0])
        centre, room = await browser_of(CLERK, script=script), await browser_of(ROOM_CLERK, script=script)
        at = await opened(centre, "2018" if script else "2019")
        await room.open(at)
        await room.press("推荐候选人")
        await room.send(person_id=veteran, nominated_on="2019-03-04", merits="见义勇为，热心公益")
        await room.heading()
        await centre.open(at)
        await centre.press("转入其他阶段")
        await centre.send(to="vetting")
        for office in OFFICES:
            await centre.press("登记审查意见")
            await centre.send(office=office, passed="true", document="审查复函5号", vetted_on="2019-03-18")
        await centre.press("转入其他阶段")
        await centre.send(to="voting")
        await centre.press("登记投票结果")
        await centre.page.locator("[name='lines.0.votes']").fill("120")
        await centre.send(document="计票报告1号", counted_on="2019-04-01")
        await centre.press("登记评委打分")
        await centre.heading()
        await centre.page.locator("[name='lines.0.points']").fill("92")
        await centre.send(member="1", scored_on="2019-04-02")
        await centre.press("开始公示")
        await centre.send(begun_on="2019-04-08")
        await centre.wait_for("2019-04-15")
        leader = await browser_of(LEADER, script=script)
        await leader.open(at)
        await leader.press("授予荣誉")
        await leader.send(granted_on="2019-04-16", document="表彰决定1号")
        assert "已授予荣誉" in await leader.page.locator(".head").inner_text()
        await leader.heading()
        await leader.press("打印文书")
        assert await leader.heading() == "授予荣誉通知书"
