"""Rounds of selection in a browser: opened, nominated, vetted, counted, scored, published, granted, revoked."""

import re
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.awards.given import BEGUN, GRANT, OFFICES, ROUND, given_candidates
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM
from tests.browsers import links_of, words_of
from tests.papers import words_on

LIST = "/benefits/awards"


async def send(browser: httpx2.AsyncClient, path: str, **said: Any) -> httpx2.Response:
    """A form as a browser sends it, with the version that it showed."""
    shown = await browser.get(path)
    version = shown.text.partition('name="version" value="')[2].partition('"')[0]
    data = {"idempotency_key": str(new_id()), **({"version": version} if version else {}), **said}
    return await browser.post(path, data=data)


def lines(nominees: list[str], name: str, *values: Any) -> dict[str, Any]:
    """The fields of a form that has a line for each nominee."""
    fields: dict[str, Any] = {}
    for at, (each, value) in enumerate(zip(nominees, values, strict=True)):
        fields[f"lines.{at}.nomination_id"] = each
        fields[f"lines.{at}.{name}"] = str(value)
    return fields


async def nominees_of(browser: httpx2.AsyncClient, at: str) -> list[str]:
    """By the links of a round, in its order."""
    return list(dict.fromkeys(re.findall(r"/nominations/([0-9a-f-]{36})/", (await browser.get(at)).text)))


async def voted_on(centre: httpx2.AsyncClient, room: httpx2.AsyncClient, people: list[UUID]) -> str:
    """Where a round is that was opened, nominated for and vetted by its forms."""
    assert f"{LIST}/new" in links_of(await centre.get(LIST))
    assert f"{LIST}/new" not in links_of(await room.get(LIST))
    wrong = await send(centre, f"{LIST}/new", **{**ROUND, "opened_on": "2099-01-01"})
    assert (wrong.status_code, "不能晚于今天。" in words_of(wrong), "乙评委" in wrong.text) == (422, True, True)
    made = await send(centre, f"{LIST}/new", **{**ROUND, "awards": "1"})
    assert made.status_code == 303, made.text
    at = made.headers["location"]

    nominate = f"{at}/nominations/new"
    assert nominate in links_of(await room.get(at))
    said = {"nominated_on": "2019-03-04", "merits": "见义勇为"}
    stranger = await send(room, nominate, person_id=str(people[2]), **said)
    assert (stranger.status_code, "没有该退役军人的登记信息" in stranger.text) == (409, True)
    assert (await send(room, nominate, person_id=str(people[0]), **said)).status_code == 303
    assert (await send(centre, nominate, person_id=str(people[2]), **said)).status_code == 303
    [own] = await nominees_of(room, at)
    better = await send(room, f"{at}/nominations/{own}/correction", nominated_on="2019-03-05", merits="舍己救人")
    assert better.status_code == 303
    assert "舍己救人" in words_of(await centre.get(at))
    assert (await send(centre, f"{at}/stage", to="vetting")).status_code == 303
    assert "还有2名候选人未完成四部门审查。" in (await send(centre, f"{at}/stage", to="voting")).text
    both = await nominees_of(centre, at)
    for each in both:
        for office in OFFICES:
            paper = {"office": office, "passed": "true", "document": "函2019年5号", "vetted_on": "2019-03-18"}
            assert (await send(centre, f"{at}/nominations/{each}/vetting", **paper)).status_code == 303
    assert "公安机关" in words_of(await room.get(at))
    assert (await send(centre, f"{at}/stage", to="voting")).status_code == 303
    return at


async def test_a_round_goes_through_its_forms(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    people = await given_candidates(benefits_engine, 3)
    centre, room = await browser_of(), await browser_of(Role.ROOM_STAFF, ROOM)
    at = await voted_on(centre, room, people)
    both = await nominees_of(centre, at)
    count = {"document": "计票报告2019年1号", "counted_on": "2019-04-01"}
    missing = await send(centre, f"{at}/count", **count, **lines(both[:1], "votes", 10))
    assert (missing.status_code, "应包括全部候选人。" in words_of(missing)) == (422, True)
    wrong = await send(centre, f"{at}/count", **count, **lines(both, "votes", "一百", 10))
    assert (wrong.status_code, words_of(wrong).count("应为整数。")) == (422, 2)  # above, and once beside the field
    assert 'href="#f-lines.0.votes">第 1 行 票数</a>' in wrong.text
    assert (await send(centre, f"{at}/count", **count, **lines(both, "votes", 10, 10))).status_code == 303
    for member in ("1", "2"):
        sheet = {"member": member, "scored_on": "2019-04-02", **lines(both, "points", 80, 80)}
        assert (await send(centre, f"{at}/points", **sheet)).status_code == 303
    assert "有候选人并列，名额不足，应先抽签。" in words_of(await centre.get(at))
    assert "2人并列" in (await send(centre, f"{at}/publicity", **BEGUN)).text
    draw = {"document": "会议记录2019年2号", "drawn_on": "2019-04-03"}
    assert (await send(centre, f"{at}/draw", **draw, **lines(both, "drawn", 1, 2))).status_code == 303
    assert (await send(centre, f"{at}/publicity", **BEGUN)).status_code == 303
    assert "2019-04-15" in words_of(await centre.get(at))

    first = (await nominees_of(centre, at))[0]
    objection = {"said": "事迹有出入", "raised_on": "2019-04-10"}
    assert (await send(room, f"{at}/nominations/{first}/objection", **objection)).status_code == 303
    settlement = f"{at}/objections/0/settlement"
    assert settlement in links_of(await centre.get(at))
    found = {"settled_on": "2019-04-10", "is_upheld": "false", "found": "不属实"}
    assert (await send(centre, settlement, **found)).status_code == 303

    leader = await browser_of(Role.BUREAU_LEADER)
    assert f"{at}/grant" not in links_of(await centre.get(at))
    assert (await send(leader, f"{at}/grant", **{**GRANT, "granted_on": "2019-04-17"})).status_code == 303
    shown = words_of(await leader.get(at))
    for words in ("获得荣誉", "未获荣誉", "表彰决定2019年1号"):
        assert words in shown
    letter = f"{at}/nominations/{first}/letter"
    assert at in links_of(await leader.get(letter))
    assert "授予荣誉通知书" in words_on((await leader.get(f"{letter}.pdf")).content)
    gone = {"ground": "false-merits", "document": "撤销决定2019年1号", "revoked_on": "2019-05-06"}
    assert (await send(leader, f"{at}/nominations/{first}/revocation", **gone)).status_code == 303
    revoked = words_on((await leader.get(f"{letter}.pdf")).content)
    for words in ("撤销荣誉决定书", "事迹不实", "六十日内"):
        assert words in revoked
    listed = words_of(await centre.get(f"{LIST}/nominees?standing=revoked&year=2019"))
    assert "荣誉已撤销" in listed
    assert "2019" in words_of(await room.get(f"{LIST}?stage=awarded"))


async def test_a_round_is_corrected_and_cancelled(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    people = await given_candidates(benefits_engine, 2)
    centre = await browser_of()
    at = (await send(centre, f"{LIST}/new", **ROUND)).headers["location"]
    paper = {"person_id": str(people[0]), "nominated_on": "2019-03-04", "merits": "热心公益"}
    assert (await send(centre, f"{at}/nominations/new", **paper)).status_code == 303
    [one] = await nominees_of(centre, at)
    form = await centre.get(f"{at}/correction")
    for written in ("甲评委", "乙评委", "评选通知2019年3号"):
        assert written in form.text
    terms = {name: ROUND[name] for name in ("workdays", "notice", "panel", "opened_on")}
    assert (await send(centre, f"{at}/correction", awards="7", **terms)).status_code == 303
    stale = {"idempotency_key": str(new_id()), "version": "1", "awards": "8", **terms}
    assert (await centre.post(f"{at}/correction", data=stale)).status_code == 409
    assert (await send(centre, f"{at}/nominations/{one}/withdrawal", reason="本人要求")).status_code == 303
    assert "本人要求" in words_of(await centre.get(at))
    assert (await send(centre, f"{at}/cancellation", reason="重新部署")).status_code == 303
    shown = await centre.get(at)
    assert "重新部署" in words_of(shown)
    assert [link for link in links_of(shown) if link.startswith(f"{at}/")] == []


async def test_lists_are_taken_away(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    people = await given_candidates(benefits_engine, 2)
    centre = await browser_of()
    at = (await send(centre, f"{LIST}/new", **ROUND)).headers["location"]
    paper = {"person_id": str(people[0]), "nominated_on": "2019-03-04", "merits": "热心公益"}
    await send(centre, f"{at}/nominations/new", **paper)
    for path in (LIST, f"{LIST}/nominees"):
        assert f"{path}/export" in links_of(await centre.get(path))
        taken = await centre.post(f"{path}/export", data={"purpose": "上报市局", "idempotency_key": str(new_id())})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")
