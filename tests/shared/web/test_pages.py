"""What a page must get right whatever it is about."""

import re
from collections.abc import Callable

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.ids import new_id
from shared.web.page import POLICY
from tests.given import given_grant
from tests.issuer import Issuer
from tests.shared.web.conftest import NAVIGATION, BrowserWith

NEW = "/kernel/things/new"
THING = {"purpose": "testing", "version": "3", "idempotency_key": "a-key"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8100/kernel/things?limit=20"}


async def things(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        counted = await connection.scalar(text("SELECT count(*) FROM access_grant WHERE role = 'subscriber'"))
        return int(counted or 0)


class TestAPage:
    async def test_is_for_who_the_cookie_says(self, browser: httpx2.AsyncClient) -> None:
        shown = await browser.get(NEW)
        assert shown.status_code == 200
        assert shown.headers["content-type"] == "text/html; charset=utf-8"
        assert shown.headers["content-security-policy"] == POLICY
        assert shown.headers["cache-control"] == "no-store"

    async def test_ignores_a_bearer(
        self, app: FastAPI, api_client: Callable[..., httpx2.AsyncClient], issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account)
        client = api_client(app, issuer.token(account))
        assert (await client.get(NEW)).status_code == 303
        assert (await client.get("/schedule")).status_code == 403

    async def test_lends_the_api_no_cookie(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.get("/schedule")
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")

    async def test_takes_over_https_only_the_cookie_that_no_other_host_can_set(
        self, browser_with: BrowserWith, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account)
        site = "https://veterans.example"
        assert (await browser_with({"session": issuer.token(account)}, site).get(NEW)).status_code == 303
        assert (await browser_with({"__Host-session": issuer.token(account)}, site).get(NEW)).status_code == 200

    async def test_names_a_parameter_that_is_given_twice_and_passes_over_what_it_does_not_take(
        self, browser: httpx2.AsyncClient
    ) -> None:
        assert (await browser.get("/kernel/things?limit=20&from=chat&from=mail")).status_code == 200
        refused = await browser.get("/kernel/things?limit=20&from=chat&limit=50")
        assert refused.status_code == 422
        assert "<p>limit：只能给出一次。</p>" in refused.text

    async def test_is_a_fragment_of_itself_when_htmx_asks(self, browser: httpx2.AsyncClient) -> None:
        part = await browser.get(NEW, headers=HTMX)
        assert "<form" in part.text
        assert "<html" not in part.text

    @pytest.mark.parametrize(
        ("path", "shown"),
        [
            ("/kernel/things/new", "/kernel/things/new"),
            ("/kernel/things/new/weighing/again", "/kernel/things/new"),
            ("/kernel/nowhere", "/"),
        ],
    )
    async def test_comes_back_in_another_language_where_it_can_be_shown(
        self, browser: httpx2.AsyncClient, path: str, shown: str
    ) -> None:
        """An address that only takes what is sent to it would answer 405."""
        page = await browser.post(path, data={"purpose": ""})
        assert page.status_code in {404, 422}
        assert f'name="to" value="{shown}"' in page.text

    async def test_speaks_the_language_of_its_cookie(self, browser: httpx2.AsyncClient) -> None:
        assert "<h1>新建</h1>" in (await browser.get(NEW)).text
        browser.cookies.set("language", "en")
        shown = await browser.get(NEW)
        assert "<h1>New</h1>" in shown.text
        assert shown.headers["content-language"] == "en"


class TestARefusal:
    async def test_is_a_page_with_sentence_next_step_code_and_correlation_id(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.get("/kernel/things/missing")
        assert refused.status_code == 404
        for part in ("没有。", "请核对地址", "thing-not-found", refused.headers["x-correlation-id"]):
            assert part in refused.text

    async def test_looks_the_same_at_an_address_that_leads_nowhere(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.get("/kernel/nowhere")
        assert (refused.status_code, refused.headers["content-type"]) == (404, "text/html; charset=utf-8")

    async def test_takes_a_fragment_away(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.get("/kernel/things/missing", headers=HTMX)
        assert (refused.status_code, refused.headers["hx-reswap"]) == (404, "delete")

    async def test_is_403_for_who_has_no_grant(self, browser_with: BrowserWith, issuer: Issuer) -> None:
        refused = await browser_with({"session": issuer.token(new_id())}).get(NEW)
        assert refused.status_code == 403
        assert "not-allowed" in refused.text
        assert "请向本单位管理员申请授权" in refused.text

    async def test_sends_nobody_for_a_grant_that_would_not_help(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.post(NEW, data=THING, headers={"Sec-Fetch-Site": "cross-site"})
        assert (refused.status_code, "cross-site-request" in refused.text) == (403, True)
        assert ("请从本系统的菜单重新进入" in refused.text, "申请授权" in refused.text) == (True, False)


class TestASessionThatHasRunOut:
    async def test_is_renewed_on_the_way(self, browser_with: BrowserWith) -> None:
        asked = await browser_with({}).get(f"{NEW}?limit=20")
        assert asked.status_code == 303
        assert asked.headers["location"] == f"/session/renew?to={NEW}%3Flimit%3D20"

    async def test_takes_the_whole_page_along_when_htmx_asked(self, browser_with: BrowserWith) -> None:
        asked = await browser_with({}).get(NEW, headers=HTMX)
        assert asked.status_code == 401
        assert asked.headers["hx-redirect"] == "/session/renew?to=/kernel/things%3Flimit%3D20"

    async def test_keeps_what_was_typed_but_no_password(self, browser_with: BrowserWith) -> None:
        typed = {**THING, "password": "hidden from all"}
        asked = await browser_with({}).post(NEW, data=typed)
        assert asked.status_code == 401
        assert '<input type="hidden" name="purpose" value="testing">' in asked.text
        assert '<input type="hidden" name="idempotency_key" value="a-key">' in asked.text
        assert "hidden from all" not in asked.text


class TestAKeyThatIsNoneOfOurs:
    @pytest.mark.parametrize("key", ["x" * 1_000_000, "a\x00b", "a b", "钥匙", "a\n"])
    async def test_is_refused_with_the_form(self, browser: httpx2.AsyncClient, key: str) -> None:
        refused = await browser.post(NEW, data={**THING, "idempotency_key": key})
        assert refused.status_code == 422


class TestAList:
    async def test_goes_on_from_page_to_page_with_its_filters(self, browser: httpx2.AsyncClient) -> None:
        for purpose in ("first one", "second one", "another"):
            await browser.post(NEW, data={"purpose": purpose, "version": "3"})
        shown = (await browser.get("/kernel/things?purpose=one&limit=1")).text
        assert "first one" in shown
        assert "second one" not in shown
        onward = re.findall(r'rel="next" href="([^"]+)"', shown)[0].replace("&amp;", "&")
        assert onward.startswith("/kernel/things?purpose=one&limit=1&cursor=")
        following = (await browser.get(onward)).text
        assert "second one" in following
        assert 'href="/kernel/things?purpose=one&amp;limit=1"' in following
        assert 'rel="next"' not in following

    async def test_that_is_narrowed_by_what_no_filter_shows_stays_so(self, browser: httpx2.AsyncClient) -> None:
        shown = (await browser.get('/kernel/things?purpose=one&limit=1&cursor=&about=7"')).text
        [filters] = re.findall(r'<form method="get".*?</form>', shown, re.DOTALL)
        assert re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', filters) == [("about", "7&#34;")]
        assert filters.count('name="purpose"') == 1

    async def test_takes_a_filter_left_empty_for_none(self, browser: httpx2.AsyncClient) -> None:
        assert (await browser.get("/kernel/things?purpose=&cursor=&limit=")).status_code == 200

    async def test_answers_a_cursor_it_did_not_give_with_a_page(self, browser: httpx2.AsyncClient) -> None:
        refused = await browser.get("/kernel/things?cursor=broken")
        assert refused.status_code == 422
        assert "broken-cursor" in refused.text


class TestAFormSent:
    async def test_does_it_and_goes_on(self, browser: httpx2.AsyncClient, kernel_engine: AsyncEngine) -> None:
        sent = await browser.post(NEW, data=THING)
        assert sent.status_code == 303
        assert sent.headers["location"].startswith("/kernel/things/")
        assert sent.headers["location"].endswith("?version=3")
        assert await things(kernel_engine) == 1

    async def test_does_it_once_however_often_it_is_sent(
        self, browser: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        first = await browser.post(NEW, data=THING)
        again = await browser.post(NEW, data=THING)
        assert first.headers["location"] == again.headers["location"]
        assert await things(kernel_engine) == 1

    async def test_comes_back_with_mistakes_at_their_fields(
        self, browser: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        typed = {
            "purpose": "over twenty characters <b>",
            "since": "tomorrow",
            "version": "3",
            "password": "hush!",
        }
        sent = await browser.post(NEW, data=typed)
        assert sent.status_code == 422
        assert "最多 20 个字符。" in sent.text
        assert '<a href="#f-since">' in sent.text
        assert 'value="tomorrow"' in sent.text
        assert "有误：" in sent.text
        assert "&lt;b&gt;" in sent.text
        assert "hush!" not in sent.text
        assert await things(kernel_engine) == 0

    async def test_sums_mistakes_up_in_its_own_order(self, browser: httpx2.AsyncClient) -> None:
        typed = [("lines.0.amount_fen", "0"), ("nothing_of_ours", "1"), ("since", "tomorrow"), ("purpose", "")]
        sent = await browser.post(NEW, data=dict(typed))
        summary = sent.text.partition('role="alert"')[2].partition("</ul>")[0]
        named = re.findall(r'<li>(?:<a href="#f-([^"]+)">)?', summary)
        assert named == ["purpose", "since", "lines.0.amount_fen", ""]

    async def test_comes_back_with_the_refusal_and_a_new_key(self, browser: httpx2.AsyncClient) -> None:
        sent = await browser.post(NEW, data={**THING, "purpose": "taken"})
        assert sent.status_code == 409
        assert "已被占用。" in sent.text
        assert 'value="taken"' in sent.text
        assert "a-key" not in sent.text
        assert 'name="version" value="3"' in sent.text

    async def test_names_a_field_that_no_form_has(self, browser: httpx2.AsyncClient) -> None:
        sent = await browser.post(NEW, data={**THING, "stranger": "x"})
        assert sent.status_code == 422
        assert "stranger" in sent.text

    @pytest.mark.parametrize(
        "sent",
        [{"a.²": "x"}, {"a." * 3000: "x"}, {"lines." + "9" * 5000: "x"}, {"version": "9" * 5000}],
        ids=["power", "deep", "long", "version"],
    )
    async def test_is_refused_however_its_fields_are_named_and_numbered(
        self, browser: httpx2.AsyncClient, sent: dict[str, str]
    ) -> None:
        assert (await browser.post(NEW, data={**THING, **sent})).status_code == 422

    async def test_is_nothing_else_than_a_form(self, browser: httpx2.AsyncClient) -> None:
        assert (await browser.post(NEW, json=THING)).status_code == 400


class TestAnotherSite:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8100"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:8100"},
        ],
    )
    async def test_changes_nothing(
        self, browser: httpx2.AsyncClient, kernel_engine: AsyncEngine, headers: dict[str, str]
    ) -> None:
        sent = await browser.post(NEW, data=THING, headers=headers)
        assert sent.status_code == 403
        assert "cross-site-request" in sent.text
        assert await things(kernel_engine) == 0

    @pytest.mark.parametrize(
        ("origin", "status"),
        [
            ("http://127.0.0.1:8100", 303),
            ("http://127.0.0.1:8101", 403),
            ("https://127.0.0.1:8100", 403),
            ("null", 403),
            (None, 403),
        ],
    )
    async def test_is_told_by_its_origin_where_the_browser_says_no_more(
        self, browser: httpx2.AsyncClient, origin: str | None, status: int
    ) -> None:
        del browser.headers["Sec-Fetch-Site"]
        headers = {"Origin": origin} if origin else {}
        assert (await browser.post(NEW, data=THING, headers=headers)).status_code == status

    async def test_may_link_here(self, browser: httpx2.AsyncClient) -> None:
        assert (await browser.get(NEW, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


class TestStaticFiles:
    async def test_are_kept_for_ever_by_their_digest(self, browser_with: BrowserWith) -> None:
        anybody = browser_with({})
        page = (await anybody.get("/kernel/nowhere", headers=NAVIGATION)).text
        path = page.partition('href="/static/site.')[2].partition('"')[0]
        sent = await anybody.get(f"/static/site.{path}")
        assert (sent.status_code, sent.headers["content-type"]) == (200, "text/css; charset=utf-8")
        assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"

    async def test_are_no_others(self, browser_with: BrowserWith) -> None:
        for name in ("site.css", "..%2fpage.py", "site.000000000000.css"):
            assert (await browser_with({}).get(f"/static/{name}")).status_code == 404
