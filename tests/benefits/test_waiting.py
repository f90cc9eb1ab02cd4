"""What waits for whom on the first page."""

import re
from datetime import date
from typing import Any

import httpx2
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.tables import EMERGENCY_AID
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.emergency_aid.given import given_application, given_channel
from tests.benefits.given import OTHER_ROOM, ROOM
from tests.benefits.merchants.given import given_centre, given_intention
from tests.benefits.programmes.given import drafted
from tests.browsers import links_of, words_of

AID, BATCHES = "/benefits/emergency-aid", "/benefits/payments/batches"
THIS_MONTH = str(local_date(now()))[:7]
PAPER: dict[str, Any] = {"cause": "fire", "happened_on": "2019-04-09", "yuan": "2000.00", "document": "火灾证明"}


async def send(browser: httpx2.AsyncClient, path: str, version: int = 1, **said: Any) -> str:
    """A form as a browser sends it; answers where it leads."""
    answer = await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})
    assert answer.status_code == 303, words_of(answer)
    return answer.headers["location"]


async def waits(browser: httpx2.AsyncClient, words: str, path: str) -> bool:
    """Whether one of it waits for him, and the list that it leads to has it."""
    due = await browser.get("/benefits/due")
    if path not in links_of(due):
        return False
    assert f"{words} 1" in words_of(due)
    listed = links_of(await browser.get(path))
    one = re.compile(path.partition("?")[0] + "/[0-9a-f-]{36}")
    return len([link for link in listed if one.fullmatch(link)]) == 1


async def test_what_is_paid_first_waits_for_its_release_and_its_papers(
    browser_of: BrowserOf, benefits_engine: AsyncEngine
) -> None:
    await given_channel(benefits_engine)
    application = await given_application(benefits_engine, new_id())
    room, other = await browser_of(Role.ROOM_STAFF, ROOM), await browser_of(Role.ROOM_STAFF, OTHER_ROOM)
    centre, second, leader = await browser_of(), await browser_of(), await browser_of(Role.BUREAU_LEADER)
    opinion = "优待申请：待本级提出意见", "/benefits/applications?mine=true"
    assert [await waits(each, *opinion) for each in (centre, room, leader)] == [True, False, False]

    release = "紧急先行发放：待另一人放行", f"{AID}?mine=true"
    at = await send(centre, f"/benefits/applications/{application}/emergency-aid", **PAPER)
    hands = (second, leader, centre, room)
    assert [await waits(each, *release) for each in hands] == [True, True, False, False]
    await send(leader, f"{at}/release")
    assert not await waits(second, *release)

    papers, late = (
        ("紧急先行发放：待补齐材料", f"{AID}?state=papers-due"),
        ("紧急先行发放：逾期未补齐材料", f"{AID}?state=overdue"),
    )
    assert [await waits(each, *papers) for each in (room, centre, other, leader)] == [True, True, False, False]
    async with benefits_engine.begin() as connection:
        await connection.execute(update(EMERGENCY_AID).values(due_on=date(2019, 4, 24)))
    assert [await waits(room, *each) for each in (papers, late)] == [False, True]

    batch = "发放批次：待另一人放行", f"{BATCHES}?mine=true"
    proposed = await send(centre, f"{BATCHES}/new", month=THIS_MONTH, document="发放表")
    assert [await waits(each, *batch) for each in (second, leader, centre)] == [True, True, False]
    await send(leader, f"{proposed}/release")
    assert not await waits(second, *batch)

    refusal = {"outcome": "refuse", "reason_code": "no-proof", "clause": "income"}
    await send(centre, f"/benefits/applications/{application}/opinion", 2, **refusal)
    for browser in (room, centre):
        assert not await waits(browser, *late)
        assert not await waits(browser, *opinion)
    assert "申请已办结，未补齐材料" in words_of(await room.get(at))


async def test_what_a_leader_signs_and_brings_into_force_waits_for_him(
    browser_of: BrowserOf, benefits_engine: AsyncEngine
) -> None:
    await given_centre(benefits_engine)
    await given_intention(benefits_engine)
    await drafted(benefits_engine)
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    for what in (
        ("商家优惠：待签订的意向", "/benefits/merchants?state=intention"),
        ("优待项目：待启用的草案", "/benefits/programme-drafts?mine=true"),
    ):
        assert [await waits(each, *what) for each in (leader, centre)] == [True, False]
