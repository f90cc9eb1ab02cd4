"""What a programme says is read without a code, by staff and by everybody."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.amounts.domain import Line, Tables
from services.benefits.amounts.parameters import TABLES
from services.benefits.conditions.parameters import FACTS
from services.benefits.main import create_app
from services.benefits.programmes.commands import activate_programme, draft_programme
from services.benefits.programmes.parameters import CHAIN, GIVES, PER, PERIODS, SLOTS
from services.benefits.programmes.rules import Explained, explained
from shared.language import Text
from tests.benefits.programmes.given import DOCUMENT
from tests.benefits.programmes.test_county_files import DRAFTS
from tests.browsers import words_of
from tests.given import given_work

SINCE = date(2019, 1, 1)
LINES = (
    ("hardship-line", "", 60_000), ("hardship-cap", "", 300_000), ("combat-test", "", 70_000),
    ("disability-pension", "war/10", 900_000), ("disability-pension", "war/3", 1_234_500),
    ("average-monthly-wage", "", 500_000), ("nursing-share", "mental/5", 250), ("rural-old-age", "", 1_000),
)  # fmt: skip
HELD = Tables(Line(table, key, SINCE, value, DOCUMENT) for table, key, value in LINES)
# Codes that are no words of English.
CODES = {
    code
    for codes in (FACTS, TABLES, CHAIN, GIVES, PER, PERIODS, SLOTS, DRAFTS, *(fact.values for fact in FACTS.values()))
    for code in codes
    if re.search(r"[-.]", code)
}


def in_words(code: str, tables: Tables = HELD) -> Explained:
    return explained(DRAFTS[code], tables, date(2019, 4, 30), "411329")


class TestTheCountysProgrammes:
    @pytest.mark.parametrize("code", sorted(DRAFTS))
    @pytest.mark.parametrize("tables", [HELD, Tables(())], ids=["with-amounts", "without"])
    def test_have_every_condition_and_amount_in_words(self, code: str, tables: Tables) -> None:
        found = in_words(code, tables)
        assert set(found.conditions) == {rule.code for rule in DRAFTS[code].rules if rule.when}
        assert (found.amount is None) == (DRAFTS[code].terms.gives not in {"monthly", "one-off"})
        amounts = [found.amount] if found.amount else []
        standards = [text for each in found.standards for text in _texts(each)]
        for said in [*found.conditions.values(), *amounts, *standards]:
            assert not re.search(r"[A-Za-z\[\]{}]", said.zh), said
            assert not [each for each in CODES if each in said.en], said

    @pytest.mark.parametrize(
        ("code", "zh"),
        [
            ("combat-test-allowance", "“参战参试人员生活补助（每月）”（700.00元）"),
            ("disability-pension", "“残疾抚恤金（每年）”（按残疾性质、残疾等级），每月为其1/12"),
            ("hardship-aid", "不超过“困难帮扶最高金额（每次）”（3,000.00元）"),
            ("nursing-fee", "“上年度当地月平均工资”（5,000.00元），乘以“护理费比例”（按残疾性质、残疾等级）"),
            (
                "rural-old-age-allowance",
                "“农村籍老年退役士兵生活补助（每年义务兵役每月）”（10.00元），乘以义务兵服役年限",
            ),
            ("survivors-pension", "“定期抚恤金（每月）”（尚未设定）"),
        ],
    )
    def test_say_how_much_they_give_with_the_amounts_of_the_day(self, code: str, zh: str) -> None:
        amount = in_words(code).amount
        assert amount is not None
        assert amount.zh == zh

    def test_show_the_lines_that_they_rest_on_with_the_notice_each_comes_from(self) -> None:
        standards = in_words("disability-pension").standards
        shown = [(each.key.zh, each.value.zh, each.since, each.source) for each in standards]
        assert shown == [
            ("因战 3级", "12,345.00元", SINCE, DOCUMENT),
            ("因战 10级", "9,000.00元", SINCE, DOCUMENT),
        ]
        assert [each.table.code for each in in_words("hardship-aid").standards] == ["hardship-cap", "hardship-line"]
        [wage, share] = in_words("nursing-fee").standards
        assert (wage.value, share.key, share.value) == (
            Text("5,000.00元", "5,000.00 yuan"),
            Text("精神病 5级", "mental illness, grade of disability 5"),
            Text("25%", "25 %"),
        )
        assert explained(DRAFTS["hardship-aid"], HELD, date(2018, 12, 31), "411329").standards == []


def _texts(standard: Any) -> list[Text]:
    return [Text(standard.table.zh, standard.table.en), standard.key, standard.value]


@pytest.fixture
def visitor(
    benefits_engine: AsyncEngine, settings_of: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> httpx2.AsyncClient:
    return api_client(create_app(settings_of("benefits")), None, Accept="text/html")


async def test_everybody_reads_them_so(visitor: httpx2.AsyncClient, benefits_engine: AsyncEngine) -> None:
    work = given_work(benefits_engine)
    for table, key, value in LINES:
        await set_amount(given_work(benefits_engine), table=table, key=key, since=SINCE, value=value, source="县通知")
    for draft in DRAFTS.values():
        proposal_id = await draft_programme(work, draft, document=DOCUMENT)
        await activate_programme(given_work(benefits_engine), proposal_id, version=1)
    for code in DRAFTS:
        shown = unescape(words_of(await visitor.get(f"/benefits/public/programmes/{code}")))
        assert re.findall(r"[A-Za-z\[\]{}][A-Za-z.-]*", shown) == [], code
        english = await visitor.get(f"/benefits/public/programmes/{code}", headers={"Accept-Language": "en"})
        assert [each for each in CODES if each in unescape(words_of(english))] == [], code
    listed = unescape(words_of(await visitor.get("/benefits/public/programmes")))
    assert re.findall(r"[A-Za-z\[\]{}]+", listed) == []
