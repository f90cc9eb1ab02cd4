"""After a fire somebody is paid before his application is decided, in a real browser: by the room, the leader and the
centre, each from what waits for him on the first page."""

from typing import Any

import pytest
import pytest_asyncio

from deploy.demo.accounts import ADMINISTRATOR, CLERK, LEADER
from deploy.demo.client import Client
from shared.calendar.notices import released_calendar
from shared.clock import local_date, now
from tests.pages.conftest import BrowserOf
from tests.pages.given import ROOM_CLERK, given_veteran, invented

pytestmark = pytest.mark.browser

CODE, DOCUMENT = "fire-aid", "工作方案第1号"
PROGRAMME: dict[str, Any] = {
    "programme_code": CODE, "name": "火灾救助", "slot": None, "valid_from": "2019-01-01",
    "rules": [
        {"code": "right", "source": "县办法", "text": "符合规定的人员。"},
        {"code": "kind", "source": "县办法", "text": "生活困难。",
         "when": {"fact": "hardship.kind", "op": "in", "value": ["living", "housing"]}},
    ],
    "terms": {"gives": "one-off", "cap": "hardship-cap", "chain": ["county"], "emergency_workdays": 10},
}  # fmt: skip


@pytest_asyncio.fixture
async def _channel(clerk: Client, sessions: Any) -> None:
    """A programme that pays first, 3,000 yuan at most; the working days of the weeks to come."""
    leader, keeper = [Client(clerk.http, clerk.addresses, sessions[name]) for name in (LEADER, ADMINISTRATOR)]
    drafted = await clerk.post("benefits", "/programme-drafts", {"programme": PROGRAMME, "document": DOCUMENT})
    await leader.post("benefits", f"/programme-drafts/{drafted['proposal_id']}/activation", {"version": 1})
    cap = {"table": "hardship-cap", "key": "", "since": "2019-01-01", "value": 300_000, "source": DOCUMENT}
    await clerk.post("benefits", "/amounts", cap)
    this = local_date(now()).year
    for year in {this, this + 1} - set(released_calendar().years):
        notice = {"source": "县通知1号", "off": [[f"{year}-01-01", f"{year}-01-01"]], "worked": []}
        await keeper.put("benefits", f"/schedule/working-days/{year}", notice)


@pytest.mark.usefixtures("_channel")
async def test_is_proposed_released_and_decided_once_the_papers_are_complete(
    browser_of: BrowserOf, clerk: Client
) -> None:
    veteran = await given_veteran(clerk, invented(1, first=46)[0])
    today = local_date(now()).isoformat()
    room = await browser_of(ROOM_CLERK, size="phone")
    await room.open(f"/benefits/applications/new?person={veteran}&programme={CODE}")
    await room.send(hardship_kind="housing", applied_on=today, document="申请书")
    assert "住房困难" in await room.page.inner_text("main")
    await room.heading()
    application = room.page.url.removeprefix(room.url)
    await room.press("提出紧急先行发放")
    await room.send(cause="fire", happened_on=today, yuan="2000.00", document="火灾证明")
    assert "待放行" in await room.page.locator(".head").inner_text()
    at = room.page.url.removeprefix(room.url)

    leader = await browser_of(LEADER)
    await leader.open("/")
    await leader.wait_for("紧急先行发放：待另一人放行")
    await leader.press("紧急先行发放：待另一人放行")
    assert await leader.heading() == "紧急先行发放"
    await leader.page.locator(f"main a[href='{at}']").click()
    await leader.press("放行")
    assert "2,000.00" in await leader.page.inner_text("main")
    await leader.page.locator("main form button.primary").last.click()
    assert "待补齐材料" in await leader.page.locator(".head").inner_text()

    await room.open("/")
    await room.wait_for("紧急先行发放：待补齐材料")
    await room.press("紧急先行发放：待补齐材料")
    await room.heading()
    await room.page.locator(f"main a[href='{at}']").click()
    await room.press("登记材料补齐")
    await room.send(papers_on=today, document="材料清单")
    assert "材料已补齐" in await room.page.locator(".head").inner_text()
    await room.heading()

    centre = await browser_of(CLERK)
    await centre.open(application)
    await centre.press("提出意见")
    await centre.send(outcome="agree")
    assert "已同意" in await centre.page.locator(".head").inner_text()
    await centre.press("待遇发放")
    assert "2,000.00" in await centre.page.inner_text("main")
    await centre.heading()
