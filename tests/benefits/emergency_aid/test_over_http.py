"""Emergency aid over HTTP and in a browser: who may do what, and what he is told."""

from datetime import date
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.tables import EMERGENCY_AID
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.emergency_aid.given import given_application, given_channel
from tests.benefits.given import OTHER_ROOM, ROOM, STATION
from tests.benefits.seen import audited
from tests.browsers import links_of, words_of

LIST = "/emergency-aid"
PAPER: dict[str, Any] = {"cause": "fire", "happened_on": "2019-04-09", "yuan": "2000.00", "document": "火灾证明"}


@pytest.fixture
async def application(benefits_engine: AsyncEngine) -> str:
    """The address of an application that the room took down."""
    await given_channel(benefits_engine)
    return f"/applications/{await given_application(benefits_engine, new_id())}"


async def send(browser: httpx2.AsyncClient, path: str, version: int = 1, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})


def code_of(answer: httpx2.Response) -> str:
    return str(answer.json()["code"]) if answer.is_error else ""


async def test_is_proposed_by_the_room_released_by_the_county_and_seen_by_no_other(
    application: str, client_of: ClientOf, benefits_engine: AsyncEngine
) -> None:
    room, other = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.ROOM_STAFF, OTHER_ROOM)
    station, leader = await client_of(Role.STATION_STAFF, STATION), await client_of(Role.BUREAU_LEADER)
    assert code_of(await other.post(f"{application}/emergency-aid", json=PAPER)) == "application-not-found"
    wrong = await room.post(f"{application}/emergency-aid", json={**PAPER, "cause": "whim"})
    assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "not-a-cause")
    made = await room.post(f"{application}/emergency-aid", json=PAPER)
    assert made.status_code == 201, made.text
    at = f"{LIST}/{made.json()['aid_id']}"
    said: dict[str, Any] = {"papers_on": "2019-04-10", "document": "材料清单"}
    for end, body in (("papers", said), ("withdrawal", {"reason": "写错了"})):
        assert (await other.post(f"{at}/{end}", json=body)).status_code == 404
    assert (await other.get(at)).status_code == 404
    assert (await other.get(LIST)).json()["items"] == []
    for client in (room, station):
        assert (await client.post(f"{at}/release", json={})).status_code == 403
    assert code_of(await leader.post(f"{at}/release", json={"version": 7})) == "application-changed"
    assert (await leader.post(f"{at}/release", json={"version": 1})).status_code == 204
    shown = (await station.get(at)).json()
    assert (shown["state"], shown["fen"], shown["version"]) == ("papers-due", 200_000, 2)
    assert shown["due_on"] > shown["decided_at"][:10]
    assert (await room.post(f"{at}/papers", json={**said, "version": 2})).status_code == 204
    again = await room.post(f"{at}/papers", json={**said, "version": 3})
    assert code_of(again) == "emergency-papers-complete"
    correction = {"cause": "accident", "happened_on": "2019-04-08", "papers_on": None, "document": "登记有误"}
    assert (await station.post(f"{at}/correction", json={**correction, "version": 3})).status_code == 204
    async with benefits_engine.begin() as connection:
        await connection.execute(update(EMERGENCY_AID).values(due_on=date(2019, 4, 24)))
    [late] = (await leader.get(LIST, params={"state": "overdue"})).json()["items"]
    assert (late["aid_id"], late["cause"]) == (made.json()["aid_id"], "accident")
    assert (await leader.get(LIST, params={"state": "complete"})).json()["items"] == []
    done = [action for action, *_ in await audited(benefits_engine)]
    for act in ("propose-emergency-aid", "release-emergency-aid", "complete-emergency-papers", "correct-emergency-aid"):
        assert act in done


async def test_goes_through_its_forms(application: str, browser_of: BrowserOf) -> None:
    room, centre = await browser_of(Role.ROOM_STAFF, ROOM), await browser_of()
    leader = await browser_of(Role.BUREAU_LEADER)
    new = f"/benefits{application}/emergency-aid"
    assert new in links_of(await room.get(f"/benefits{application}"))
    assert new not in links_of(await leader.get(f"/benefits{application}"))
    assert "最高 3,000.00 元。" in words_of(await room.get(new))
    above = await send(room, new, **{**PAPER, "yuan": "3000.01"})
    assert (above.status_code, "超过该项目的最高金额。" in words_of(above)) == (422, True)
    at = (await send(room, new, **PAPER)).headers["location"]
    own, others = links_of(await room.get(at)), links_of(await leader.get(at))
    assert (f"{at}/withdrawal" in own, f"{at}/release" in own) == (True, False)
    assert {f"{at}/release", f"{at}/refusal"} <= others
    assert "2,000.00" in words_of(await leader.get(f"{at}/release"))
    assert (await send(leader, f"{at}/release")).status_code == 303
    assert "待补齐材料" in words_of(await room.get(at))
    stale = await send(room, f"{at}/papers", 1, papers_on="2019-04-10", document="清单")
    assert stale.status_code == 409
    assert f"{at}/papers" in links_of(await room.get(at))
    assert (await send(room, f"{at}/papers", 2, papers_on="2019-04-10", document="材料清单")).status_code == 303
    assert "火灾" in words_of(await room.get(f"{at}/correction"))
    listed = await centre.get(f"/benefits/emergency-aid?application={application.rpartition('/')[2]}")
    assert ("材料已补齐" in words_of(listed), at in links_of(listed)) == (True, True)
    for page in (listed, await centre.get(at)):
        assert "困难帮扶" in words_of(page)
    agreed = await send(centre, f"/benefits{application}/opinion", 3, outcome="agree")
    assert agreed.status_code == 303, words_of(agreed)
    correction = {"cause": "fire", "happened_on": "2019-04-08", "papers_on": "", "document": "登记有误"}
    late = await send(room, f"{at}/correction", 5, **correction)
    assert (late.status_code, "该申请已有结果，不能再办理。" in words_of(late)) == (409, True)
