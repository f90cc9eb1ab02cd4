"""/parked in a browser."""

import re
from uuid import UUID

import httpx2
import pytest
from aiokafka import TopicPartition

from deploy.embedded.kafka import Kafka
from shared.events.contract import PiiClass
from shared.inbox.breaker import BreakerOpened, record_opened
from tests.browsers import links_of, words_of
from tests.given import NOW
from tests.shared.inbox.damage import corrupt, send_to
from tests.shared.inbox.given import PYTHON_BUG, AmountAdded, Bank
from tests.shared.inbox.test_unreadable import DAMAGED, until_it_stands
from tests.shared.wire import eventually, running, scalar


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
        discard, _ = re.findall(r'href="([^"]+/events/[^"]+/discard)"', shown)
        assert (await browser.post(discard, data={"reason": " "})).status_code == 422
        given_up = await browser.post(discard, data={"reason": "毒丸"})
        assert (given_up.status_code, given_up.headers["location"]) == (303, path)
        done = await browser.post(f"{path}/redrive", data={"idempotency_key": "second"})
        assert (done.status_code, done.headers["location"]) == (303, "/bank/parked")
        assert "没有搁置的事件" in (await browser.get("/bank/parked")).text

    async def test_is_given_up_though_it_stands_beyond_what_comes_next(
        self, bank: Bank, browser: httpx2.AsyncClient
    ) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=1_000), 5)
        await bank.send(AmountAdded(account_id=account, amount=2), 2)
        await bank.consume()
        path = await parked_path(browser)
        forged, _ = re.findall(r'href="([^"]+/events/[^"]+/discard)"', (await browser.get(path)).text)
        given_up = await browser.post(forged, data={"reason": "伪造"})
        assert (given_up.status_code, given_up.headers["location"]) == (303, path)
        await browser.post(f"{path}/redrive", data={"idempotency_key": "once"})
        assert (await bank.balance(account), await bank.parked()) == ((2, 1), [])

    async def test_says_why_and_what_to_do_in_the_readers_language(
        self, bank: Bank, browser: httpx2.AsyncClient
    ) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=3), 3)
        await bank.send(AmountAdded(account_id=account, amount=4), 4)
        await bank.consume()
        assert "前面的事件没有到达" in words_of(await browser.get("/bank/parked"))
        path = await parked_path(browser)
        chinese = words_of(await browser.get(path))
        assert "应为序号 2，收到的是序号 3" in chinese
        assert "请在发送方运行 veterans republish 重新发送" in chinese
        assert "排在搁置或已放弃的事件之后" in chinese
        assert not {"gap", "behind", "expected"} & set(chinese.split())
        english = words_of(await browser.get(path, headers={"Accept-Language": "en"}))
        assert "An event before it never came" in english
        assert "expected 2, got 3" in english
        stuck = await browser.post(f"{path}/redrive", data={"idempotency_key": "once"})
        assert "未能处理，原因仍在：应为序号 2，收到的是序号 3" in words_of(stuck)

    async def test_keeps_back_what_is_sensitive(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=PYTHON_BUG), 2, piiclass=PiiClass.P3)
        await bank.consume()
        shown = (await browser.get(await parked_path(browser))).text
        assert "含敏感信息，不显示" in shown
        assert '"amount"' not in shown

    async def test_is_given_up_to_a_sequence(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        path = await parked_path(browser)
        discard = f"{path}/discard"
        assert discard in links_of(await browser.get(path))
        assert "已处理至序号 2。" in words_of(await browser.get(discard))
        too_far = await browser.post(discard, data={"through": "5", "reason": "毒丸"})
        assert too_far.status_code == 409
        assert "最多只能放弃到序号 4" in too_far.text
        assert 'value="5"' in too_far.text
        done = await browser.post(discard, data={"through": "4", "reason": "毒丸"})
        assert (done.status_code, done.headers["location"]) == (303, "/bank/parked")
        assert (await browser.get(path)).status_code == 404


class TestABatchThatNobodyCanDecode:
    async def test_is_listed_and_skipped_with_a_reason(
        self, bank: Bank, browser: httpx2.AsyncClient, kafka: Kafka
    ) -> None:
        offset = await send_to(bank, DAMAGED, 1)
        corrupt(kafka, TopicPartition(bank.topic, DAMAGED), offset)
        consumer = bank.consumer()
        async with running(consumer):
            await until_it_stands(bank, consumer, offset)
            assert "无法解读的记录 1 批" in words_of(await browser.get("/bank/running"))
            listed = await browser.get("/bank/parked")
            assert f"{DAMAGED} / {offset}" in words_of(listed)
            [skip] = [link for link in links_of(listed) if link.endswith("/skip")]
            assert (await browser.post(skip, data={"reason": ""})).status_code == 422
            skipped = await browser.post(skip, data={"reason": "磁盘损坏"})
            assert (skipped.status_code, skipped.headers["location"]) == (303, "/bank/parked")
            await bank.consumed(consumer)
        assert (await browser.get(skip)).status_code == 404
        assert await scalar(bank.engine, "SELECT reason FROM unreadable_batch") == "磁盘损坏"


class TestTheBreaker:
    async def test_that_is_open_can_be_told_to_park_so_many(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        assert "/bank/breaker/permit" not in links_of(await browser.get("/bank/parked"))
        async with bank.engine.begin() as connection:
            await record_opened(connection, bank.group, BreakerOpened("6 of 6"), now=NOW)
        assert "断路器已断开" in words_of(await browser.get("/bank/running"))
        assert "/bank/breaker/permit" in links_of(await browser.get("/bank/parked"))
        assert (await browser.post("/bank/breaker/permit", data={"events": "0", "reason": "毒丸"})).status_code == 422
        permitted = await browser.post("/bank/breaker/permit", data={"events": "40", "reason": "毒丸"})
        assert (permitted.status_code, permitted.headers["location"]) == (303, "/bank/parked")
        assert "已允许再搁置 40 条事件。" in words_of(await browser.get("/bank/parked"))


class TestHowItRuns:
    async def test_is_well_while_everything_is_applied(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        async def is_well() -> bool:
            part = await browser.get("/bank/running", headers={"HX-Request": "true"})
            return "没有需要处理的事项。" in part.text

        await bank.open_account(1)
        consumer = bank.consumer()
        async with running(consumer):
            await bank.consumed(consumer)
            await eventually(is_well)

    async def test_names_what_is_parked_and_what_nobody_has_read(self, bank: Bank, browser: httpx2.AsyncClient) -> None:
        await bank.open_account(1, PYTHON_BUG, 3)
        await bank.consume()
        shown = await browser.get("/bank/running")
        assert "事件被搁置的对象 1 个" in words_of(shown)
        assert f"{bank.topic} 已 15 分钟以上未追平" in words_of(shown)
        assert "/bank/parked" in links_of(shown)
