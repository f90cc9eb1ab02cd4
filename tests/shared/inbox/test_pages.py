"""/parked in a browser."""

import re
from uuid import UUID

import httpx2
import pytest

from shared.events.contract import PiiClass
from tests.shared.inbox.given import PYTHON_BUG, AmountAdded, Bank


@pytest.fixture
def browser(operator: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Of a system administrator of the county."""
    operator.cookies.set("session", operator.headers["Authorization"].removeprefix("Bearer "))
    operator.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    return operator


async def parked_path(browser: httpx2.AsyncClient) -> str:
    found: list[str] = re.findall(r'href="(/[a-z]+/parked/[0-9a-f-]{36})"', (await browser.get("/bank/parked")).text)
    return found[0]


class TestWhatIsParked:
    async def test_is_shown_redriven_and_given_up(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        account: UUID = await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        path = await parked_path(browser)
        shown = (await browser.get(path)).text
        assert str(account) in shown
        stuck = await browser.post(f"{path}/redrive", data={"idempotency_key": "first"})
        assert stuck.status_code == 409
        assert "未能处理，原因仍在" in stuck.text
        [discard] = re.findall(r'href="([^"]+/discard)"', shown)
        assert (await browser.post(discard, data={"reason": " "})).status_code == 422
        given_up = await browser.post(discard, data={"reason": "毒丸"})
        assert (given_up.status_code, given_up.headers["location"]) == (303, path)
        done = await browser.post(f"{path}/redrive", data={"idempotency_key": "second"})
        assert (done.status_code, done.headers["location"]) == (303, "/bank/parked")
        assert "没有搁置的事件" in (await browser.get("/bank/parked")).text

    async def test_keeps_back_what_is_sensitive(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=PYTHON_BUG), 2, piiclass=PiiClass.P3)
        await bank.consume()
        shown = (await browser.get(await parked_path(browser))).text
        assert "含敏感信息，不显示" in shown
        assert '"amount"' not in shown
