"""What is done for people, in a real browser: by those who work with it, and by veterans and merchants on a phone."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload
from python_calamine import CalamineWorkbook

from deploy.demo.accounts import CLERK, LEADER
from deploy.demo.client import Client
from deploy.demo.county import CENTRE
from deploy.demo.flow import wait_until_drained
from services.benefits.awards.parameters import OFFICES
from shared.clock import local_date, now
from tests.pages.conftest import BrowserOf, Visitor
from tests.pages.given import PASSWORD, ROOM_CLERK, SHOP_CLERK, STATION_CLERK, given_veteran, invented

pytestmark = pytest.mark.browser

DOCUMENT = "工作方案第1号"
CARD = "6222021234567890128"
MONTHLY: dict[str, Any] = {
    "programme_code": "monthly-care", "name": "每月关怀补助", "slot": None, "valid_from": "2019-01-01",
    "rules": [{"code": "right", "source": "县办法", "text": "符合规定的人员。"}],
    "terms": {"gives": "monthly", "amount": {"table": "combat-test"}, "chain": ["county"]},
}  # fmt: skip
TERMS = {
    "base": "lowest-price", "rate_bp": 1500, "subject": "veteran", "most_each": None, "period": None,
    "valid_from": "2019-04-01", "valid_until": None,
}  # fmt: skip


@dataclass(frozen=True)
class Hands:
    """The centre's clerk and the leader as programs, to have things ready."""

    clerk: Client
    leader: Client

    async def in_force(self, programme: dict[str, Any]) -> None:
        draft = {"programme": programme, "document": DOCUMENT}
        drafted = await self.clerk.post("benefits", "/programme-drafts", draft)
        await self.leader.post("benefits", f"/programme-drafts/{drafted['proposal_id']}/activation", {"version": 1})

    async def agreement(self, shop: str) -> str:
        """With a merchant, in force."""
        said = {"org_code": CENTRE, "shop": shop, "address": "朝阳路一号", "industry": "driving"}
        made = await self.clerk.post(
            "benefits", "/merchants", {**said, "intended_on": "2019-03-11", "document": DOCUMENT}
        )
        at, done = f"/merchants/{made['entry_id']}", {"document": DOCUMENT}
        await self.leader.post("benefits", f"{at}/signature", {**done, "on": "2019-03-25", **TERMS})
        await self.clerk.post("benefits", f"{at}/activation", {**done, "on": "2019-04-01"})
        return str(made["entry_id"])

    async def published(self, person: str) -> tuple[str, str]:
        """The address of a round with one nominee, who is published in April 2019, and the nomination."""
        opened = {"level": "county", "org_code": CENTRE, "awards": 1, "workdays": 5, "notice": DOCUMENT}
        opened |= {"award": "most-admirable-veteran", "year": 2017, "panel": ["甲评委"], "opened_on": "2019-03-01"}
        made = await self.clerk.post("benefits", "/awards", opened)
        at = f"/awards/{made['round_id']}"

        async def does(end: str, **said: Any) -> Any:
            return await self.clerk.post("benefits", f"{at}/{end}", said)

        merits = {"person_id": person, "nominated_on": "2019-03-04", "merits": "见义勇为，热心公益"}
        nominee = str((await does("nominations", **merits))["nomination_id"])
        await does("stage", to="vetting")
        for office in OFFICES:
            said = {"office": office, "passed": True, "document": "复函5号", "vetted_on": "2019-03-18"}
            await does(f"nominations/{nominee}/vetting", **said)
        await does("stage", to="voting")
        one = {"nomination_id": nominee}
        await does("count", lines=[{**one, "votes": 120}], document="计票报告1号", counted_on="2019-04-01")
        points = {**one, "points": 92, "withdrew_because": None}
        await does("points", member=1, lines=[points], scored_on="2019-04-02")
        await does("publicity", begun_on="2019-04-08")
        return at, nominee


@pytest_asyncio.fixture
async def hands(clerk: Client, sessions: Any) -> Hands:
    return Hands(clerk, Client(clerk.http, clerk.addresses, sessions[LEADER]))


async def recorded(clerk: Visitor, book: str, **said: str) -> str:
    """A new entry of a book; answers its page."""
    await clerk.open(f"{book}/new")
    await clerk.send(document=DOCUMENT, **said)
    await clerk.heading()
    at = clerk.page.url.removeprefix(clerk.url)
    assert re.fullmatch(rf"{book}/[0-9a-f-]{{36}}", at), await clerk.page.inner_text("main")
    return at


async def stepped(clerk: Visitor, words: str, **said: str) -> str:
    """The next step of the entry that is open; answers what its page says then."""
    await clerk.press(words)
    await clerk.send(document=DOCUMENT, **said)
    await clerk.heading()
    return await clerk.page.inner_text("main")


def id_of(at: str) -> str:
    return at.rpartition("/")[2]


class TestAVeteranWithAPhone:
    async def test_sees_his_own_and_shows_a_code_that_a_shop_redeems(self, browser_of: BrowserOf, hands: Hands) -> None:
        veteran = await given_veteran(hands.clerk, invented(1, first=24)[0])
        check = {"year": 2019, "batch": 1, "provider": "县人民医院", "scheduled_on": "2019-05-06"}
        await hands.clerk.post("benefits", "/health-checks", {"person_id": veteran, "document": DOCUMENT, **check})
        agreement = await hands.agreement("新兴驾校")
        slip = await hands.clerk.post("registry", f"/veterans/{veteran}/account", {}, repeatable=True)
        shop = await browser_of(SHOP_CLERK, size="phone")
        await shop.open("/verify")
        found = re.search(r"[0-9a-f-]{36}", await shop.page.inner_text("main"))
        assert found is not None
        centre = await browser_of(CLERK)
        await centre.open(f"/benefits/merchant-clerks/new?agreement={agreement}")
        await centre.send(account_id=found[0], document="店员名单")
        assert await centre.heading() == "商家店员"
        person = await browser_of(size="phone")
        await person.open("/session/activation")
        await person.send(username=slip["username"], secret=slip["secret"], password=PASSWORD)
        await person.send(username=slip["username"], password=PASSWORD)
        assert await person.heading() == "待办"
        await wait_until_drained(hands.clerk.http, hands.clerk.addresses.workers)
        await person.open("/benefits/mine")
        assert "县人民医院" in await person.page.inner_text("main")
        assert await person.heading() == "我的优待"
        await person.press("出示优惠码")
        await person.press("出示优惠码")
        digits = (await person.page.inner_text(".card h1")).replace(" ", "")
        assert await person.width_of(".card img") > 0
        await shop.open("/verify")
        await shop.send(code=digits)
        answer = await shop.page.inner_text("main")
        assert "可以享受" in answer
        assert await shop.heading() == "优惠核验"
        await shop.send(order_no="D2019-1", price_yuan="199.90")
        sold = await shop.page.inner_text("main")
        assert ("已核销" in sold, "169.92" in sold) == (True, True)
        await shop.open("/verify")
        await shop.send(code=digits)
        assert "不能享受" in await shop.page.inner_text("main")


class TestEverybody:
    async def test_reads_on_a_phone_what_is_under_public_notice(self, browser_of: BrowserOf, hands: Hands) -> None:
        """Published in 2019 it stays while an objection is open, and is over once that is settled."""
        person = invented(1, first=25)[0]
        at, nominee = await hands.published(await given_veteran(hands.clerk, person))
        objection = {"nomination_id": nominee, "said": "事迹有出入", "raised_on": "2019-04-10"}
        await hands.clerk.post("benefits", f"{at}/objections", objection)
        visitors = [await browser_of(script=script, size="phone") for script in (True, False)]
        for visitor in visitors:
            await visitor.open("/publicity")
            assert await visitor.heading() == "公示"
            shown = await visitor.page.inner_text("main")
            assert (nominee[-8:] in shown, "有异议待处理" in shown, person.name in shown) == (True, True, False)
        centre = await browser_of(CLERK)
        await centre.open(f"/benefits{at}")
        await centre.press("处理异议")
        await centre.send(settled_on="2019-04-12", is_upheld="false", found="不属实")
        assert "不成立" in await centre.page.inner_text("main")
        for visitor in visitors:
            await visitor.page.reload()
            assert nominee[-8:] not in await visitor.page.inner_text("main")


class TestTheCentre:
    async def test_has_somebody_trained(self, browser_of: BrowserOf, clerk: Client) -> None:
        veteran = await given_veteran(clerk, invented(1, first=26)[0])
        centre = await browser_of(CLERK)
        provider = await recorded(
            centre, "/benefits/training-providers", name="职业中等专业学校", kind="vocational-school",
            approved_on="2019-01-08",
        )  # fmt: skip
        course = await recorded(
            centre, "/benefits/training-courses", provider_id=id_of(provider), name="电焊工培训班", skill="welding",
            places="2", offered_on="2019-02-18", starts_on="2019-03-04", ends_on="2019-03-29",
        )  # fmt: skip
        await recorded(
            centre, "/benefits/training-enrolments", course_id=id_of(course), person_id=veteran,
            enrolled_on="2019-02-25",
        )  # fmt: skip
        certificate = {"qualification": "skill-level", "certificate_number": "2241001234"}
        assert "已结业" in await stepped(centre, "登记结业", on="2019-03-29", **certificate)
        await centre.open("/benefits/training")
        assert await centre.heading() == "技能培训"

    async def test_finds_somebody_work(self, browser_of: BrowserOf, clerk: Client) -> None:
        veteran = await given_veteran(clerk, invented(1, first=27)[0])
        centre = await browser_of(CLERK)
        employer = await recorded(
            centre, "/benefits/job-employers", name="保安服务公司", kind="private", registered_on="2019-01-08"
        )
        posting = await recorded(
            centre, "/benefits/job-postings", employer_id=id_of(employer), title="保安员", occupation="security",
            place="county", wage_yuan="3500", places="1", veterans_first="true", posted_on="2019-04-08",
            open_until="2099-12-31",
        )  # fmt: skip
        await recorded(
            centre, "/benefits/job-preferences", person_id=veteran, occupation="security", place="city",
            wage_yuan="3000", wished_on="2019-04-10",
        )  # fmt: skip
        await centre.open(f"/benefits/jobs/of-person/{veteran}")
        await centre.heading()
        assert "保安员" in await centre.page.inner_text("main")
        hire = {"person_id": veteran, "posting_id": id_of(posting), "hired_on": "2019-05-06"}
        await recorded(centre, "/benefits/job-hires", **hire)
        assert "已录用" in await centre.page.locator(".head").inner_text()

    async def test_visits_somebody_before_the_festival(self, browser_of: BrowserOf, clerk: Client) -> None:
        veteran = await given_veteran(clerk, invented(1, first=28)[0])
        room, centre = await browser_of(ROOM_CLERK), await browser_of(CLERK)
        await recorded(
            room, "/benefits/visits", person_id=veteran, year="2019", occasion="spring-festival", level="village",
            planned_on="2019-01-28", gift_yuan="200.00",
        )  # fmt: skip
        assert "已走访" in await stepped(room, "登记已走访", on="2019-01-28")
        await centre.open("/benefits/visits/coverage?year=2019")
        assert "尚未走访" in await centre.page.inner_text("main")
        assert await centre.heading() == "走访慰问覆盖情况"

    async def test_delivers_a_card(self, browser_of: BrowserOf, clerk: Client) -> None:
        veteran = await given_veteran(clerk, invented(1, first=29)[0])
        station = await browser_of(STATION_CLERK)
        await recorded(station, "/benefits/cards", person_id=veteran, kind="veteran", applied_on="2022-09-01")
        assert "2022-11-" in await stepped(station, "登记到站", on="2022-11-01")
        assert "已发放" in await stepped(station, "登记发放", on="2022-11-04")

    async def test_pays_and_takes_the_results_back_as_a_workbook(self, browser_of: BrowserOf, hands: Hands) -> None:
        veteran = await given_veteran(hands.clerk, invented(1, first=14)[0])
        await hands.in_force(MONTHLY)
        amount = {"table": "combat-test", "key": "", "since": "2019-01-01", "value": 60_000, "source": DOCUMENT}
        await hands.clerk.post("benefits", "/amounts", amount)
        paper = {"person_id": veteran, "programme_code": "monthly-care", "document": "申请书"}
        today = local_date(now()).isoformat()
        made = await hands.clerk.post("benefits", "/applications", {**paper, "applied_on": today})
        agreed = {"outcome": "agree", "version": 1}
        await hands.clerk.post("benefits", f"/applications/{made['application_id']}/opinions", agreed)
        centre, leader, station = [await browser_of(each) for each in (CLERK, LEADER, STATION_CLERK)]
        said = {"person_id": veteran, "bank": "psbc", "name": "示例人", "number": CARD, "since": today}
        account = await recorded(station, "/benefits/payee-accounts", **said)
        await centre.open(account)
        await centre.press("核对")
        await centre.send(number=CARD)
        assert CARD[-4:] in await centre.page.inner_text("main")
        await centre.open("/benefits/payments/batches")
        await centre.press("提出发放批次")
        await centre.send(month=today[:7], document="发放表")
        assert (await centre.heading()).startswith("发放批次")
        at = centre.page.url.removeprefix(centre.url)
        await leader.open(at)
        await leader.press("放行")
        await leader.page.locator("main form button.primary").last.click()
        await leader.heading()
        await centre.open(f"{at}/results")
        async with centre.page.expect_download() as template:
            await centre.press("下载模板")
        sheet = CalamineWorkbook.from_filelike(BytesIO((await (await template.value).path()).read_bytes()))
        head, line = [[str(cell) for cell in row] for row in sheet.get_sheet_by_index(0).to_python()]
        filled = "\n".join(",".join(row) for row in (head, [*line[:4], "已发放", "", today, "代发回盘"])).encode()
        for dry_run, words in (("true", "1 行可以登记"), ("false", "已登记 1 行")):
            file: FilePayload = {"name": "results.csv", "mimeType": "text/csv", "buffer": filled}
            await centre.page.set_input_files("#f-file", file)
            await centre.send(dry_run=dry_run)
            assert words in await centre.page.inner_text("main")
        await centre.open(at)
        assert "600.00" in await centre.page.inner_text("main")
        assert "已发放" in await centre.page.inner_text("main")
        await centre.heading()
