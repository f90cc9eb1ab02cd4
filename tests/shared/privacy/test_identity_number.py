"""Identity numbers: worked examples, and what holds of any number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.identity_number import IdentityNumber, read_identity_number
from tests.registry.persons import ZHANG_WEI, given_number

TODAY = date(2019, 4, 30)
DAYS = st.dates(date(1900, 1, 1), TODAY)
SERIALS = st.integers(0, 999)


def read(text: str, *, synthetic_allowed: bool = True) -> IdentityNumber | str:
    return read_identity_number(text, today=TODAY, synthetic_allowed=synthetic_allowed)


def read_well(text: str) -> IdentityNumber:
    found = read(text)
    assert isinstance(found, IdentityNumber), found
    return found


class TestAnIdentityNumber:
    @pytest.mark.parametrize(
        ("number", "sex_code", "born_on"),
        [
            ("11010519491231002X", "2", date(1949, 12, 31)),
            ("440524188001010014", "1", date(1880, 1, 1)),
            ("34052419800101001X", "1", date(1980, 1, 1)),
            ("999329195902260012", "1", date(1959, 2, 26)),
            ("99932919641001029X", "1", date(1964, 10, 1)),
            ("99932919641001002X", "2", date(1964, 10, 1)),
            ("999329200002290113", "1", date(2000, 2, 29)),
        ],
    )
    def test_says_sex_and_birth_date(self, number: str, sex_code: str, born_on: date) -> None:
        found = read_well(number)
        assert (found.number.reveal(), found.sex_code, found.birth_on) == (number, sex_code, born_on)

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("340524198001010013", "checksum"),
            ("999329195902260010", "checksum"),  # check digit
            ("999329195902260102", "checksum"),  # two digits swapped
            ("999329190002290133", "date"),  # 1900 was no leap year, though the checksum is right
            ("999329201905010011", "date"),  # tomorrow
            ("99932919590226001", "length"),
            ("9993291959022600122", "length"),
            ("", "length"),
            ("X99329195902260012", "characters"),
            ("99932919590226X", "characters"),
            ("9.99329195902E+17", "scientific-notation"),
        ],
    )
    def test_is_refused_with_the_reason(self, number: str, code: str) -> None:
        assert read(number) == code

    @pytest.mark.parametrize(
        "spelling",
        [
            "９９９３２９１９５９０２２６００１２",
            " 999329 19590226 0012 ",
            "999329195902260012\u200b",
            "'999329195902260012",
            "\ufeff999329195902260012\u3000",
        ],
    )
    def test_is_the_same_however_it_is_typed(self, spelling: str) -> None:
        assert read_well(spelling).number.reveal() == ZHANG_WEI

    def test_may_be_of_a_child_born_today(self) -> None:
        assert read_well(given_number(1, TODAY)).birth_on == TODAY

    def test_keeps_a_lower_case_x_in_upper_case(self) -> None:
        assert read_well("99932919641001002x").number.reveal() == "99932919641001002X"

    def test_of_15_digits_becomes_one_of_18_and_keeps_the_old_form(self) -> None:
        found = read_well("999329590226001")
        assert found.legacy is not None
        assert (found.number.reveal(), found.legacy.reveal()) == (ZHANG_WEI, "999329590226001")

    def test_of_15_digits_is_of_the_last_century_even_below_year_10(self) -> None:
        assert read_well("999329050226001").birth_on == date(1905, 2, 26)

    def test_of_an_invented_person_is_refused_where_those_are_not_allowed(self) -> None:
        assert read(ZHANG_WEI, synthetic_allowed=False) == "synthetic-not-allowed"
        assert isinstance(read("11010519491231002X", synthetic_allowed=False), IdentityNumber)

    def test_shows_nothing_of_the_birth_date_when_it_is_printed(self) -> None:
        assert "19590226" not in repr(read(ZHANG_WEI))
        assert "590226" not in repr(read("999329590226001"))


class TestAnyIdentityNumber:
    @given(born_on=DAYS, serial=SERIALS)
    def test_is_read_back(self, born_on: date, serial: int) -> None:
        found = read_well(given_number(serial, born_on))
        assert found.birth_on == born_on
        assert found.sex_code == ("1" if serial % 2 else "2")

    @given(born_on=DAYS, serial=SERIALS, place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
    def test_with_one_wrong_digit_is_not_read(self, born_on: date, serial: int, place: int, digit: str) -> None:
        number = given_number(serial, born_on)
        wrong = number[:place] + digit + number[place + 1 :]
        assert (wrong == number) == isinstance(read(wrong), IdentityNumber)

    @given(born_on=DAYS, serial=SERIALS, place=st.integers(0, 16))
    def test_with_two_neighbours_swapped_is_not_read(self, born_on: date, serial: int, place: int) -> None:
        number = given_number(serial, born_on)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert (swapped == number) == isinstance(read(swapped), IdentityNumber)

    @given(born_on=st.dates(date(1900, 1, 1), date(1999, 12, 31)), serial=SERIALS)
    def test_of_15_digits_is_that_of_18(self, born_on: date, serial: int) -> None:
        number = given_number(serial, born_on)
        assert read_well(number[:6] + number[8:17]).number == read_well(number).number

    @given(st.text(max_size=30))
    def test_is_never_made_of_rubbish_by_an_error(self, rubbish: str) -> None:
        assert isinstance(read(rubbish), str | IdentityNumber)
