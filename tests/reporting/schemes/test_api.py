"""Schemes of assessment over HTTP, and in a browser without script."""

from datetime import datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.schemes.parameters import INSPECTED
from shared.auth.roles import Role
from shared.ids import new_id
from shared.web.formats import instant
from tests.browsers import as_browser, links_of, words_of
from tests.given import given_grant
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN
from tests.reporting.schemes.given import MONTH, SENT, ended, told
from tests.reporting.seen import done
from tests.reporting.withdrawing import Drafts, give_a_draft_up


async def drafted(client: httpx2.AsyncClient, **said: Any) -> str:
    answer = await client.post("/assessment-schemes", json={**SENT, **said})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["scheme_id"])


class TestTheApi:
    async def test_takes_a_scheme_from_its_draft_into_force_and_to_its_end(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        own = f"/assessment-schemes/{await drafted(centre)}"
        corrected = await centre.post(f"{own}/correction", json={**SENT, "a1": "12.5", "a9": "2.5", "version": 1})
        assert (corrected.status_code, corrected.json()["version"]) == (200, 2)
        stale = await leader.post(f"{own}/adoption", json={"version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "assessment-scheme-changed")
        adopted = await leader.post(f"{own}/adoption", json={"version": 2})
        assert (adopted.status_code, adopted.json()["state"], adopted.json()["number"]) == (200, "adopted", 1)
        changed = await centre.post(f"{own}/correction", json=dict(SENT))
        assert (changed.status_code, changed.json()["code"]) == (409, "assessment-scheme-not-a-draft")
        ended = await leader.post(f"{own}/end", json={"last": str(MONTH.last), "reason": "换新办法"})
        assert (ended.status_code, ended.json()["state"]) == (200, "ended")
        kept = (await centre.get(own)).json()
        assert (kept["marks"]["A1"], kept["valid_until"], kept["end_reason"]) == ("12.5", str(MONTH.last), "换新办法")
        assert await told(reporting_engine, own.rpartition("/")[2]) == [
            ("assessment-scheme-adopted", 1),
            ("assessment-scheme-ended", 2),
        ]

    async def test_gives_a_draft_up(self, client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        draft = await drafted(centre)
        own, why = f"/assessment-schemes/{draft}", {"reason": "县里另定办法"}
        assert (await leader.post(f"{own}/withdrawal", json=why)).status_code == 403
        unsaid = await centre.post(f"{own}/withdrawal", json={})
        assert [(each["field"], each["code"]) for each in unsaid.json()["fields"]] == [("reason", "missing")]
        stale = await centre.post(f"{own}/withdrawal", json={**why, "version": 2})
        assert (stale.status_code, stale.json()["code"]) == (409, "assessment-scheme-changed")
        gone = await centre.post(f"{own}/withdrawal", json={**why, "version": 1})
        assert gone.status_code == 200, gone.text
        assert gone.json() == {"scheme_id": draft, "state": "withdrawn", "number": None, "version": 2}
        for client, act, said in (
            (centre, "correction", SENT), (leader, "adoption", {}), (centre, "withdrawal", why),
        ):  # fmt: skip
            refused = await client.post(f"{own}/{act}", json=dict(said))
            assert (refused.status_code, refused.json()["code"]) == (409, "assessment-scheme-not-a-draft")
        ended = await leader.post(f"{own}/end", json={"last": str(MONTH.last), **why})
        assert (ended.status_code, ended.json()["code"]) == (409, "assessment-scheme-not-in-force")
        kept = (await leader.get(own)).json()
        assert (kept["document"], kept["withdrawal_reason"]) == (SENT["document"], why["reason"])
        assert kept["withdrawn_by"] == kept["written_by"][0]
        assert kept["withdrawn_at"]
        listed = [
            (await centre.get("/assessment-schemes", params=asked)).json()["items"]
            for asked in ({}, {"state": "draft"}, {"state": "withdrawn"})
        ]
        assert [[each["scheme_id"] for each in items] for items in listed] == [[draft], [], [draft]]
        assert await told(reporting_engine, draft) == []
        assert await done(reporting_engine, f"assessment-scheme {draft}") == [
            ("draft-scheme", SENT["document"]), ("withdraw-scheme", why["reason"]),
        ]  # fmt: skip
        other = await drafted(centre)
        assert (await leader.post(f"/assessment-schemes/{other}/adoption", json={})).json()["number"] == 1

    async def test_has_one_scheme_in_force_on_a_day(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        first, second = await drafted(centre), await drafted(centre, valid_from=str(MONTH.following.first))
        await leader.post(f"/assessment-schemes/{first}/adoption", json={})
        refused = await leader.post(f"/assessment-schemes/{second}/adoption", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "assessment-schemes-overlap")
        await leader.post(f"/assessment-schemes/{first}/end", json={"last": str(MONTH.last), "reason": "换新办法"})
        assert (await leader.post(f"/assessment-schemes/{second}/adoption", json={})).json()["number"] == 2
        shown = (await centre.get("/assessment-schemes", params={"state": "adopted"})).json()["items"]
        assert [each["scheme_id"] for each in shown] == [second]

    async def test_gives_a_month_that_is_over_no_scheme(self, client_for: ClientFor) -> None:
        draft = await drafted(await client_for(), valid_from=str(MONTH.preceding.last))
        waits = await as_browser(await client_for(Role.BUREAU_LEADER)).get("/reporting/due")
        assert f"/reporting/schemes/{draft}" not in links_of(waits)
        refused = await (await client_for(Role.BUREAU_LEADER)).post(f"/assessment-schemes/{draft}/adoption", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "assessment-scheme-of-a-past-month")
        assert str(MONTH.first) in refused.json()["detail"]

    async def test_keeps_writing_and_deciding_apart(self, client_for: ClientFor) -> None:
        centre, station = await client_for(), await client_for(Role.STATION_STAFF, SHIAN)
        own = f"/assessment-schemes/{await drafted(centre)}"
        for client in (centre, station):
            assert (await client.post(f"{own}/adoption", json={})).status_code == 403
        assert (await station.post("/assessment-schemes", json=dict(SENT))).status_code == 403

    async def test_shows_what_was_never_in_force_to_the_centre_and_the_leaders_alone(
        self, client_for: ClientFor
    ) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station, auditor = await client_for(Role.STATION_STAFF, SHIAN), await client_for(Role.AUDITOR)
        draft, given_up = await drafted(centre), await drafted(centre)
        await centre.post(f"/assessment-schemes/{given_up}/withdrawal", json={"reason": "县里另定办法"})
        for client, seen in ((centre, 200), (leader, 200), (auditor, 200), (station, 404)):
            for own in (draft, given_up):
                assert (await client.get(f"/assessment-schemes/{own}")).status_code == seen
            listed = (await client.get("/assessment-schemes")).json()["items"]
            assert len(listed) == (2 if seen == 200 else 0)
        hidden = (await station.get(f"/assessment-schemes/{draft}")).json()
        nothing = (await station.get(f"/assessment-schemes/{new_id()}")).json()
        assert (hidden["code"], hidden["detail"]) == (nothing["code"], nothing["detail"])
        page = as_browser(await client_for(Role.STATION_STAFF, SHIAN))
        assert (await page.get(f"/reporting/schemes/{draft}")).status_code == 404
        assert draft not in (await page.get("/reporting/schemes")).text
        await leader.post(f"/assessment-schemes/{draft}/adoption", json={})
        await leader.post(f"/assessment-schemes/{draft}/end", json={"last": str(MONTH.last), "reason": "换新办法"})
        assert (await station.get(f"/assessment-schemes/{draft}")).json()["state"] == "ended"
        assert (await page.get(f"/reporting/schemes/{draft}")).status_code == 200

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            ({"a1": "10.5"}, ("weight", "marks-not-full")),
            ({"a1": "10.555"}, ("a1", "wrong-form")),
            ({"veto": "101"}, ("veto", "wrong-form")),
            ({"valid_until": str(MONTH.preceding.last)}, ("valid_until", "ends-before-it-begins")),
        ],
    )
    async def test_refuses_what_is_no_scheme(
        self, client_for: ClientFor, said: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        refused = await (await client_for()).post("/assessment-schemes", json={**SENT, **said})
        assert refused.status_code == 422
        assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [fault]


class TestWhoIsNamed:
    async def test_may_score_and_stands_in_the_scheme(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        centre, named = await client_for(), new_id()
        sent = {**SENT, "a1_inspector": str(named)}
        refused = await centre.post("/assessment-schemes", json=sent)
        assert refused.status_code == 422
        assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
            ("a1_inspector", "not-an-inspector")
        ]
        await given_grant(reporting_engine, named)
        await ended(reporting_engine, named, "signed-out", "disabled")
        refused = await centre.post("/assessment-schemes", json=sent)
        assert [(each["field"], each["code"], each["message"]) for each in refused.json()["fields"]] == [
            ("a1_inspector", "account-disabled", "该账号已停用，不能指定为评分人；已重新启用的，几秒后再试。")
        ]
        assert f'value="{named}"' not in (await (await browser_for()).get("/reporting/schemes/new")).text
        await ended(reporting_engine, named, "enabled", epoch=3)
        own = await drafted(centre, **sent)
        assert (await centre.get(f"/assessment-schemes/{own}")).json()["inspectors"] == {"A1": str(named)}
        page, at = await browser_for(), f"/reporting/schemes/{own}"
        assert f'data-account="{named}"' in (await page.get(at)).text
        chosen = f'<option value="{named}" data-account="{named}" selected>'
        assert chosen in (await page.get(f"{at}/correction")).text
        cleared = await page.post(f"{at}/correction", data={**SENT, "a1_inspector": "", "version": "1"})
        assert cleared.status_code == 303, words_of(cleared)
        assert (await centre.get(f"/assessment-schemes/{own}")).json()["inspectors"] == {}

    async def test_is_chosen_among_those_who_may_score(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """By name once registry has told it; who may no longer stays until somebody else is chosen."""
        page, scores, leads, gone = await browser_for(), new_id(), new_id(), new_id()
        await given_grant(reporting_engine, scores)
        await given_grant(reporting_engine, leads, role=Role.BUREAU_LEADER)
        form = (await page.get("/reporting/schemes/new")).text
        offered = f'<option value="{scores}" data-account="{scores}">'
        assert form.count(offered) == len(INSPECTED)
        assert str(leads) not in form
        assert f'<input type="hidden" name="account_ids" value="{scores}">' in form
        said = {**SENT, "a1_inspector": str(gone)}
        refused = await page.post("/reporting/schemes/new", data=said)
        assert refused.status_code == 422
        assert f'<option value="{gone}" data-account="{gone}" selected>' in refused.text
        assert "该账号现在没有评分的授权。" in words_of(refused)
        assert offered in refused.text


class TestThePages:
    async def test_lead_from_the_draft_into_force(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        assert 'value="15"' in (await centre.get("/reporting/schemes/new")).text
        wrong = await centre.post("/reporting/schemes/new", data={**SENT, "a1": "9"})
        assert wrong.status_code == 422
        assert "各项满分合计应为 100 分。" in words_of(wrong)
        sent = await centre.post("/reporting/schemes/new", data=dict(SENT))
        assert sent.status_code == 303
        own = sent.headers["location"]
        assert f"{own}/correction" in links_of(await centre.get(own))
        assert (await centre.get(f"{own}/correction")).text.count(f'href="{own}"') == 2  # the way back, and to give up
        await centre.post(f"{own}/correction", data={**SENT, "a1": "11", "a2": "14", "version": "1"})
        assert f"{own}/adoption" in links_of(await leader.get(own))
        assert own in links_of(await leader.get("/reporting/due"))
        assert own not in links_of(await centre.get("/reporting/due"))
        assert (await leader.post(f"{own}/adoption", data={"version": "1"})).status_code == 409
        assert (await leader.post(f"{own}/adoption", data={"version": "2"})).headers["location"] == own
        assert own not in links_of(await leader.get("/reporting/due"))
        listed = words_of(await centre.get("/reporting/schemes"))
        assert "第 1 版" in listed
        assert "已启用" in listed
        ended = {"last": str(MONTH.last), "reason": "换新办法", "version": "3"}
        await leader.post(f"{own}/end", data=ended)
        assert "换新办法" in words_of(await centre.get(own))

    async def test_tell_drafts_apart_by_when_they_were_written(
        self, browser_for: ClientFor, client_for: ClientFor
    ) -> None:
        centre = await client_for()
        draft = (await centre.get(f"/assessment-schemes/{await drafted(centre)}")).json()
        written = instant(datetime.fromisoformat(draft["written_at"]))
        assert f"草案（{written}）" in words_of(await (await browser_for()).get("/reporting/schemes"))

    async def test_lead_from_a_draft_that_nobody_wants_to_its_withdrawal(self, browser_for: ClientFor) -> None:
        await give_a_draft_up(
            browser_for, Drafts("/reporting/schemes", SENT, "草案保留可查", "adoption", ("correction",))
        )
