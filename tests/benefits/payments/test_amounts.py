"""How much an entitlement pays for a month."""

from datetime import date
from typing import Any

import pytest

from services.benefits.amounts.domain import Line, Tables
from services.benefits.payments.domain.months import Month, Span
from services.benefits.payments.rules import amount_for, fact_written, faults_of_amount, rests_on
from services.benefits.programmes.domain import Terms
from tests.benefits.payments.given import BY_GRADE

TABLES = Tables(
    (
        Line("combat-test", "", date(2019, 1, 1), 60_000, "甲"),
        Line("combat-test", "", date(2019, 8, 2), 65_000, "乙"),
        Line("disability-pension", "war/6", date(2019, 1, 1), 3_000_010, "丙"),
        Line("rural-old-age", "", date(2019, 1, 1), 1_000, "丁"),
        Line("average-monthly-wage", "", date(2019, 1, 1), 500_000, "戊"),
        Line("nursing-share", "war/1", date(2019, 1, 1), 500, "己"),
        Line("hardship-cap", "", date(2019, 1, 1), 300_000, "庚"),
    )
)
YEARS = "service.compulsory-years"
FLAT = Terms("monthly", {"table": "combat-test"})
OLD_AGE = Terms("monthly", {"of": {"table": "rural-old-age"}, "times": YEARS})
PENSION = Terms("monthly", BY_GRADE)
NURSING = Terms(
    "monthly",
    {"of": {"table": "average-monthly-wage"}, "share": {"table": "nursing-share", "by": BY_GRADE["by"]}},
)
AID = Terms("one-off", cap="hardship-cap")
APRIL = Month(2019, 4)
WOUNDED = {"disability.cause": "war", "disability.grade": 6}


@pytest.mark.parametrize(
    ("terms", "facts", "month", "fen"),
    [
        (FLAT, {}, Month(2018, 12), None),
        (FLAT, {}, APRIL, 60_000),
        (FLAT, {}, Month(2019, 8), 60_000),
        (FLAT, {}, Month(2019, 9), 65_000),
        (OLD_AGE, {YEARS: 4}, APRIL, 4_000),
        (PENSION, WOUNDED, APRIL, 250_001),
        (NURSING, {**WOUNDED, "disability.grade": 1}, APRIL, 250_000),
    ],
)
def test_it_is_what_the_tables_say_on_the_first_of_the_month(
    terms: Terms, facts: Any, month: Month, fen: int | None
) -> None:
    assert amount_for(terms, month, facts, None, TABLES).fen == fen


def test_what_is_missing_is_named() -> None:
    assert amount_for(PENSION, APRIL, {"disability.cause": "war"}, None, TABLES).missing == ("disability.grade",)
    assert amount_for(AID, APRIL, {}, None, TABLES).missing == ("decided",)
    assert amount_for(AID, APRIL, {}, 200_000, TABLES).fen == 200_000


def test_the_facts_that_it_rests_on_are_named_once() -> None:
    assert rests_on(NURSING) == ("disability.cause", "disability.grade")
    assert rests_on(OLD_AGE) == (YEARS,)
    assert rests_on(FLAT) == rests_on(AID) == ()


@pytest.mark.parametrize(
    ("terms", "facts", "fen", "codes"),
    [
        (PENSION, WOUNDED, None, []),
        (OLD_AGE, {YEARS: 150}, None, []),
        (OLD_AGE, {YEARS: 151}, None, ["number-too-large"]),
        (PENSION, {}, 100, ["amount-by-table"]),
        (AID, {}, 300_000, []),
        (AID, {}, 300_001, ["above-cap"]),
        (FLAT, {YEARS: 4}, None, ["fact-not-used"]),
        (OLD_AGE, {YEARS: "four"}, None, ["not-a-number"]),
    ],
)
def test_what_is_decided_of_it_fits_the_programme(terms: Terms, facts: Any, fen: int | None, codes: list[str]) -> None:
    span = Span(APRIL, APRIL if terms is AID else None)
    assert [fault.code for fault in faults_of_amount(terms, span, facts, fen, TABLES)] == codes


@pytest.mark.parametrize(
    ("span", "fen", "codes"),
    [
        (Span(APRIL), 100, ["given-once"]),
        (Span(APRIL, Month(2019, 5)), 100, ["given-once"]),
        (Span(Month(2018, 12), Month(2018, 12)), 100, ["no-cap"]),
        (Span(Month(2018, 12), Month(2018, 12)), None, []),
    ],
)
def test_what_is_given_once_is_for_one_month_in_which_there_is_a_most(
    span: Span, fen: int | None, codes: list[str]
) -> None:
    assert [fault.code for fault in faults_of_amount(AID, span, {}, fen, TABLES)] == codes


def test_a_fact_that_is_no_number_counts_nothing() -> None:
    assert amount_for(OLD_AGE, APRIL, {YEARS: "four"}, None, TABLES).missing == (YEARS,)


def test_a_number_is_read_as_one() -> None:
    assert (fact_written(YEARS, "4"), fact_written(YEARS, "四"), fact_written("disability.cause", "1")) == (
        4,
        "四",
        "1",
    )
