"""The accounts of the county in a browser."""

import re

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.idempotency.claim import IdempotencyKeyReused
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf

RENAMED = {"username": "chen.jing", "display_name": "陈婧"}
FORM = {"username": "chen.jing", "display_name": "陈静", "kind": "person", "idempotency_key": "once"}


async def opened(browser: httpx2.AsyncClient) -> str:
    done = await browser.post("/registry/accounts/new", data=FORM)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


class TestAnAccount:
    async def test_is_opened_once_found_and_called_otherwise(self, browser_of: BrowserOf) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        assert await opened(keeper) == path
        shown = (await keeper.get("/registry/accounts?name=chen&state=awaiting-activation")).text
        assert path in shown
        assert "待激活" in shown
        assert path not in (await keeper.get("/registry/accounts?state=active")).text
        taken = await keeper.post("/registry/accounts/new", data={**FORM, "idempotency_key": "twice"})
        assert taken.status_code == 409
        assert "chen.jing" in taken.text
        renamed = await keeper.post(f"{path}/names", data={**RENAMED, "version": "1"})
        assert renamed.status_code == 303
        assert "陈婧" in (await keeper.get(path)).text

    async def test_that_another_called_otherwise_meanwhile_is_compared_and_can_be_called_so_all_the_same(
        self, browser_of: BrowserOf
    ) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        assert 'name="version" value="1"' in (await keeper.get(f"{path}/names")).text
        assert (await keeper.post(f"{path}/names", data=RENAMED)).status_code == 422
        await keeper.post(f"{path}/names", data={**RENAMED, "display_name": "陈靖", "version": "1"})
        stale = await keeper.post(f"{path}/names", data={**RENAMED, "version": "1"})
        assert stale.status_code == 409
        assert "显示名称" not in words_of(stale)
        assert "陈婧 陈靖" in words_of(stale)
        assert "按我填写的重新提交" in words_of(stale)
        assert (await keeper.post(f"{path}/names", data={**RENAMED, "version": "2"})).status_code == 303
        assert "陈婧" in (await keeper.get(path)).text

    async def test_has_a_slip_whose_secret_is_shown_once(self, browser_of: BrowserOf) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        assert (await keeper.post(f"{path}/activation", data={"reason": ""})).status_code == 422
        slips = [(await keeper.post(f"{path}/activation", data={"reason": "新入职"})) for _ in range(2)]
        secrets = [re.findall(r"<strong>([^<]+)</strong>", slip.text)[-1] for slip in slips]
        assert secrets[0] != secrets[1]
        assert slips[0].headers["cache-control"] == "no-store"
        assert secrets[1] not in (await keeper.get(path)).text

    @pytest.mark.parametrize("act", ["disabling", "sign-out"])
    async def test_is_dealt_with_for_a_reason(self, browser_of: BrowserOf, act: str) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        assert (await keeper.get(f"{path}/{act}")).status_code == 200
        assert (await keeper.post(f"{path}/{act}", data={"reason": " "})).status_code == 422
        assert (await keeper.post(f"{path}/{act}", data={"reason": "调离岗位"})).status_code == 303
        assert "调离岗位" in (await keeper.get(path)).text

    async def test_is_not_taken_for_another_when_the_same_form_is_sent_to_both(self, browser_of: BrowserOf) -> None:
        """The address says whose form it is: the second one is not answered as if it had been done."""
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        other = await keeper.post("/registry/accounts/new", data={**FORM, "username": "li.na", "idempotency_key": "o"})
        sent = {"reason": "调离岗位", "idempotency_key": "same"}
        assert (await keeper.post(f"{path}/disabling", data=sent)).status_code == 303
        refused = await keeper.post(f"{other.headers['location']}/disabling", data=sent)
        assert (refused.status_code, IdempotencyKeyReused.zh in refused.text) == (422, True)
        assert "已停用" not in (await keeper.get(other.headers["location"])).text

    async def test_that_is_disabled_can_be_enabled(self, browser_of: BrowserOf) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = await opened(keeper)
        await keeper.post(f"{path}/disabling", data={"reason": "调离岗位"})
        assert "已停用" in (await keeper.get(path)).text
        assert (await keeper.post(f"{path}/disabling", data={"reason": "再次"})).status_code == 409
        assert (await keeper.post(f"{path}/enabling", data={"reason": "返回岗位"})).status_code == 303
        assert (await keeper.post(f"{path}/unlocking", data={"idempotency_key": "x1"})).status_code == 303

    async def test_is_read_by_the_other_administrators_and_by_nobody_else(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        path = await opened(await browser_of(Role.SYSTEM_ADMINISTRATOR))
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert "/disabling" not in (await security.get(path)).text
        assert (await security.get(f"{path}/disabling")).status_code == 403
        assert (await (await browser_of(Role.CENTRE_STAFF)).get("/registry/accounts")).status_code == 403
