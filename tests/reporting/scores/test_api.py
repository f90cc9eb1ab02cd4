"""Rounds and scores over HTTP, and in a browser without script."""

from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import as_browser, links_of, words_of
from tests.given import given_grant
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import at as at_hour
from tests.reporting.given import SHIAN, WAIZI, YANGYING, code_of, fold, veteran_registered
from tests.reporting.schemes.given import ended
from tests.reporting.scores.given import APRIL, given_basis, given_round

OWN = code_of(SHIAN)
SAID = {"org_code": OWN, "indicator": "A1", "points": "8.5", "evidence": "四月二十五日现场查看"}


class TestWhoIsNamed:
    async def test_finds_what_he_is_to_score_on_his_first_page(
        self,
        reporting_app: FastAPI,
        reporting_engine: AsyncEngine,
        token_for: Callable[[UUID], str],
        api_client: Callable[..., httpx2.AsyncClient],
        client_for: ClientFor,
    ) -> None:
        named = new_id()
        await given_grant(reporting_engine, named)
        round_id = await given_round(reporting_engine, {"A1": named})
        his = as_browser(api_client(reporting_app, token_for(named)))
        first = words_of(await his.get("/reporting/due"))
        assert "待您评分：2019-04 组织领导 3 个服务站" in first
        other = await client_for()
        assert "待您评分" not in words_of(await as_browser(await client_for()).get("/reporting/due"))
        refused = await other.post(f"/assessment-rounds/{round_id}/scores", json=SAID)
        assert (refused.status_code, refused.json()["code"]) == (403, "other-inspector-named")
        grid = f"/reporting/scores/{round_id}"
        station = f"{grid}/stations/{OWN}"
        another = as_browser(other)
        for browser, offered in ((his, {"A1", "A3"}), (another, {"A3"})):
            for page in (grid, station):
                links = links_of(await browser.get(page))
                assert {code for code in ("A1", "A3") if f"{station}/{code}" in links} == offered, page
        own = api_client(reporting_app, token_for(named))
        assert (await own.post(f"/assessment-rounds/{round_id}/scores", json=SAID)).json() == {"edition": 1}
        assert "组织领导 2 个服务站" in words_of(await his.get("/reporting/due"))
        await ended(reporting_engine, named, "disabled")
        unscored = f"{grid}/stations/{code_of(WAIZI)}"
        for page in (grid, unscored):
            assert f"{unscored}/A1" in links_of(await another.get(page)), page


class TestTheApi:
    async def test_opens_a_round_scores_and_shows_how_it_came_about(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await given_basis(reporting_engine)
        centre, station = await client_for(), await client_for(Role.STATION_STAFF, SHIAN)
        made = await centre.post("/assessment-rounds", json={"month": "2019-04"})
        assert made.status_code == 201, made.text
        at = f"/assessment-rounds/{made.json()['round_id']}"
        assert (await centre.post("/assessment-rounds", json={"month": "2019-04"})).status_code == 409
        assert (await centre.post(f"{at}/scores", json=SAID)).json() == {"edition": 1}
        refused = await centre.post(f"{at}/scores", json={**SAID, "points": "9"})
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "reason")
        [listed] = (await station.get("/assessment-rounds")).json()["items"]
        assert (listed["month"], listed["state"]) == ("2019-04", "open")
        [own] = (await station.get(at)).json()["stations"]
        assert (own["org_code"], own["listed"], own["points"]) == (
            OWN,
            "townships",
            {"A1": "8.5", "A2": "0", "A5": "8"},
        )
        assert len((await centre.get(at)).json()["stations"]) == 3
        scores = (await station.get(f"{at}/stations/{OWN}")).json()["scores"]
        assert [step["points"] for step in scores["A5"][0]["steps"]] == ["10", "-1", "-1"]

    async def test_shows_a_station_its_own_alone(self, client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        at = f"/assessment-rounds/{await given_round(reporting_engine)}"
        other = await client_for(Role.STATION_STAFF, WAIZI)
        assert (await other.get(f"{at}/stations/{OWN}")).status_code == 403
        assert (await other.post(f"{at}/scores", json=SAID)).status_code == 403

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"points": "10.5"}, "points"),
            ({"evidence": "电话 13800000000"}, "evidence"),
            ({"indicator": "x"}, "indicator"),
        ],
    )
    async def test_refuses_what_is_no_score(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, said: dict[str, str], field: str
    ) -> None:
        at = f"/assessment-rounds/{await given_round(reporting_engine)}"
        refused = await (await client_for()).post(f"{at}/scores", json={**SAID, **said})
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["fields"]] == [field]


class TestThePages:
    async def test_lead_from_the_month_to_the_arithmetic(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await given_basis(reporting_engine, frozen_at=at_hour(12, day=APRIL.last))
        await fold(reporting_engine, [veteran_registered(YANGYING, APRIL.last)])
        centre, station = await browser_for(), await browser_for(Role.STATION_STAFF, SHIAN)
        assert (await centre.get("/reporting/scores/new")).status_code == 200
        refused = await centre.post("/reporting/scores/new", data={"month": "2019-04"})
        assert refused.status_code == 409
        freeze = "/reporting/snapshots/new?as_of=2019-04-30"
        assert freeze in links_of(refused)
        assert 'value="2019-04-30"' in (await centre.get(freeze)).text
        assert (await centre.post("/reporting/snapshots/new", data={"as_of": "2019-04-30"})).status_code == 303
        sent = await centre.post("/reporting/scores/new", data={"month": "2019-04"})
        at = sent.headers["location"]
        assert "还有 21 项未评分。" in words_of(await centre.get(at))
        form = f"{at}/stations/{OWN}/A1"
        assert form in links_of(await centre.get(at))
        assert (await centre.get(form)).status_code == 200
        first = {"points": "8.5", "evidence": "四月二十五日现场查看", "version": "0"}
        assert (await centre.post(form, data=first)).headers["location"] == f"{at}/stations/{OWN}"
        late = await centre.post(form, data={**first, "points": "7"})
        assert late.status_code == 409
        assert "与现在不同的内容" in words_of(late)
        again = {"points": "9", "evidence": "四月二十五日现场查看", "reason": "核对记录", "version": "1"}
        assert (await centre.post(form, data=again)).status_code == 303
        shown = words_of(await station.get(f"{at}/stations/{OWN}"))
        assert "迟报 2 次 × 0.5" in shown
        assert "2019-04-11" in shown
        assert "原因：核对记录" in shown
        assert "第 2 版：9 分" in shown
        assert form not in links_of(await station.get(f"{at}/stations/{OWN}"))
