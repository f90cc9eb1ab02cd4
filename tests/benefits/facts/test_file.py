"""What a file says in the words of conditions, and of which day it is known. Pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.conditions.parameters import FACTS, Source
from services.benefits.facts.domain import (
    FileFacts,
    asked,
    compulsory_years,
    joined,
    opened_form,
    read_file,
    sealed_form,
)
from services.benefits.facts.parameters import DAYS, FIELDS, LASTING, WORDS
from services.registry.facts.parameters import ASKED
from shared.partial_date import read_partial_date

MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)
NOTHING = FileFacts({})


def test_it_is_asked_for_all_that_conditions_need_of_registry() -> None:
    told = {*WORDS, *DAYS, "employer", "service.compulsory-years"}
    assert told == {fact.code for fact in FACTS.values() if fact.source is Source.REGISTRY}
    assert {field.name for field in ASKED} == FIELDS
    assert told > LASTING


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({}, {}),
        ({"sex_code": "2"}, {"sex": "2"}),
        ({"sex_code": "9"}, {}),
        ({"household_code": "1", "discharge_household_code": "2"},
         {"household.type": "rural", "discharge.household": "urban"}),
        ({"employment_code": "5", "employer_code": "3"}, {"employer": None}),
        ({"employment_code": "1", "employer_code": "3"}, {"employer": "3"}),
        ({"employment_code": "1"}, {}),
        ({"pension_code": "1"}, {"pension.employee": True}),
        ({"pension_code": "3"}, {"pension.employee": False}),
        ({"pension_code": "9"}, {}),
        ({"disability_grade_code": "10", "disability_cause_code": "4"},
         {"disability.grade": 10, "disability.cause": "mental"}),
        ({"enlisted_on": "1976-12-20", "discharged_on": "1980-01"}, {"enlisted-on": date(1976, 12, 20)}),
        ({"conscript_from": "1976-12-20", "conscript_to": "1980-01-10"}, {"service.compulsory-years": 4}),
    ],
)  # fmt: skip
def test_its_fields_are_read(fields: dict[str, str], facts: dict[str, object]) -> None:
    assert read_file(fields) == facts


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("1976-12-20", "1980-01-10", 4),
        ("1976-12-20", "1979-12-20", 3),
        ("1976-12-20", "1979-12-21", 4),
        ("1976-12-20", "1976-12-20", 1),
        ("2000-02-29", "2001-02-28", 1),
        ("2000-02-29", "2001-03-01", 2),
        ("1976-12", "1979-11", 3),
        ("1976-12", "1979-12", None),
        ("1976", "1979", None),
        ("1980-01-10", "1976-12-20", None),
        (None, "1976-12-20", None),
        ("1976-12-20", None, None),
    ],
)
def test_years_begun_are_counted_where_it_is_known_well_enough(
    first: str | None, last: str | None, years: int | None
) -> None:
    begun, ended = (None if each is None else read_partial_date(each) for each in (first, last))
    assert compulsory_years(begun, ended) == years


class TestWhatIsKnownOfADay:
    def test_what_lasts_is_known_of_every_day_and_the_rest_since_it_was_asked(self) -> None:
        kept = asked(NOTHING, {"sex": "1", "household.type": "rural"}, APRIL)
        assert kept.known_on(MARCH) == {"sex": "1"}
        assert kept.known_on(APRIL) == {"sex": "1", "household.type": "rural"}

    def test_a_change_holds_from_when_it_was_asked_and_the_days_before_stay_as_they_were(self) -> None:
        before = asked(NOTHING, {"household.type": "rural", "employer": "3", "sex": "1"}, MARCH)
        after = asked(before, {"household.type": "rural", "employer": None, "sex": "2"}, MAY)
        assert after.known_on(APRIL) == {"household.type": "rural", "employer": "3", "sex": "2"}
        assert after.known_on(MAY) == {"household.type": "rural", "employer": None, "sex": "2"}

    def test_what_it_says_no_longer_is_not_known_from_then_on(self) -> None:
        after = asked(asked(NOTHING, {"disability.grade": 6}, MARCH), {}, APRIL)
        assert (after.known_on(MARCH), after.known_on(APRIL)) == ({"disability.grade": 6}, {})

    def test_asked_twice_a_day_the_last_answer_stands(self) -> None:
        after = asked(asked(NOTHING, {"disability.grade": 6}, MARCH), {"disability.grade": 5}, MARCH)
        assert [each.value for each in after.said["disability.grade"]] == [5]

    @given(st.lists(st.sampled_from([None, 4, 5]), min_size=1, max_size=6))
    def test_each_day_has_what_was_said_last_before_it(self, said: list[int | None]) -> None:
        kept, days = NOTHING, [MARCH + timedelta(number) for number in range(len(said))]
        for day, grade in zip(days, said, strict=True):
            kept = asked(kept, {} if grade is None else {"disability.grade": grade}, day)
        assert [kept.known_on(day).get("disability.grade") for day in days] == said
        assert opened_form(sealed_form(kept), salt="") == kept


def test_a_file_that_was_merged_says_what_the_own_one_does_not() -> None:
    own = FileFacts(asked(NOTHING, {"sex": "1", "household.type": "rural"}, APRIL).said, "own")
    other = asked(NOTHING, {"household.type": "urban", "enlisted-on": date(1976, 12, 20)}, MARCH)
    both = joined(own, [other])
    assert both.known_on(MAY) == {"sex": "1", "household.type": "rural", "enlisted-on": date(1976, 12, 20)}
    assert both.salt == "own"
    assert joined(None, [other]).known_on(MAY) == other.known_on(MAY)
