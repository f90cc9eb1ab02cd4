"""The county's figures on paper, for the city."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.domain import Change
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.snapshots.domain import Content, FrozenUnit
from services.reporting.snapshots.letters import snapshot_letter
from services.reporting.snapshots.queries import Snapshot
from services.reporting.snapshots.rules import Basis
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.papers import printed
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, YANGYING, fold, given_progress, small_county, veteran_registered

CENTRE = FrozenUnit(
    "411329", "411329", "centre", None, "新野县退役军人服务中心", None,
    {"F01": Change(18_636, 18_700), "F16": Change(4, 4), "F11": Change(2, 2), "F09": Change(80_000_000, 1)},
)  # fmt: skip
FROZEN = Snapshot(
    UUID(int=1), date(2019, 4, 30), "ab" * 32, datetime(2019, 5, 5, 1, tzinfo=UTC), False, True, None,
    Content(date(2019, 4, 30), dict.fromkeys(("F01", "F16", "F17", "F11", "F09"), "exact"), (CENTRE,)), Basis(()),
)  # fmt: skip
FORM = PaperForm.first("return")


class TestThePaper:
    def test_has_every_figure_and_no_small_number_of_persons(self) -> None:
        letter = snapshot_letter(FROZEN, FORM)
        assert (letter.title.zh, letter.issued_by) == ("2019年4月退役军人工作数据月报表", CENTRE.name)
        [table] = letter.tables
        assert list(table.rows) == [
            ("登记退役军人", "18,636", "人"),
            ("递交入党申请书", "少于5", "人"),
            ("村级后备干部", "0", "人"),
            ("县委常委会专题研究", "2", "次"),
            ("阵地建设投资", "80余万", "元"),
        ]
        assert " ".join(["abababab"] * 8) in letter.body[-1].zh
        assert letter.issued_on == date(2019, 5, 5)

    @pytest.mark.parametrize(
        ("day", "title"),
        [(date(2019, 2, 28), "2019年2月退役军人工作数据月报表"), (date(2020, 2, 28), "退役军人工作数据报表")],
    )
    def test_is_that_of_the_month_when_it_is_over(self, day: date, title: str) -> None:
        assert snapshot_letter(replace(FROZEN, as_of=day), FORM).title.zh == title

    def test_says_why_it_is_published_although_it_is_provisional(self) -> None:
        told = snapshot_letter(replace(FROZEN, provisional=True, reason="市局催报"), FORM)
        assert "数字暂定，发布理由：市局催报。" in [each.zh for each in told.body]


class TestWhoPrintsIt:
    async def test_answers_for_the_county_and_has_a_final_one(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, [*small_county(), veteran_registered(YANGYING, date(2019, 3, 1))])
        centre = await client_for()
        early = (await centre.post("/snapshots", json={"as_of": "2019-04-30"})).json()
        refused = await centre.get(f"/snapshots/{early['snapshot_id']}/letter")
        assert (early["provisional"], refused.status_code, refused.json()["code"]) == (True, 404, "letter-not-found")
        await given_progress(reporting_engine)
        final = (await centre.post("/snapshots", json={"as_of": "2019-04-30"})).json()["snapshot_id"]
        assert "登记退役军人少于5人" in await printed(centre, f"/snapshots/{final}/letter")
        document = await centre.get(f"/snapshots/{final}/document")
        assert (document.status_code, document.content[:2]) == (200, b"PK")
        station = await client_for(Role.STATION_STAFF, SHIAN)
        assert (await station.get(f"/snapshots/{final}/letter")).status_code == 403
        at = f"/reporting/snapshots/{final}"
        page = await browser_for()
        assert {f"{at}/letter", f"{at}/document.docx"} <= links_of(await page.get(at))
        assert "2019年4月退役军人工作数据月报表" in words_of(await page.get(f"{at}/letter"))
        assert f"{at}/letter" not in links_of(await (await browser_for(Role.STATION_STAFF, SHIAN)).get(at))
