"""What the dates of one form must agree on, to the day, when only a month or a year may be known."""

from datetime import date

import pytest

from services.registry.veterans.domain.consistency import Values, inconsistencies
from services.registry.veterans.domain.values import Terms, Value
from shared.partial_date import PartialDate, read_partial_date
from shared.privacy.identity_number import read_identity_number
from tests.registry.persons import ZHANG_WEI

TERMS = Terms(date(2026, 4, 30), synthetic_ids_allowed=True)
BORN_ON = date(1959, 2, 26)


def written(text: str) -> PartialDate:
    read = read_partial_date(text)
    assert read is not None
    return read


def codes(**values: Value) -> list[tuple[str, str]]:
    given: Values = values
    return [(fault.field, fault.code) for fault in inconsistencies(given, TERMS)]


def identity(**values: Value) -> dict[str, Value]:
    number = read_identity_number(ZHANG_WEI, today=TERMS.today, synthetic_allowed=True)
    assert not isinstance(number, str)
    assert number.birth_on == BORN_ON
    return {"id_number": number, **values}


class TestADateOfAForm:
    @pytest.mark.parametrize(
        ("day", "refused"),
        [
            ("1959-02-26", False),
            ("1959-02-25", True),
            ("1959-02", False),
            ("1959-01", True),
            ("1959", False),
            ("1958", True),
        ],
    )
    def test_may_hold_the_birthday_but_not_end_before_it(self, day: str, refused: bool) -> None:
        found = codes(**identity(party_joined_on=written(day)))
        assert found == ([("party_joined_on", "before-birth")] if refused else [])

    @pytest.mark.parametrize(
        ("day", "refused"),
        [
            ("2026-04-30", False),
            ("2026-05-01", True),
            ("2026-04", False),
            ("2026-05", True),
            ("2026", False),
            ("2027", True),
        ],
    )
    def test_may_hold_today_but_not_begin_after_it(self, day: str, refused: bool) -> None:
        assert codes(party_joined_on=written(day)) == ([("party_joined_on", "in-future")] if refused else [])

    @pytest.mark.parametrize(
        ("start", "end", "refused"),
        [
            ("1980-03-01", "1980-03-01", False),
            ("1980-03-02", "1980-03-01", True),
            ("1980-03-15", "1980-03", False),
            ("1980-03", "1980-03-15", False),
            ("1980-04", "1980-03-31", True),
        ],
    )
    def test_may_be_the_first_and_the_last_of_service(self, start: str, end: str, refused: bool) -> None:
        found = codes(enlisted_on=written(start), discharged_on=written(end))
        assert found == ([("discharged_on", "ends-before-start")] if refused else [])


class TestAnArm:
    @pytest.mark.parametrize(
        ("day", "refused"),
        [
            ("2024-04-19", False),
            ("2024-04-20", True),
            ("2024-04", False),
            ("2024-05", True),
            ("2024", False),
            ("2025", True),
        ],
    )
    def test_is_not_joined_after_its_last_day(self, day: str, refused: bool) -> None:
        assert codes(arm_code="6", enlisted_on=written(day)) == ([("arm_code", "not-in-force")] if refused else [])

    @pytest.mark.parametrize(
        ("day", "refused"),
        [
            ("1982-06-19", False),
            ("1982-06-18", True),
            ("1982-06", False),
            ("1982-05", True),
            ("1982", False),
            ("1981", True),
        ],
    )
    def test_is_not_left_before_its_first_day(self, day: str, refused: bool) -> None:
        assert codes(arm_code="7", discharged_on=written(day)) == ([("arm_code", "not-in-force")] if refused else [])
