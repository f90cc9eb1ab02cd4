"""The figures as people read them."""

import asyncio
import re
from datetime import date
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recording import recorded
from services.reporting.consistency.schemas import in_words
from services.reporting.county.parameters import GROUPS
from services.reporting.figures.domain import get_figure
from services.reporting.figures.parameters import FIGURES
from shared.auth.roles import Role
from shared.events.registry.county.facilities import CapitalProjectCompleted
from shared.events.registry.county.standards import FundAllocated
from shared.ids import new_id
from shared.inbox.freshness import READ_FRESHNESS
from shared.language import Text
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    SHIAN,
    UNIT,
    WAIZI,
    YANGYING,
    case_resolved,
    fold,
    given_progress,
    small_county,
    veteran_registered,
)

AS_OF = "2019-04-30"
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
HAPPENED = [
    *(veteran_registered(path, MARCH, party_member=True) for path in (SHIAN, YANGYING, YANGYING)),
    veteran_registered(UNIT, APRIL),
    case_resolved(YANGYING, APRIL),
]


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, [*small_county(), *HAPPENED])


async def get(client: httpx2.AsyncClient, path: str, **query: str) -> httpx2.Response:
    return await client.get(path, params={"as_of": AS_OF, **query})


class TestTheFiguresOfTheCounty:
    async def test_stand_with_the_day_and_open_to_their_parts(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(), "/reporting/county")
        assert page.status_code == 200
        assert "登记退役军人 4 人" in words_of(page)
        assert "截至 2019-04-30（含当日）" in words_of(page)
        assert "/reporting/county/figures/F01?unit=411329&as_of=2019-04-30" in links_of(page)

    async def test_are_broken_down_to_the_stations_and_their_rooms(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        county = await get(browser, "/reporting/county")
        for rows in (
            "合计 4 本级 0 411329104服务机构 3",
            "合计 3 0 3 4 0 0 本级 0 0 0 0 0 0 411329104服务机构 3 0 1 2 0 0",
        ):
            assert rows in words_of(county), rows
        assert "/reporting/county?unit=411329104&as_of=2019-04-30" in links_of(county)
        station = await get(browser, "/reporting/county", unit="411329104")
        for rows in (
            "合计 3 本级 1 411329104210服务机构 2",
            "合计 3 0 1 2 0 0 本级 1 0 1 0 0 0 411329104210服务机构 2 0 0 1 0 0",
        ):
            assert rows in words_of(station), rows
        assert "/reporting/county?unit=411329&as_of=2019-04-30" in links_of(station)

    async def test_are_compared_by_one_figure_on_a_phone_the_largest_first(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        for figure, largest in (("F01", "3"), ("F03", "1")):
            page = await get(browser, "/reporting/county", figure=figure)
            compact = page.text.partition('class="card on-phone"')[2].partition("</section>")[0]
            assert f'<option value="{figure}" selected>' in compact
            numbers = re.findall(r'<td class="number">(?:<a[^>]*>)?([0-9]+)', compact)
            assert (numbers[0], numbers) == (largest, sorted(numbers, key=int, reverse=True))
        assert (await get(browser, "/reporting/county", figure="F99")).status_code == 404

    async def test_are_provisional_while_events_are_missing(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        browser = await browser_for()
        await given_progress(reporting_engine, lag=3)
        assert "暂定" in words_of(await get(browser, "/reporting/county"))
        assert "还有3条事件未计入。" in (await get(browser, "/reporting/county")).text
        await given_progress(reporting_engine)
        assert "已全部计入" in words_of(await get(browser, "/reporting/county"))

    async def test_are_as_of_today_when_the_day_is_left_empty(self, browser_for: ClientFor) -> None:
        assert (await (await browser_for()).get("/reporting/county?unit=&as_of=")).status_code == 200

    async def test_are_read_in_few_round_trips(self, browser_for: ClientFor, reporting_app: FastAPI) -> None:
        """Grants, begin, units, sums, opening figures, end; and how far events are read, which is asked about grants as
        well every few seconds. No page is asked for more."""
        browser = await browser_for()
        for unit in ("411329", "411329104"):
            with recorded(reporting_app.state.engine) as sent:
                assert (await get(browser, "/reporting/county", unit=unit)).status_code == 200
                await asyncio.sleep(0)  # the driver tells of the end in the loop's next round
            own = [each.sql for each in sent if each.sql != READ_FRESHNESS.sql]
            assert (len(own), len(sent) - len(own) in {1, 2}) == (6, True), own

    async def test_are_read_in_english(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        browser.cookies.set("language", "en")
        assert "registered veterans 4 persons" in words_of(await get(browser, "/reporting/county"))


@pytest.mark.parametrize(
    ("signs", "zh", "en"),
    [
        ("<= 50", "不超过 50", "at most 50"),
        ("F02 <= F01", "其中党员 不超过 登记退役军人", "of them Party members at most registered veterans"),
        ("10–40 %", "10–40 %", "10–40 %"),
        ("F02 < 3: 1 / 391", "其中党员 少于 3: 1 / 391", "of them Party members less than 3: 1 / 391"),
        ("F02 >= 3", "其中党员 不少于 3", "of them Party members at least 3"),
    ],
)
def test_what_a_check_expects_stands_in_words(signs: str, zh: str, en: str) -> None:
    assert in_words(signs) == Text(zh, en)


@pytest.mark.parametrize(
    ("code", "value", "zh", "en"),
    [
        ("F01", 18_636, "18,636", "18,636"),
        ("F09", 80_000_000, "80余万", "≥ 800,000"),
        ("F09", 999_999, "≥ 9,999.99", "≥ 9,999.99"),
        ("F49", 1_250_050, "约 12,500.50", "about 12,500.50"),
        ("F09", 0, "0", "0"),
        ("F14", 2, "≥ 2", "≥ 2"),
        ("F44", 500_000, "5,000", "5,000"),
        ("F44", 1_000_101, "10,001.01", "10,001.01"),
        ("F44", -150, "-1.50", "-1.50"),
    ],
)
def test_a_figure_is_read_as_what_is_known_of_it(code: str, value: int, zh: str, en: str) -> None:
    assert get_figure(code).worded(value) == Text(zh, en)


class TestAFigure:
    async def test_that_is_a_lower_bound_is_read_as_one(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        project: dict[str, Any] = {
            "kind": "renovation",
            "amount_fen": 80_000_000,
            "qualifier": "at-least",
            "below_fen": None,
        }
        own: dict[str, Any] = {"entry_id": new_id(), "org_code": "411329104", "org_path": SHIAN}
        await fold(reporting_engine, [CapitalProjectCompleted(**own, **project, completed_on=MARCH)])
        browser = await browser_for()
        assert "阵地建设投资：80余万 元" in words_of(await get(browser, "/reporting/county/figures/F09"))
        assert "阵地建设投资 80余万 元" in words_of(await get(browser, "/reporting/county"))

    async def test_of_money_says_what_is_certain_of_it(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """To the fen: exact, from below, roughly; and how many projects are not in it."""
        own: dict[str, Any] = {"org_code": "411329104", "org_path": SHIAN, "kind": "renovation", "below_fen": None}
        known = [("exact", 1_050), ("exact", 5), ("at-least", 80_000_001), ("approximate", 700), ("unspecified", None)]
        projects = [
            CapitalProjectCompleted(**own, entry_id=new_id(), qualifier=how, amount_fen=fen, completed_on=MARCH)
            for how, fen in known
        ]
        await fold(reporting_engine, projects)
        browser = await browser_for()
        page = await get(browser, "/reporting/county/figures/F09")
        for said in ("确切金额： 10.55 元", "只知下限： 80余万 元", "约数： 约 7 元", "金额不明、未计入的项目： 1 个"):
            assert f"阵地投资：{said}" in words_of(page)
        assert f"{MARCH} +800,017.56 4" in words_of(page)
        assert "figures/F47?" in page.text
        exact = words_of(await get(browser, "/reporting/county/figures/F47/subjects"))
        assert " 10.50" in exact
        assert " 0.05" in exact

    async def test_of_amounts_adds_up_to_the_fen(self, browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        """Read in yuan on every page; the values of the API are of fen."""
        own: dict[str, Any] = {"org_code": "411329104", "org_path": SHIAN, "year": 2019, "purpose": "running"}
        allocated = [
            FundAllocated(**own, entry_id=new_id(), amount_fen=fen, allocated_on=MARCH) for fen in (500_050, 60, 91)
        ]
        await fold(reporting_engine, allocated)
        browser = await browser_for()
        page = words_of(await get(browser, "/reporting/county/figures/F44"))
        assert "拨付经费：5,002.01 元" in page
        assert f"{MARCH} +5,002.01 3" in page
        assert "拨付经费 5,002.01 元" in words_of(await get(browser, "/reporting/county"))
        assert " 0.91" in words_of(await get(browser, "/reporting/county/figures/F44/subjects"))

    async def test_opens_to_units_and_days(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(), "/reporting/county/figures/F01", unit="411329104")
        assert "登记退役军人：3 人" in words_of(page)
        assert "本级 1 1 411329104210服务机构 2 2" in words_of(page)
        assert "2019-03-01 +3 3" in words_of(page)

    async def test_is_shown_by_periods(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        at = "/reporting/county/figures/F01"
        assert f"{at}/periods?unit=411329&as_of=2019-04-30" in links_of(await get(browser, at))
        page = words_of(await get(browser, f"{at}/periods"))
        assert "2019年4月下旬 2019-04-21 2019-04-30 0 4" in page
        assert "2019年4月上旬 2019-04-01 2019-04-10 +1 4" in page
        assert "2019年3月上旬 2019-03-01 2019-03-10 +3 3" in page
        assert page.rindex("2019年4月下旬") < page.rindex("2019年1月上旬")
        assert "登记退役军人（人） 0 2019年1月下旬 0 2019年2月下旬 3 2019年3月下旬" in page
        months = words_of(await get(browser, f"{at}/periods", grain="month", from_on="2019-03-15", unit="411329104"))
        assert "2019年4月 2019-04-01 2019-04-30 0 3 2019年3月 2019-03-01 2019-03-31 +3 3" in months
        many = await get(browser, f"{at}/periods", grain="day", from_on="2010-01-01")
        assert (many.status_code, "最多 400 个时段" in words_of(many)) == (422, True)

    async def test_and_other_key_figures_have_a_course(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        at = "/reporting/county/trends?unit=411329&as_of=2019-04-30"
        assert f'hx-get="{at.replace("&", "&amp;")}"' in (await get(browser, "/reporting/county")).text
        shown = await browser.get(at)
        page = words_of(shown)
        assert "指标 3月上旬 3月中旬 3月下旬 4月上旬 4月中旬 4月下旬 登记退役军人 3 3 3 4 4 4" in page
        assert "化解矛盾纠纷 0 0 0 1 1 1" in page
        assert "参加健康体检人员" not in page
        assert shown.text.count("<svg") == 4  # two courses, each for a wide page and for a narrow one
        assert "/reporting/county/figures/F01/periods?unit=411329&as_of=2019-04-30" in links_of(shown)
        of_station = words_of(await get(browser, "/reporting/county/trends", unit="411329104", known_on="2019-04-30"))
        assert "登记退役军人 3 3 3 3 3 3" in of_station
        early = await get(browser, "/reporting/county/trends", unit="411329104", as_of="2019-02-20")
        assert "截至该日没有计入任何事件。" in words_of(early)
        english = {"language": "en"}
        browser.cookies.update(english)
        assert "registered veterans 3 3 3 4 4 4" in words_of(await browser.get(at))

    async def test_that_nothing_was_counted_for_says_so(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(), "/reporting/county/figures/F29")
        assert "截至该日没有计入任何事件。" in words_of(page)

    async def test_that_is_not_in_the_catalogue_is_a_page_that_says_so(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(), "/reporting/county/figures/F99")
        assert page.status_code == 404
        assert "没有编号为F99的指标。" in page.text


class TestTheChecks:
    async def test_say_what_does_not_agree(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(Role.AUDITOR), "/reporting/county/checks")
        assert "党员占登记退役军人的比例异常，请核对数据。" in words_of(page)
        assert {"/reporting/county", "/reporting/county?unit=411329&as_of=2019-04-30"} <= set(links_of(page))


class TestAReader:
    @pytest.mark.parametrize(
        "role", [Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR]
    )
    async def test_answers_for_a_unit(self, browser_for: ClientFor, role: Role) -> None:
        assert (await get(await browser_for(role, WAIZI), "/reporting/county")).status_code == 200

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.MEDIATOR, Role.VETERAN, Role.MERCHANT_CLERK])
    async def test_has_to_do_with_figures(self, browser_for: ClientFor, role: Role) -> None:
        assert (await get(await browser_for(role), "/reporting/county")).status_code == 403

    async def test_sees_no_more_than_his_unit(self, browser_for: ClientFor) -> None:
        browser = await browser_for(Role.STATION_STAFF, SHIAN)
        own = await get(browser, "/reporting/county")
        assert "登记退役军人 3 人" in words_of(own)
        assert not any("unit=411329&" in link for link in links_of(own))
        for path in ("/reporting/county", "/reporting/county/figures/F01"):
            assert (await get(browser, path, unit="411329105")).status_code == 403
        assert (await get(browser, "/reporting/county/checks")).status_code == 403

    async def test_of_several_units_chooses_one(self, browser_for: ClientFor) -> None:
        browser = await browser_for(Role.STATION_STAFF, SHIAN, WAIZI)
        page = await get(browser, "/reporting/county")
        assert "请选择机构" in words_of(page)
        assert "/reporting/county?unit=411329105&as_of=2019-04-30" in links_of(page)


class TestTheGroups:
    def test_have_every_figure_once(self) -> None:
        grouped = [code for group in GROUPS for code in group.codes]
        assert sorted(grouped) == sorted(figure.code for figure in FIGURES)
