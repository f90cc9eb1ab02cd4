"""A clerk signs in by an issuer of another site, in a real browser: its content policy, and its rules for cookies."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.embedded.configuration import secrets_folder
from deploy.embedded.stack import Stack
from shared.followed import LOOK_SECONDS
from tests.pages.conftest import BrowserOf, Visitor
from tests.registry.issuers.given import CONFIGURED
from tests.registry.issuers.provider import Provider

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(scope="module")
async def provider(county: Stack) -> AsyncIterator[Provider]:
    """Known to the running registry."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        provider = Provider(f"{county.site.url}/session/issuers/city/callback", host="localhost")
        provider.start()
        file = secrets_folder(county.site, "registry") / "registry_external_issuers"
        file.write_text(CONFIGURED.format(issuer=provider.url))
        await asyncio.sleep(2 * LOOK_SECONDS)
        yield provider
        file.unlink()
        provider.stop()


async def bind(clerk: Visitor) -> None:
    await clerk.open("/me")
    await clerk.page.click("text=统一认证")
    await clerk.page.click("text=绑定市统一身份认证")
    await clerk.page.fill("#f-current_password", clerk.password)
    await clerk.page.click("button.primary")
    await clerk.page.click("text=前往登录")
    assert clerk.page.url == f"{clerk.url}/me/issuers"
    assert "使用中" in await clerk.page.inner_text("table")


@pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])
class TestAClerk:
    async def test_binds_his_user_of_an_issuer_signs_in_by_it_and_ends_it(
        self, browser_of: BrowserOf, provider: Provider, script: bool
    ) -> None:
        clerk = await browser_of(script=script)
        await clerk.sign_in()
        await bind(clerk)
        await clerk.page.click("text=退出")
        await clerk.open("/sign-in?to=/me/issuers")
        await clerk.page.click("text=市统一身份认证")
        assert clerk.page.url == f"{clerk.url}/me/issuers"
        await clerk.page.click("text=解除绑定")
        assert clerk.page.url == f"{clerk.url}/sign-in"
        await clerk.page.click("text=市统一身份认证")
        assert "没有可以登录的账号" in await clerk.page.inner_text("[role=alert]")
        clerk.complaints.clear()  # the browser notes a 401 as an error


class TestThePages:
    @pytest.mark.parametrize("path", ["/sign-in", "/me/issuers", "/me/issuers/city"])
    @pytest.mark.parametrize("size", ["desk", "phone"])
    async def test_are_found_clean_by_axe(
        self, browser_of: BrowserOf, provider: Provider, path: str, size: str
    ) -> None:
        clerk = await browser_of(size=size)
        await clerk.sign_in()
        await clerk.open(path)
        assert await clerk.accessibility() == []
