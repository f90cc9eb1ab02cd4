"""What the oldest browser must do: pages are read, and written in by keys alone. Any Chromium can; `make test-pages-86`
takes Chromium 86, which Playwright can neither make click nor fill."""

import pytest

from shared.auth.roles import Role
from shared.web.menu import MENU
from tests.pages.conftest import BrowserOf, Visitor

pytestmark = pytest.mark.browser

LOADED = "!document.querySelector('.fragment') && !document.querySelector('form[hx-trigger=load].htmx-request')"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PATHS = ["/", "/me", *(entry.path for entry in MENU if Role.CENTRE_STAFF in entry.roles), "/registry/persons/new"]


async def signed_in_by_keys(clerk: Visitor) -> None:
    """The form has the keys at once, or gets them by its first field."""
    await clerk.open("/sign-in")
    for name, typed in (("username", clerk.username), ("password", clerk.password)):
        await clerk.page.evaluate(f"document.querySelector('#f-{name}').focus()")
        await clerk.page.keyboard.type(typed)
    await clerk.page.keyboard.press("Enter")
    await clerk.page.wait_for_url(clerk.url + "/")


@pytest.mark.parametrize("size", ["desk", "phone"])
class TestThePages:
    async def test_are_read_whole(self, browser_of: BrowserOf, size: str) -> None:
        clerk = await browser_of(size=size)
        await signed_in_by_keys(clerk)
        for path in PATHS:
            await clerk.open(path)
            await clerk.until(LOADED)
            assert not await clerk.page.evaluate(WIDE), path
            assert await clerk.accessibility() == [], path
            assert len(await clerk.page.screenshot()) > 5_000, path

    async def test_are_written_in_by_keys(self, browser_of: BrowserOf, size: str) -> None:
        clerk = await browser_of(size=size)
        await signed_in_by_keys(clerk)
        await clerk.open("/registry/network/new")
        await clerk.page.evaluate("document.querySelector('#f-parent_code').focus()")
        for typed in ("411329", "1", "", "无名"):
            await clerk.page.keyboard.type(typed)
            await clerk.page.keyboard.press("Enter")  # on to the next field
        await clerk.page.keyboard.type("昨天")
        async with clerk.page.expect_navigation():
            await clerk.page.keyboard.press("Control+Enter")
        assert (await clerk.page.title()).startswith("有误：")
        assert await clerk.page.evaluate("document.querySelector('#f-name').value") == "无名"
        assert "设立日期" in await clerk.page.evaluate("document.activeElement.innerText")  # the summary of mistakes
        assert await clerk.accessibility() == []
        clerk.forgive(422)
