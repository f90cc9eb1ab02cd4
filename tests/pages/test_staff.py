"""The working day of those who look after veterans, in a real browser, with script and without."""

import pytest

from deploy.demo.accounts import CLERK, LEADER
from deploy.demo.client import Client
from deploy.demo.county import read_county
from deploy.demo.register import register_workbook
from deploy.embedded.stack import Stack
from services.registry.standards.domain import FIVE
from tests.pages.conftest import BrowserOf, Visitor
from tests.pages.given import (
    MEDIATOR,
    PASSWORD,
    ROOM_CLERK,
    STATION_CLERK,
    first_station,
    given_mediator,
    given_veteran,
    invented,
)
from tests.registry.attachments.given import jpeg

pytestmark = pytest.mark.browser

either_way = pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def handed_in(clerk: Visitor, workbook: bytes, *, dry_run: str) -> None:
    """The register, through the form, until it is worked off."""
    await clerk.page.set_input_files("#f-file", {"name": "名册.xlsx", "mimeType": XLSX, "buffer": workbook})
    await clerk.send(dry_run=dry_run)
    await clerk.wait_for("已完成")


class TestAVillageClerk:
    @either_way
    async def test_imports_a_register_by_the_wizard(self, browser_of: BrowserOf, script: bool) -> None:
        people = invented(2, first=10 + 2 * script)
        clerk = await browser_of(ROOM_CLERK, script=script)
        await clerk.open("/registry/imports")
        async with clerk.page.expect_download() as template:
            await clerk.press("人员登记")
        assert (await template.value).suggested_filename == "register-template.xlsx"
        await clerk.press("上传名册")
        await handed_in(clerk, register_workbook(people), dry_run="true")
        assert await clerk.heading() == "校验结果"
        await clerk.press("正式导入")
        await handed_in(clerk, register_workbook([*people, people[0]]), dry_run="false")
        assert await clerk.heading() == "导入结果"
        await clerk.page.select_option("#q-verdict", "duplicate")
        await clerk.press("查询")
        assert await clerk.page.locator("tbody tr").count() == 1
        await clerk.open("/registry/registrations")
        assert await clerk.page.locator("tbody tr").count() >= len(people)
        assert await clerk.heading() == "登记审核"


class TestACase:
    @either_way
    async def test_is_opened_assigned_and_resolved(self, browser_of: BrowserOf, clerk: Client, script: bool) -> None:
        applicant, mediator = invented(2, first=20 + 2 * script)
        veteran = await given_veteran(clerk, applicant)
        await given_mediator(clerk, mediator)
        station = await browser_of(STATION_CLERK, script=script)
        await station.open(f"/registry/persons/{veteran}")
        if not script:
            await station.press("打开矛盾纠纷")
        await station.press("立案")
        await station.send(summary="宅基地边界纠纷")
        assert (await station.heading()).startswith("矛盾纠纷")
        await station.press("指派调解员")
        await station.page.locator("input[name=mediator_ids]").first.check()
        await station.send()
        await station.press("办结")
        await station.send(outcome="agreement-reached", document="新民调〔2019〕12号")
        assert "已办结" in await station.page.locator(".head").first.inner_text()
        await station.heading()


class TestAStation:
    async def test_sees_its_own_and_opens_a_persons_account(self, browser_of: BrowserOf, clerk: Client) -> None:
        veteran = await given_veteran(clerk, invented(1, first=30)[0])
        station = await browser_of(STATION_CLERK)
        await station.open(f"/registry/persons/{veteran}")
        await station.press("本人账号")
        await station.press("开通并出具激活单")
        assert await station.heading() == "激活单"
        username = await station.page.locator("dd").first.inner_text()
        secret = await station.page.inner_text("dd strong")
        person = await browser_of()
        await person.open("/session/activation")
        await person.send(username=username, secret=secret, password=PASSWORD)
        await person.send(username=username, password=PASSWORD)
        assert await person.heading() == "待办"
        await person.open("/me")
        assert "退役军人本人" in await person.page.inner_text("main")
        assert await person.heading() == "我的账号"
        await person.open("/registry/audit/mine")
        assert await person.heading() == "我的操作记录"
        await person.open("/registry/persons")
        assert "您的角色无权进行此项操作" in await person.page.inner_text("[role=alert]")
        person.forgive(403)


class TestACheckOfAUnit:
    @either_way
    async def test_has_its_evidence_attached_and_is_seen_with_it(self, browser_of: BrowserOf, script: bool) -> None:
        """By the centre: a station is assessed by it. A unit has one entry of the five, so the second who comes finds
        it."""
        clerk = await browser_of(CLERK, script=script)
        await clerk.open("/registry/five-haves")
        if not await clerk.page.locator("tbody tr").count():
            await clerk.press("登记")
            has = dict.fromkeys(FIVE, "true")
            code = first_station(read_county()).code
            await clerk.send(org_code=code, checked_on="2019-03-12", document="第1号", **has)
            await clerk.open("/registry/five-haves")
        await clerk.press("查看、办理")
        assert await clerk.heading() == "五有核查"
        if not script:
            await clerk.press("打开佐证材料")
        await clerk.press("添加")
        assert "个人信息不要上传" in await clerk.page.inner_text("main")
        sheet = jpeg((10 * script, 90, 90))
        await clerk.page.set_input_files("#f-file", {"name": "核查表.jpg", "mimeType": "image/jpeg", "buffer": sheet})
        await clerk.send(paper="check-sheet")
        assert await clerk.heading() == "佐证材料"
        assert await clerk.page.locator("tbody tr").count() >= 1
        leader = await browser_of(LEADER, script=script)
        await leader.open(clerk.page.url.removeprefix(clerk.url))
        assert await leader.width_of("img.thumbnail") == 200
        await leader.press("查看")
        await leader.send(reason="核对核查结果")
        assert await leader.width_of("img") == 320
        # What the browser would lay around a picture that it shows alone, the picture's policy does not allow.
        assert all(each.startswith("Applying inline style") for each in leader.complaints)
        leader.complaints.clear()


class TestAMediator:
    async def test_is_offered_nothing_of_others(self, browser_of: BrowserOf) -> None:
        mediator = await browser_of(MEDIATOR)
        await mediator.open("/")
        assert await mediator.heading() == "待办"
        assert "人员档案" not in await mediator.page.inner_text("body")


class TestALeader:
    @either_way
    async def test_opens_a_figure_down_to_the_persons(self, browser_of: BrowserOf, clerk: Client, script: bool) -> None:
        await given_veteran(clerk, invented(1, first=35 + script)[0])
        leader = await browser_of(LEADER, script=script)
        await leader.open("/reporting/county")
        assert "数据指标" in await leader.heading()
        await leader.page.locator(".tiles a").first.click()
        assert (await leader.heading()).startswith("登记退役军人")
        await leader.press("汉城街道退役军人服务站")
        await leader.press("解放街社区退役军人服务室")
        await leader.press("查看名册")
        assert await leader.heading() == "人员档案"
        assert await leader.page.locator("tbody tr").count() >= 1

    @pytest.mark.parametrize("size", ["desk", "phone"])
    async def test_sees_how_far_the_network_reaches(self, browser_of: BrowserOf, size: str) -> None:
        leader = await browser_of(LEADER, size=size)
        await leader.open("/reporting/county")
        await leader.press("服务覆盖情况")
        assert (await leader.heading()).endswith("服务覆盖情况")
        await leader.press("汉城街道退役军人服务站")
        assert (await leader.heading()).startswith("汉城街道退役军人服务站")
        assert "解放街社区退役军人服务室" in await leader.page.inner_text("main")


class TestASchemeOfAssessment:
    async def test_offers_by_name_who_may_score(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(CLERK)
        await clerk.open("/reporting/schemes/new")
        offered = "[...document.querySelectorAll('#f-a1_inspector option')].map(option => option.innerText)"
        await clerk.until(f"({offered}).length > 1 && !({offered}).some(said => /^[0-9a-f]{{8}}$/.test(said))")
        assert await clerk.heading() == "起草考评办法"


class TestAClerkWithoutAMouse:
    async def test_finds_a_unit_and_renames_it(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of()
        keys = clerk.page.keyboard
        await clerk.open("/sign-in?to=/registry/network")
        await clerk.page.focus("#f-username")
        await keys.type(clerk.username)
        await keys.press("Tab")
        await keys.type(clerk.password)
        await keys.press("Enter")
        await clerk.page.wait_for_url(clerk.url + "/registry/network")
        await keys.press("Tab")
        assert await clerk.focused() == "跳到正文"
        await keys.press("F2")
        assert await clerk.page.evaluate("document.activeElement.name") == "sought"
        await clerk.page.focus("#q-name")  # by Tab from the box at the top
        await keys.type("汉华街道")
        await keys.press("Enter")
        await clerk.page.wait_for_url("**name=**")
        await clerk.page.focus("tbody a")  # by Tab from the filters
        await keys.press("Enter")
        await clerk.page.wait_for_url("**/registry/network/411329002**")
        assert await clerk.heading() == "汉华街道退役军人服务站"
        while await clerk.focused() != "更名":
            await keys.press("Tab")
        await keys.press("Enter")
        await clerk.page.wait_for_url("**/name")
        await clerk.page.focus("#f-name")
        await keys.press("End")
        await keys.type("（新址）")
        await keys.press("Enter")  # moves on
        await keys.press("Control+Enter")  # sends
        await clerk.page.wait_for_url("**/registry/network/411329002")
        assert await clerk.page.inner_text("h1") == "汉华街道退役军人服务站（新址）"


class TestAServiceThatIsNotThere:
    async def test_takes_its_own_part_of_a_page_away_and_no_more(
        self, browser_of: BrowserOf, clerk: Client, county: Stack
    ) -> None:
        veteran = await given_veteran(clerk, invented(1, first=38)[0])
        reader = await browser_of(CLERK)
        county.supervisor.hold("benefits API")
        try:
            await reader.open(f"/registry/persons/{veteran}")
            await reader.page.locator(".fails:visible").first.wait_for()
            shown = await reader.page.inner_text("main")
        finally:
            county.supervisor.release("benefits API")
            await reader.back("benefits")
        assert "登记信息" in shown
        assert "联系方式" in shown
        reader.forgive(503)


class TestAPhone:
    @either_way
    async def test_folds_filters_until_they_are_wanted(self, browser_of: BrowserOf, script: bool) -> None:
        clerk = await browser_of(ROOM_CLERK, script=script, size="phone")
        await clerk.open("/benefits/cases")
        state = clerk.page.locator("#q-state")
        assert await state.is_visible() is not script
        if script:
            assert await clerk.heading() == "矛盾纠纷"
            await clerk.press("筛选")
        await state.select_option("opened")
        await clerk.press("查询")
        assert clerk.page.url.endswith("state=opened&settled=&deadline=&ended_by=")
        assert await state.is_visible()
