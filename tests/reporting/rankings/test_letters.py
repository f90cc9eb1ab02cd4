"""A ranking on paper."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.rankings.letters import ranking_letter
from services.reporting.schemes.domain import Terms
from services.reporting.scores.domain import Round
from shared.letters import Letter
from shared.letters.press import pdf_of
from tests.papers import words_on

FOUND = Round(
    UUID(int=1), "2019-04", UUID(int=2), 3, UUID(int=3), Terms.default(), "provisional", 9, 2, date(2019, 5, 9)
)


def place(code: str, listed: str, rank: int | None, total: str, **points: str) -> Any:
    return SimpleNamespace(org_code=code, listed=listed, place=rank, total=Decimal(total), points=points)


ROWS = [
    place("A", "townships", 1, "96.00", bonus="2"),
    place("B", "townships", 1, "96.00", deduction="1.5"),
    place("C", "townships", None, "60.00", A1="62.84", deduction="0.5", bonus="1", veto="1"),
    place("D", "county-units", 1, "88.50"),
]
FORM = PaperForm.first("ranking")


def paper(state: str) -> Letter:
    names = {"A": "一站", "B": "二站", "C": "三站", "D": "四站"}
    found = replace(FOUND, state=state)
    return ranking_letter(found, ROWS, names, FORM, issued_by="新野县退役军人服务中心", issued_on=date(2019, 5, 6))


class TestThePaper:
    def test_has_both_lists_apart_with_equals_and_who_is_vetoed(self) -> None:
        letter = paper("published")
        assert [(table.title.zh, list(table.rows)) for table in letter.tables] == [
            (
                "乡镇、街道",
                [
                    ("1", "一站", "2", "0", "96"),
                    ("1", "二站", "0", "1.5", "96"),
                    ("不排名", "三站", "1", "0.5", "60"),
                ],
            ),
            ("县直单位", [("1", "四站", "0", "0", "88.5")]),
        ]
        said = words_on(pdf_of(letter))
        for words in ("2019年4月考评排名通报", "考评办法第3版", "第2次排名", "不排名三站", "2019年5月6日"):
            assert words in said, words
        assert "申诉" not in said

    def test_says_what_a_veto_leaves_of_a_total(self) -> None:
        words = "三站被一票否决，不排名；其各项得分加加分、减扣分为63.34分，总分最高为60分。"
        assert [each.zh for each in paper("published").body if "否决" in each.zh][1:] == [words]

    @pytest.mark.parametrize(
        ("state", "title"), [("provisional", "2019年4月考评排名公示"), ("confirmed", "2019年4月考评排名")]
    )
    def test_is_called_by_how_the_ranking_stands(self, state: str, title: str) -> None:
        letter = paper(state)
        assert letter.title.zh == title
        said = "".join(each.zh for each in letter.body)
        assert ("2019年5月9日前（含当日）提出申诉" in said) == (state == "provisional")
