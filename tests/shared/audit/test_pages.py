"""The audit in a browser."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.given import given_grant
from tests.issuer import Issuer
from tests.shared.audit.given import given_chain, tamper
from tests.shared.audit.test_trail import WHO, given_trail
from tests.shared.http.sample import Client, app

__all__ = ["app"]

BrowserOf = Callable[[Role], Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def browser_of(app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine) -> BrowserOf:
    async def make(role: Role) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(kernel_engine, account, role)
        browser = api_client(app)
        browser.cookies.set("session", issuer.token(account))
        browser.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        return browser

    return make


class TestTheAuditInABrowser:
    @pytest.mark.parametrize(
        ("query", "there", "missing"),
        [
            (f"account={WHO}&subject=", ">办结案件<", ">show-case<"),
            ("subject=case+1&action=open-case", ">立案<", '<td data-label="事项">办结案件<'),
            ("since=2099-01-01", "没有符合条件的记录", '<td data-label="事项">立案<'),
        ],
        ids=["account", "subject+action", "since"],  # an id made anew would differ between processes
    )
    async def test_is_searched_by_auditors(
        self, browser_of: BrowserOf, kernel_engine: AsyncEngine, query: str, there: str, missing: str
    ) -> None:
        await given_trail(kernel_engine)
        shown = await (await browser_of(Role.AUDITOR)).get(f"/kernel/audit?{query}")
        assert shown.status_code == 200
        assert there in shown.text
        assert missing not in shown.text

    async def test_tells_acts_and_what_they_are_about_in_words(
        self, browser_of: BrowserOf, kernel_engine: AsyncEngine
    ) -> None:
        await given_trail(kernel_engine)
        shown = (await (await browser_of(Role.AUDITOR)).get("/kernel/audit?action=open-case")).text
        assert ">案件 1</a>" in shown
        assert f'data-account="{WHO}">{str(WHO)[-8:]}<' in shown
        refused = (await (await browser_of(Role.AUDITOR)).get("/kernel/audit?result=out-of-scope")).text
        assert "被拒绝" in refused
        assert f'result=out-of-scope">{OutOfScope.zh}</a>' in refused

    @pytest.mark.parametrize("day", ["2019-02-31", "0001-01-01", "1899-12-31", "9999-12-31", "0"])
    async def test_says_which_field_of_a_search_is_wrong(self, browser_of: BrowserOf, day: str) -> None:
        answer = await (await browser_of(Role.AUDITOR)).get(f"/kernel/audit?since={day}")
        assert answer.status_code == 422
        assert "<p>自：" in answer.text
        assert 'href="/"' in answer.text

    async def test_is_closed_to_all_others(self, browser_of: BrowserOf) -> None:
        assert (await (await browser_of(Role.CENTRE_STAFF)).get("/kernel/audit")).status_code == 403

    async def test_shows_everybody_his_own(self, browser_of: BrowserOf, kernel_engine: AsyncEngine) -> None:
        await given_trail(kernel_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        await clerk.get("/kernel/audit")
        shown = (await clerk.get("/kernel/audit/mine")).text
        assert "resolve-case" not in shown
        assert "被拒绝" in shown
        assert "not-allowed" not in shown

    async def test_is_taken_away_for_a_purpose(self, browser_of: BrowserOf, kernel_engine: AsyncEngine) -> None:
        await given_trail(kernel_engine)
        auditor = await browser_of(Role.AUDITOR)
        listed = await auditor.get("/kernel/audit?action=open-case&since=2019-01-01")
        export = "/kernel/audit/export?action=open-case&since=2019-01-01"
        assert export in links_of(listed)
        form = (await auditor.get(export)).text
        assert '<option value="open-case" selected>' in form
        assert 'value="2019-01-01T00:00"' in form
        wanted = {"action": "open-case", "since": "2019-01-01T00:00"}
        assert (await auditor.post("/kernel/audit/export", data=wanted)).status_code == 422
        taken = await auditor.post("/kernel/audit/export", data={**wanted, "purpose": "年度检查"})
        assert taken.headers["content-disposition"] == 'attachment; filename="audit.csv"'
        assert "年度检查" in taken.text.splitlines()[0]
        assert "open-case" in taken.text
        assert "resolve-case" not in taken.text
        assert "年度检查" in (await auditor.get("/kernel/audit?action=export-audit")).text
        assert (await (await browser_of(Role.CENTRE_STAFF)).get("/kernel/audit/export")).status_code == 403


class TestTheChainInABrowser:
    async def test_is_verified_since_the_last_checkpoint(
        self, browser_of: BrowserOf, kernel_engine: AsyncEngine
    ) -> None:
        await given_chain(kernel_engine, "a", "b", "c")
        auditor = await browser_of(Role.AUDITOR)
        shown = words_of(await auditor.get("/kernel/audit/chain"))
        assert "未发现改动" in shown
        assert "已核对至 第 3 条" in shown

    async def test_tells_which_rows_were_changed(
        self, browser_of: BrowserOf, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        await given_chain(kernel_engine, "a", "b", "c")
        tamper(postgres, "UPDATE audit SET result = 'x' WHERE action = 'b'")
        shown = words_of(await (await browser_of(Role.AUDITOR)).get("/kernel/audit/chain"))
        assert "发现 1 处不符" in shown
        assert "2 记录被改动" in shown
