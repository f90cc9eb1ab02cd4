"""Briefing notes over HTTP, and in a browser without script."""

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.clock import SHANGHAI, local_date, machine_now
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.papers import printed
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, fold, given_progress, small_county
from tests.reporting.withdrawing import Drafts, give_a_draft_up

TODAY = local_date(machine_now())
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=SHANGHAI)
SAID = {
    "subject": "服务网络情况", "first_on": str(TODAY - timedelta(days=9)), "last_on": str(TODAY),
    "figures": ["F03", "F04"], "text": "第一段\n第二段",
}  # fmt: skip


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]) -> None:
    county_clock(MORNING - machine_now())
    await fold(reporting_engine, small_county())
    await given_progress(reporting_engine)


class TestTheApi:
    async def test_takes_one_from_its_draft_to_a_correction(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station = await client_for(Role.STATION_STAFF, SHIAN)
        made = await centre.post("/briefings", json=SAID)
        assert (made.status_code, made.json()["document_number"]) == (201, None)
        own = f"/briefings/{made.json()['briefing_id']}"
        wrong = await centre.post("/briefings", json={**SAID, "figures": ["F03", "F98"], "text": "电话 13800000000"})
        assert [each["field"] for each in wrong.json()["fields"]] == ["figures.1", "text"]
        late = await centre.post("/briefings", json={**SAID, "last_on": str(TODAY + timedelta(days=1))})
        assert [each["code"] for each in late.json()["fields"]] == ["period-to-come"]
        assert (await station.get("/briefings")).status_code == 403
        assert (await centre.post(f"{own}/issue", json={})).status_code == 403
        issued = await leader.post(f"{own}/issue", json={"version": 1})
        assert issued.json()["document_number"] == f"简报〔{TODAY.year}〕1号"
        assert (await leader.post(f"{own}/issue", json={})).json()["code"] == "briefing-nothing-to-issue"
        again = await centre.post(f"{own}/text", json={**SAID, "reason": "文字有误", "version": 2})
        assert (again.json()["edition"], again.json()["issued"]) == (2, 1)
        whole = (await leader.get(own)).json()
        assert [(each["edition"], each["reason"]) for each in whole["editions"]] == [(2, "文字有误"), (1, None)]
        assert whole["editions"][0]["values"][0] == {"code": "F03", "before": 3, "value": 3, "change": 0}
        assert [each["subject"] for each in (await leader.get("/briefings")).json()["items"]] == ["服务网络情况"]
        assert "服务网络情况" in await printed(leader, f"{own}/letter")
        assert (await leader.get(f"{own}/document")).content[:2] == b"PK"
        assert (await leader.get(f"/briefings/{new_id()}")).json()["code"] == "briefing-not-found"

    async def test_prints_each_edition(self, client_for: ClientFor) -> None:
        """What was issued is asked for while its correction waits, and has its number."""
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        own = f"/briefings/{(await centre.post('/briefings', json=SAID)).json()['briefing_id']}"
        await leader.post(f"{own}/issue", json={})
        await centre.post(f"{own}/text", json={**SAID, "subject": "改后的主题", "reason": "文字有误"})
        number = f"简报〔{TODAY.year}〕1号"
        first, waiting = [await printed(leader, f"{own}/letter?edition={edition}") for edition in (1, 2)]
        assert ("服务网络情况" in first, number in first, "本版已更正" in first) == (True, True, False)
        assert ("改后的主题" in waiting, number in waiting) == (True, False)
        assert await printed(leader, f"{own}/letter") == waiting
        await leader.post(f"{own}/issue", json={})
        first, second = [await printed(leader, f"{own}/letter?edition={edition}") for edition in (1, 2)]
        assert (number in first, "本版已更正，以第2版为准。" in first) == (True, True)
        assert (number in second, "本版已更正" in second) == (True, False)
        assert (await leader.get(f"{own}/document?edition=1")).content[:2] == b"PK"
        for at in ("letter", "document"):
            gone = await leader.get(f"{own}/{at}?edition=3")
            assert (gone.status_code, gone.json()["code"]) == (404, "letter-not-found")

    async def test_gives_a_draft_up(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        first, second = [
            (await centre.post("/briefings", json={**SAID, "subject": subject})).json()["briefing_id"]
            for subject in ("撤回的简报", "印发的简报")
        ]
        own, why = f"/briefings/{first}", {"reason": "不印发了"}
        assert (await leader.post(f"{own}/withdrawal", json=why)).status_code == 403
        unsaid = await centre.post(f"{own}/withdrawal", json={})
        assert [(each["field"], each["code"]) for each in unsaid.json()["fields"]] == [("reason", "missing")]
        gone = await centre.post(f"{own}/withdrawal", json={**why, "version": 1})
        assert gone.status_code == 200, gone.text
        assert gone.json() == {
            "briefing_id": first, "state": "withdrawn", "document_number": None,
            "edition": 1, "issued": 0, "withdrawn": 1, "version": 2,
        }  # fmt: skip
        for client, act, said in ((centre, "text", SAID), (leader, "issue", {}), (centre, "withdrawal", why)):
            refused = await client.post(f"{own}/{act}", json=said)
            assert (refused.status_code, refused.json()["code"]) == (409, "briefing-withdrawn")
        [kept] = (await leader.get(own)).json()["editions"]
        assert (kept["subject"], kept["withdrawal_reason"]) == ("撤回的简报", "不印发了")
        assert kept["withdrawn_by"] == kept["written_by"]
        assert await listed(leader, "draft", "issued", "withdrawn") == [["印发的简报"], [], ["撤回的简报"]]

        own = f"/briefings/{second}"
        assert (await leader.post(f"{own}/issue", json={})).json()["state"] == "issued"
        refused = await centre.post(f"{own}/withdrawal", json=why)
        assert (refused.status_code, refused.json()["code"]) == (409, "briefing-nothing-to-issue")
        await centre.post(f"{own}/text", json={**SAID, "subject": "误改的简报", "reason": "误改"})
        assert await listed(leader, "draft", "issued") == [["误改的简报"], []]
        stands = (await centre.post(f"{own}/withdrawal", json=why)).json()
        assert (stands["state"], stands["edition"], stands["issued"], stands["withdrawn"]) == ("issued", 2, 1, 2)
        assert await listed(leader, "draft", "issued") == [[], ["印发的简报"]]
        paper = await printed(leader, f"{own}/letter")
        assert ("印发的简报" in paper, "误改的简报" in paper) == (True, False)


async def listed(client: httpx2.AsyncClient, *states: str) -> list[list[str]]:
    """What briefing notes are about, by how they stand."""
    answers = [await client.get("/briefings", params={"state": each}) for each in states]
    return [[each["subject"] for each in answer.json()["items"]] for answer in answers]


class TestThePages:
    async def test_lead_from_a_draft_to_paper(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        page, new = "/reporting/briefings", "/reporting/briefings/new"
        assert "没有符合条件的简报。" in words_of(await leader.get(page))
        assert new in links_of(await centre.get(page))
        assert new not in links_of(await leader.get(page))
        assert 'value="F01" checked' in (await centre.get(new)).text
        wrong = await centre.post(new, data={**SAID, "first_on": str(TODAY + timedelta(days=1))})
        assert (wrong.status_code, "末日早于首日。" in words_of(wrong)) == (422, True)
        own = (await centre.post(new, data=SAID)).headers["location"]
        shown = await centre.get(own)
        assert "服务站 3 3 0" in words_of(shown)
        assert shown.text.count("<svg") == 4  # two charts, each for a desk and for a phone
        assert f"{own}/issue" not in links_of(shown)
        assert 'value="F04" checked' in (await centre.get(f"{own}/text")).text
        sent = await centre.post(f"{own}/text", data={**SAID, "subject": "站室情况", "version": "1"})
        assert sent.status_code == 303
        stale = await centre.post(f"{own}/text", data={**SAID, "version": "1"})
        assert (stale.status_code, "与现在不同的内容" in words_of(stale)) == (409, True)
        assert [own in links_of(await each.get("/reporting/due")) for each in (leader, centre)] == [True, False]
        assert "不能修改" in words_of(await leader.get(f"{own}/issue"))
        assert (await leader.post(f"{own}/issue", data={"version": "2"})).status_code == 303
        assert "更正" in words_of(await centre.get(own))
        assert "更正这一版的原因" in words_of(await centre.get(f"{own}/text"))
        read = words_of(await leader.get(f"{own}/letter"))
        assert "站室情况" in read
        assert "第二段" in read
        assert (await leader.get(f"{own}/letter.pdf")).content[:4] == b"%PDF"
        assert (await leader.get(f"{own}/document.docx")).content[:2] == b"PK"

    async def test_lead_from_a_draft_that_nobody_wants_to_its_withdrawal(self, browser_for: ClientFor) -> None:
        await give_a_draft_up(browser_for, Drafts("/reporting/briefings", SAID, "草稿保留可查", "issue", ("text",)))

    async def test_lead_to_the_paper_of_each_edition(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        own = (await centre.post("/reporting/briefings/new", data=SAID)).headers["location"]
        await leader.post(f"{own}/issue", data={"version": "1"})
        await centre.post(f"{own}/text", data={**SAID, "subject": "改后的主题", "reason": "文字有误", "version": "2"})
        [first] = [each for each in links_of(await leader.get(own)) if each.startswith(f"{own}/letter?")]
        shown = await leader.get(first)
        assert ("服务网络情况" in words_of(shown), "改后的主题" in words_of(shown)) == (True, False)
        [paper] = [each for each in links_of(shown) if ".pdf" in each]
        assert "服务网络情况" in await printed(leader, paper)

    async def test_show_the_issued_edition_when_its_correction_is_withdrawn(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        own = (await centre.post("/reporting/briefings/new", data=SAID)).headers["location"]
        await leader.post(f"{own}/issue", data={"version": "1"})
        assert f"{own}/withdrawal" not in links_of(await centre.get(own))
        wrong = {**SAID, "subject": "误改的简报", "reason": "误改", "version": "2"}
        assert (await centre.post(f"{own}/text", data=wrong)).status_code == 303
        await centre.post(f"{own}/withdrawal", data={"reason": "原文无误", "version": "3"})
        shown = words_of(await centre.get(own))
        assert "简报：服务网络情况" in shown
        assert "原文无误" in shown
        assert "待印发" not in shown
        form = (await centre.get(f"{own}/text")).text
        assert ('value="服务网络情况"' in form, "误改的简报" in form) == (True, False)
        assert "误改的简报" not in words_of(await leader.get("/reporting/briefings"))
