"""The working day of those who run the system, in a real browser, with script and without."""

import asyncio

import pyotp
import pytest

from deploy.demo.accounts import ADMINISTRATOR, AUDITOR, CLERK, LEADER, SECURITY
from deploy.demo.client import Client
from deploy.demo.county import read_county
from deploy.demo.second_factor import Authenticator
from deploy.embedded.stack import Stack, kafka_of
from faults.poison import KINDS, new_key, poison
from faults.wire import produce
from tests.pages.conftest import BrowserOf, Visitor
from tests.pages.given import PASSWORD, first_station, given_veteran, invented

pytestmark = pytest.mark.browser

STATION = first_station(read_county()).code
either_way = pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])


async def opened_account(admin: Visitor, username: str) -> tuple[str, str]:
    """The address of a new account, and the secret on its slip."""
    await admin.open("/registry/accounts")
    await admin.press("开立账号")
    await admin.send(username=username, display_name="新任经办人")
    assert await admin.heading() == "新任经办人"
    address = admin.page.url
    await admin.press("激活单")
    await admin.send(reason="新任")
    assert await admin.heading() == "激活单"
    return address, await admin.page.inner_text("dd strong")


async def given_role(security: Visitor, leader: Visitor, account: str, username: str, role: str) -> None:
    """One proposes, the other confirms what waits by his first page."""
    await security.page.goto(account)
    await security.press("提出授权")
    assert await security.page.input_value("#f-account_id") == username
    await security.send(role=role, org_code=STATION, purpose="岗位职责")
    await leader.open("/")
    if not leader.script:
        await leader.press("打开待办事项")
    await leader.press("待确认的授权")
    waiting = leader.page.locator("tr", has_text=username)
    await waiting.get_by_text("确认", exact=True).click()
    await leader.page.wait_for_url("**/proposals?done=confirmed")
    assert await leader.page.locator("tr", has_text=username).count() == 0
    await leader.heading()


async def activated(holder: Visitor, security: Visitor, account: str, username: str, secret: str) -> None:
    """With the slip its holder chooses a password; a second person asks whether it was him, and he signs in by it."""
    await holder.open("/sign-in")
    await holder.page.click("text=首次登录")
    await holder.send(username=username, secret=secret, password=PASSWORD)
    assert await holder.heading() == "密码已设置，待确认"
    await security.page.goto(account)
    await security.press("核实本人")
    assert await security.heading() == "核实本人"
    await security.press("已核实，确认")
    await security.page.wait_for_url(f"{account}?done=handover")
    await holder.open("/sign-in")
    await holder.send(username=username, password=PASSWORD)


class TestSomebodyNew:
    @either_way
    async def test_is_let_in_by_three_and_chooses_his_password(self, browser_of: BrowserOf, script: bool) -> None:
        username = f"new-clerk-{script}".lower()
        admin, security, leader = [await browser_of(who, script=script) for who in (ADMINISTRATOR, SECURITY, LEADER)]
        account, secret = await opened_account(admin, username)
        await given_role(security, leader, account, username, "station-staff")
        holder = await browser_of(script=script)
        await activated(holder, security, account, username, secret)
        assert await holder.heading() == "待办"
        await admin.page.goto(account)
        await admin.press("停用")
        await admin.send(reason="调离")
        assert "已停用" in await admin.page.inner_text(".badge")
        async with asyncio.timeout(30):
            while "/sign-in" not in holder.page.url:
                await holder.open("/")

    @either_way
    async def test_who_is_to_lead_enrols_a_second_factor_first(self, browser_of: BrowserOf, script: bool) -> None:
        username = f"new-leader-{script}".lower()
        admin, security, leader = [await browser_of(who, script=script) for who in (ADMINISTRATOR, SECURITY, LEADER)]
        account, secret = await opened_account(admin, username)
        await given_role(security, leader, account, username, "bureau-leader")
        holder = await browser_of(script=script)
        await activated(holder, security, account, username, secret)
        assert await holder.heading() == "登记身份验证器"
        await holder.press("生成密钥")
        key = await holder.page.inner_text("code")
        assert pyotp.TOTP(key).now()
        phone = Authenticator(key)
        await holder.send(code=await phone.code())
        assert await holder.heading() == "恢复码"
        assert await holder.page.locator("li code").count() == 10
        await holder.press("已保存，重新登录")
        await holder.send(username=username, password=PASSWORD, code=await phone.code())
        assert await holder.heading() == "待办"


class TestAFirstPage:
    @pytest.mark.parametrize("username", [CLERK, LEADER, SECURITY, ADMINISTRATOR, AUDITOR])
    async def test_asks_no_more_than_seven_times_of_a_browser_that_was_never_here(
        self, browser_of: BrowserOf, username: str
    ) -> None:
        assert len(await _asked(await browser_of(username), "/")) <= 7

    async def test_nor_when_it_is_the_page_of_a_person(self, browser_of: BrowserOf, clerk: Client) -> None:
        person = f"/registry/persons/{await given_veteran(clerk, invented(1, first=47)[0])}"
        visitor = await browser_of(CLERK)
        asked = await _asked(visitor, person)
        assert len(asked) <= 7, asked
        assert not any("/facts" in url for url in asked)
        async with visitor.page.expect_response(lambda answer: answer.url.endswith("/facts")):
            await visitor.page.click("summary:has-text('档案变动记录')")
        await visitor.page.wait_for_selector("details .loaded .none")


async def _asked(visitor: Visitor, path: str) -> list[str]:
    """What a browser that was never here asks for until nothing more comes."""
    asked = list[str]()
    visitor.page.on("request", lambda request: asked.append(request.url))
    await visitor.page.goto(visitor.url + path, wait_until="networkidle")
    return [url for url in asked if url.startswith("http")]


class TestAnAuditor:
    @either_way
    async def test_reads_who_saw_whom(self, browser_of: BrowserOf, clerk: Client, script: bool) -> None:
        veteran = await given_veteran(clerk, invented(1, first=40 + script)[0])
        reader = await browser_of(CLERK, script=script)
        await reader.open(f"/registry/persons/{veteran}")
        await reader.press("查看完整信息")
        await reader.page.check("input[name=fields][value=name]")
        await reader.send(purpose="benefit-handling", reason="核对本人材料")
        assert await reader.heading() == "完整信息"
        auditor = await browser_of(AUDITOR, script=script)
        await auditor.open("/registry/audit")
        await auditor.page.select_option("#q-action", "disclose-fields")
        await auditor.press("查询")
        seen = auditor.page.locator("tbody tr", has_text=veteran[-8:])
        assert await seen.count() == 1
        assert "查看完整信息" in await seen.inner_text()
        if script:
            await auditor.until("document.querySelector('tbody').innerText.includes('demo-clerk')")
        assert await auditor.heading() == "审计日志"
        await auditor.open("/registry/disclosures")
        assert "姓名" in await auditor.page.locator("tbody tr").first.inner_text()
        assert await auditor.heading() == "完整信息查看记录"
        await auditor.open("/registry/audit?action=disclose-fields")
        await auditor.press("导出…")
        assert await auditor.heading() == "导出审计记录"
        async with auditor.page.expect_download() as taken:
            await auditor.send(purpose="季度检查")
        assert (await taken.value).suggested_filename == "audit.csv"
        await auditor.open("/registry/audit/chain")
        assert "未发现改动" in await auditor.page.inner_text("main")
        assert await auditor.heading() == "审计记录核对"


class TestASystemAdministrator:
    @either_way
    async def test_redrives_and_discards_what_was_parked(
        self, browser_of: BrowserOf, county: Stack, script: bool
    ) -> None:
        key = new_key()
        await produce(kafka_of(county.site).broker, [poison(KINDS[1], key)])
        admin = await browser_of(ADMINISTRATOR, script=script)
        await admin.open("/benefits/parked")
        async with asyncio.timeout(60):
            while key not in await admin.page.inner_text("main"):
                await asyncio.sleep(0.5)
                await admin.page.reload()
        await admin.open("/" if script else "/benefits/running")
        await admin.wait_for("事件被搁置的对象")
        await admin.heading()
        await admin.open("/benefits/parked")
        await admin.heading()
        await admin.press(key)
        await admin.press("重新处理")
        assert "未能处理，原因仍在" in await admin.page.inner_text("[role=alert]")
        await admin.heading()
        admin.forgive(409)
        await admin.press("放弃")
        await admin.send(reason="对端测试数据")
        assert key not in await admin.page.inner_text("main")
