"""The figures taken away."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.events.registry.county.standards import FundAllocated
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, UNIT, YANGYING, fold, small_county, veteran_registered

PAGE = "/reporting/county/export"
MARCH = date(2019, 3, 1)
HAPPENED = [veteran_registered(path, MARCH, party_member=True) for path in (SHIAN, YANGYING, YANGYING, UNIT)]


def rows_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


class TestAnExportOfFigures:
    async def test_holds_the_whole_the_unit_itself_and_what_is_below_it(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, [*small_county(), *HAPPENED])
        browser = await browser_for()
        assert f"{PAGE}?as_of=2019-04-30" in links_of(await browser.get("/reporting/county?as_of=2019-04-30"))
        taken = await browser.post(PAGE, data={"purpose": "上报市局", "as_of": "2019-04-30", "unit": "411329"})
        mark, _, head, whole, itself, *below = rows_of(taken.content)
        assert "上报市局" in mark[0]
        assert head[:4] == ["截止日", "机构代码", "机构", "登记退役军人"]
        assert whole[:2] == ["2019-04-30", "合计"]
        assert whole[3] == 4
        assert itself[1] == "本级"
        assert whole[3:] == [sum(each) for each in zip(itself[3:], *(line[3:] for line in below), strict=True)]
        with ZipFile(BytesIO(taken.content)) as parts:
            chart = parts.read("xl/charts/chart1.xml").decode()
        assert re.findall(r"<a:t>(.*?)</a:t>", chart) == ["登记退役军人 2019-04-30"]
        assert re.findall(r"<c:f>(.*?)</c:f>", chart) == [
            f"数据指标!${column}$6:${column}${5 + len(below)}" for column in "CD"
        ]
        async with reporting_engine.connect() as connection:
            found = await connection.execute(text("SELECT subject, purpose FROM audit WHERE action = 'export-figures'"))
            said = f"unit 411329, as_of 2019-04-30, rows {2 + len(below)}"
            assert [tuple(row) for row in found] == [(said, "上报市局")]

    async def test_has_amounts_in_yuan(self, browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        own: dict[str, Any] = {"org_code": "411329104", "org_path": SHIAN, "year": 2019, "purpose": "running"}
        told = [FundAllocated(**own, entry_id=new_id(), amount_fen=fen, allocated_on=MARCH) for fen in (500_050, 51)]
        await fold(reporting_engine, [*small_county(), *told])
        taken = await (await browser_for()).post(PAGE, data={"purpose": "上报市局", "unit": "411329"})
        _, _, head, whole, *_ = rows_of(taken.content)
        assert whole[head.index("拨付经费")] == 5001.01

    @pytest.mark.parametrize("page", [PAGE, "/reporting/coverage/export"])
    async def test_of_a_day_to_come_is_refused(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, page: str
    ) -> None:
        await fold(reporting_engine, small_county())
        refused = await (await browser_for()).post(page, data={"purpose": "上报市局", "as_of": "2099-12-31"})
        assert (refused.status_code, "这一天尚未到来。" in words_of(refused)) == (422, True)
