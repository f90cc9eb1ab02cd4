"""Who works here signs in, looks at what is to do, and signs out: with script and without."""

import pytest

from shared.auth.roles import Role
from shared.web.menu import MENU
from tests.pages.conftest import BrowserOf

pytestmark = pytest.mark.browser

PATHS = ["/sign-in", "/", "/me", "/me/password", "/me/sessions", "/session/activation", "/registry/nowhere"]

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

    @pytest.mark.parametrize("path", [*PATHS, *(entry.path for entry in MENU if Role.CENTRE_STAFF in entry.roles)])
    @pytest.mark.parametrize("size", ["desk", "phone"])
    async def test_finds_pages_that_axe_finds_clean(self, browser_of: BrowserOf, path: str, size: str) -> None:
        clerk = await browser_of(size=size)
        await clerk.sign_in()
        await clerk.open(path)
        assert await clerk.accessibility() == []
        clerk.complaints = [said for said in clerk.complaints if "404" not in said]
