"""Amounts: the worked examples of the benefit rules, and what is missing."""

from datetime import date

import pytest

from services.benefits.amounts.domain import (
    Amount,
    Line,
    Looked,
    Share,
    Tables,
    Times,
    part,
    reckon,
    rounded,
)
from services.benefits.facts.domain import compulsory_years
from shared.partial_date import read_partial_date

APRIL = date(2019, 4, 1)
OLD_AGE = Times(Looked("rural-old-age"), "service.compulsory-years")
NURSING = Share(Looked("average-monthly-wage"), Looked("nursing-share", ("disability.cause", "disability.grade")))
TABLES = Tables(
    (
        Line("rural-old-age", "", date(2011, 8, 1), 1_000, "民发〔2011〕110号"),
        Line("rural-old-age", "", date(2018, 8, 1), 3_500, "退役军人部发〔2018〕1号"),
        Line("average-monthly-wage", "", date(2019, 1, 1), 500_000, "统计公报"),
        *(
            Line("nursing-share", key, date(2011, 8, 1), share, "军人抚恤优待条例 第三十一条")
            for key, share in (("war/1", 500), ("war/2", 500), ("war/3", 400), ("illness/4", 300), ("mental/5", 250))
        ),
    )
)


class TestATable:
    @pytest.mark.parametrize(
        ("on", "fen"), [("2011-07-31", None), ("2011-08-01", 1_000), ("2018-07-31", 1_000), ("2018-08-01", 3_500)]
    )
    def test_has_a_line_until_the_next_one_holds(self, on: str, fen: int | None) -> None:
        line = TABLES.find("rural-old-age", "", date.fromisoformat(on))
        assert (line and line.value) == fen


class TestAnAmount:
    def test_of_the_old_age_allowance_counts_a_part_of_a_year_as_one(self) -> None:
        """E09: 1976-12-20 to 1980-01-10 is three years and 21 days: four, 40 yuan at the first rate."""
        years = compulsory_years(read_partial_date("1976-12-20"), read_partial_date("1980-01-10"))
        facts = {"service.compulsory-years": years}
        assert years == 4
        assert reckon(OLD_AGE, facts, TABLES, date(2011, 8, 1)).fen == 4_000

    @pytest.mark.parametrize(
        ("cause", "grade", "fen"),
        [("war", 1, 250_000), ("war", 3, 200_000), ("illness", 4, 150_000), ("mental", 5, 125_000)],
    )
    def test_of_the_nursing_fee_is_a_share_of_the_wage(self, cause: str, grade: int, fen: int) -> None:
        """E10: of 60,000 yuan a year."""
        facts = {"disability.cause": cause, "disability.grade": grade}
        found = reckon(NURSING, facts, TABLES, APRIL)
        assert found.fen == fen
        assert [line.source for line in found.lines] == ["统计公报", "军人抚恤优待条例 第三十一条"]

    def test_names_what_is_missing_instead(self) -> None:
        assert reckon(NURSING, {"disability.cause": "war"}, TABLES, APRIL).missing == ("disability.grade",)
        grade_7 = {"disability.cause": "illness", "disability.grade": 7}
        assert reckon(NURSING, grade_7, TABLES, APRIL) == Amount(
            None, reckon(Looked("average-monthly-wage"), {}, TABLES, APRIL).lines, ("nursing-share",)
        )
        assert reckon(OLD_AGE, {}, TABLES, date(2000, 1, 1)).missing == ("rural-old-age", "service.compulsory-years")


class TestAShare:
    def test_rounds_half_a_fen_up(self) -> None:
        assert [part(fen, 500) for fen in (1, 2, 3, 4)] == [1, 1, 2, 2]
        assert [rounded(fen, 3) for fen in (0, 1, 2, 3, 4, 5)] == [0, 0, 1, 1, 1, 2]
