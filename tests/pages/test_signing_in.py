"""Who works here signs in, looks at what is to do, and signs out: with script and without."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Route

import shared.web
from tests.pages.conftest import BrowserOf

pytestmark = pytest.mark.browser

STATIC = Path(shared.web.__file__).parent / "static"
# Beside the pages that are read whole in test_floor.py: axe looks at those there.
PATHS = ["/sign-in", "/me/password", "/me/sessions", "/session/activation", "/registry/nowhere"]

everywhere = pytest.mark.parametrize(
    ("script", "size"), [(True, "desk"), (False, "desk"), (True, "phone")], ids=["desk", "without script", "phone"]
)


class TestAClerk:
    @everywhere
    async def test_signs_in_looks_around_and_signs_out(self, browser_of: BrowserOf, script: bool, size: str) -> None:
        clerk = await browser_of(script=script, size=size)
        await clerk.open("/me")
        assert "/sign-in?to=/me" in clerk.page.url
        await clerk.page.fill("#f-username", clerk.username)
        await clerk.page.fill("#f-password", clerk.password)
        await clerk.page.click("button.primary")
        assert clerk.page.url == f"{clerk.url}/me"
        assert await clerk.page.inner_text("h1") == "我的账号"
        await clerk.page.click("text=退出")
        assert clerk.page.url == f"{clerk.url}/sign-in"
        await clerk.open("/")
        assert "/sign-in" in clerk.page.url

    async def test_keeps_the_name_and_loses_the_password_when_it_is_wrong(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of()
        clerk.password = "not the password"
        await clerk.sign_in()
        assert "用户名或密码不正确" in await clerk.page.inner_text("[role=alert]")
        assert (await clerk.page.title()).startswith("有误：")
        assert await clerk.page.input_value("#f-username") == clerk.username
        assert await clerk.page.input_value("#f-password") == ""
        clerk.complaints.clear()  # the browser notes a 401 as an error

    @everywhere
    async def test_reads_english_when_it_is_chosen(self, browser_of: BrowserOf, script: bool, size: str) -> None:
        clerk = await browser_of(script=script, size=size)
        await clerk.sign_in()
        await clerk.page.click("text=English")
        assert await clerk.page.inner_text("h1") == "To do"
        await clerk.page.click("text=中文")
        assert await clerk.page.inner_text("h1") == "待办"

    @pytest.mark.parametrize("size", ["desk", "phone"])
    async def test_finds_pages_that_axe_finds_clean(self, browser_of: BrowserOf, size: str) -> None:
        clerk = await browser_of(size=size)
        await clerk.sign_in()
        for path in PATHS:
            await clerk.open(path)
            assert await clerk.accessibility() == [], path
        clerk.complaints = [said for said in clerk.complaints if "404" not in said]


PAGE = """<link rel="stylesheet" href="/static/site.css"><form method="post" action="/session/end"></form>
<input id="typed"><script src="/static/site.js"></script>"""


class TestWhoTypes:
    async def test_goes_on_being_signed_in_however_late_the_page_was_opened(self, chromium: Browser) -> None:
        """A token may be old when its page comes: what counts is when the session was last renewed."""
        page = await chromium.new_page()
        renewals: list[str] = []

        async def answer(route: Route) -> None:
            address = route.request.url
            if "/session/renew" in address:
                renewals.append(address)
            script = address.endswith(".js")
            body = (STATIC / "site.js").read_text(encoding="utf-8") if script else PAGE
            await route.fulfill(body=body, content_type="text/javascript" if script else "text/html")

        async def renewed_by_typing(seconds_later: int) -> bool:
            await page.clock.fast_forward(seconds_later * 1000)
            await page.goto("http://county.example/form")
            before = len(renewals)
            await page.fill("#typed", "王")
            await page.clock.run_for(1000)
            await page.evaluate("fetch('/after')")  # what was asked for before has been asked for
            return len(renewals) > before

        await page.route("**/*", answer)
        await page.clock.install()
        assert await renewed_by_typing(0), "when the session was renewed, a new tab does not know"
        assert not await renewed_by_typing(100)
        assert not await renewed_by_typing(100)
        assert await renewed_by_typing(110)
        await page.close()
