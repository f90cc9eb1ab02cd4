"""Applications in a browser: from a person's file to the county's decision."""

from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.applications.given import RULES, given_applicant, published
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM, STATION
from tests.browsers import links_of, words_of
from tests.papers import words_on


async def send(browser: httpx2.AsyncClient, path: str, version: Any = 1, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})


async def test_an_application_goes_through_its_forms(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    person = await given_applicant(benefits_engine)
    room, station = await browser_of(Role.ROOM_STAFF, ROOM), await browser_of(Role.STATION_STAFF, STATION)
    centre = await browser_of(Role.CENTRE_STAFF)
    file = await room.get(f"/benefits/entitlements/of-person/{person}")
    new = f"/benefits/applications/new?person={person}&programme=hardship-aid"
    assert new in {link.replace("&amp;", "&") for link in links_of(file)}
    shown = await room.get(new)
    assert str(person) in shown.text
    assert "免费健康体检" in words_of(shown)
    said = {
        "person_id": str(person),
        "programme_code": "hardship-aid",
        "applied_on": "2019-04-01",
        "document": "申请书",
    }
    wrong = await send(room, "/benefits/applications/new", **{**said, "applied_on": "2099-01-01"})
    assert (wrong.status_code, "不能晚于今天。" in words_of(wrong)) == (422, True)
    made = await send(room, "/benefits/applications/new", **said)
    assert made.status_code == 303, made.text
    at = made.headers["location"]
    assert "村（社区）评议" in words_of(await room.get(at))
    opinion = f"{at}/opinion"
    for browser, elsewhere, version in ((room, station, 1), (station, room, 2)):
        assert opinion in links_of(await browser.get(at))
        assert opinion not in links_of(await elsewhere.get(at))
        assert opinion not in links_of(await centre.get(at))
        assert (await send(browser, f"{at}/opinion", version, outcome="agree")).status_code == 303
    stale = await send(station, f"{at}/withdrawal", 1, reason="写错了")
    assert stale.status_code == 409
    assert opinion not in links_of(await centre.get(at))
    await published(benefits_engine, "2019-04-08")
    assert "2019-04-15" in words_of(await centre.get(at))
    objection = {"said": "家中有车", "raised_on": "2019-04-10"}
    assert (await send(room, f"{at}/objection", 4, **objection)).status_code == 303
    assert "有异议待处理，暂停计算" in words_of(await centre.get(at))
    settlement = f"{at}/objections/0/settlement"
    assert settlement in links_of(await centre.get(at))
    assert "家中有车" in words_of(await centre.get(settlement))
    found = {"settled_on": "2019-04-12", "is_upheld": "false", "found": "不属实"}
    assert opinion not in links_of(await centre.get(at))
    assert (await send(centre, settlement, **found)).status_code == 303
    assert opinion in links_of(await centre.get(at))
    refused = await send(centre, f"{at}/opinion", 6, outcome="refuse")
    assert refused.status_code == 422
    assert (await send(centre, f"{at}/opinion", 6, outcome="agree")).status_code == 303
    letter = words_on((await centre.get(f"{at}/letter.pdf")).content)
    assert "同意享受通知书" in letter
    shown_words = words_of(await centre.get(at))
    for words in ("已同意", "不成立", "县级审批"):
        assert words in shown_words
    listed = words_of(await centre.get(f"/benefits/applications?state=approved&number={at[-8:].upper()}"))
    assert "免费健康体检 411329104210" in listed
    assert "hardship-aid" not in listed
    filtered = f"/benefits/applications?programme=hardship-aid&number={at[-8:].upper()}"
    assert at in links_of(await centre.get(filtered))
    other = words_of(await centre.get("/benefits/applications?number=00000000"))
    assert "没有符合条件的申请。" in other


async def test_an_application_is_returned_and_supplemented(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    person = await given_applicant(benefits_engine)
    room = await browser_of(Role.ROOM_STAFF, ROOM)
    said = {
        "person_id": str(person),
        "programme_code": "hardship-aid",
        "applied_on": "2019-04-01",
        "document": "申请书",
    }
    at = (await send(room, "/benefits/applications/new", **said)).headers["location"]
    lacks = {"outcome": "supplement", "reason_code": "papers-missing"}
    assert (await send(room, f"{at}/opinion", 1, **lacks)).status_code == 303
    shown = await room.get(at)
    assert f"{at}/supplement" in links_of(shown)
    assert "补正材料通知书" in words_of(await room.get(f"{at}/letter"))
    assert f"{at}/opinion" not in links_of(shown)
    assert "没有符合条件的申请。" in words_of(await room.get("/benefits/applications?mine=true"))
    assert (await send(room, f"{at}/supplement", 2, document="收入证明")).status_code == 303
    assert (await send(room, f"{at}/withdrawal", 3, reason="本人撤回")).status_code == 303
    assert "已撤回" in words_of(await room.get(at))


async def test_a_refusal_says_by_which_rule_and_what_may_be_done(
    browser_of: BrowserOf, benefits_engine: AsyncEngine
) -> None:
    person = await given_applicant(benefits_engine)
    room = await browser_of(Role.ROOM_STAFF, ROOM)
    said = {
        "person_id": str(person),
        "programme_code": "hardship-aid",
        "applied_on": "2019-04-01",
        "document": "申请书",
    }
    at = (await send(room, "/benefits/applications/new", **said)).headers["location"]
    assert "受理告知书" in words_of(await room.get(f"{at}/letter"))
    asked = await room.get(f"{at}/opinion")
    assert '<option value="income">' in asked.text
    assert RULES[0].text in words_of(asked)
    why = {"outcome": "refuse", "reason_code": "condition-not-met", "clause": "income"}
    assert (await send(room, f"{at}/opinion", 1, **why)).status_code == 303
    assert RULES[0].text in words_of(await room.get(at))
    letter = words_on((await room.get(f"{at}/letter.pdf")).content)
    for words in ("不予享受决定书", "不符合规定条件", RULES[0].text, "六十日内"):
        assert words in letter
