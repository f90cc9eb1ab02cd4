"""Reading what people write into fields."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.veterans.domain.readers import READERS, read_value
from services.registry.veterans.domain.values import Flaw, Raw, Terms, Value
from services.registry.veterans.parameters.codes import ETHNICITY
from services.registry.veterans.parameters.faults import FAULTS
from services.registry.veterans.parameters.fields import FIELD, FIELDS, Field
from shared.clock import FIRST_DAY, LAST_DAY
from shared.partial_date import PartialDate, Precision, read_date, read_partial_date
from shared.privacy.personal import Personal
from shared.workbooks.columns import Kind

TERMS = Terms(date(2019, 4, 30), synthetic_ids_allowed=True)


def read(name: str, raw: Raw) -> Value | Flaw:
    found = read_value(FIELD[name], raw, TERMS)
    return found.reveal() if isinstance(found, Personal) else found


class TestACode:
    @pytest.mark.parametrize(
        ("field", "written", "code"),
        [
            ("political_code", "01", "01"),
            ("political_code", "1", "01"),
            ("political_code", 1.0, "01"),
            ("political_code", "中共党员", "01"),
            ("political_code", "党员", "01"),
            ("political_code", "群众", "13"),
            ("political_code", "１３", "13"),
            ("ethnicity_code", "汉", "01"),
            ("ethnicity_code", "回族", "03"),
            ("ethnicity_code", "56", "56"),
            ("ethnicity_code", "98", "98"),
            ("sex_code", "女", "2"),
            ("sex_code", 0, "0"),
            ("marital_code", "22", "22"),
            ("education_code", "大专", "30"),
            ("arm_code", "武警", "7"),
        ],
    )
    def test_is_found_by_code_or_name(self, field: str, written: Raw, code: str) -> None:
        assert read(field, written) == code

    @pytest.mark.parametrize(
        ("field", "written"),
        [("political_code", "14"), ("political_code", "00"), ("ethnicity_code", "57"), ("sex_code", "3"),
         ("education_code", "50"), ("kinship_code", "11")],
    )  # fmt: skip
    def test_outside_the_standard_is_refused(self, field: str, written: str) -> None:
        assert read(field, written) == Flaw("not-in-code-set")

    def test_may_stand_with_others_in_one_cell(self) -> None:
        assert read("category_codes", "参战退役人员、61，B1") == ("51", "61", "B1")
        assert read("category_codes", ("61", "51", "51")) == ("51", "61")
        assert read("category_codes", "51、99") == Flaw("not-in-code-set")

    def test_has_two_names_in_both_languages_and_a_source(self) -> None:
        sets = [field.code_set for field in FIELDS if field.code_set]
        assert all(each.source for each in sets)
        assert all(code.zh and code.en for each in sets for code in each.codes)
        assert len(ETHNICITY.codes) == 58


class TestADate:
    @pytest.mark.parametrize(
        "written",
        ["2018-10-01", "2018/10/1", "2018.10.01", "20181001", "2018年10月1日", "2018-10-01T00:00:00", "２０１８-10-01"],
    )
    def test_is_read_in_the_forms_of_the_country(self, written: str) -> None:
        assert read_date(written) == date(2018, 10, 1)

    @pytest.mark.parametrize(
        ("written", "precision", "first", "last"),
        [
            ("1976-12", Precision.MONTH, date(1976, 12, 1), date(1976, 12, 31)),
            ("197602", Precision.MONTH, date(1976, 2, 1), date(1976, 2, 29)),
            ("1976年", Precision.YEAR, date(1976, 1, 1), date(1976, 12, 31)),
            ("1976", Precision.YEAR, date(1976, 1, 1), date(1976, 12, 31)),
        ],
    )
    def test_of_an_old_file_may_be_partial(self, written: str, precision: Precision, first: date, last: date) -> None:
        found = read_partial_date(written)
        assert found == PartialDate(first, precision)
        assert found is not None
        assert found.last == last
        assert read_date(written) is None

    @pytest.mark.parametrize("written", ["1899-12-31", "2100-01-01", "9999年", "0001-01", "00010101"])
    def test_lies_in_years_that_somebody_may_mean(self, written: str) -> None:
        assert read("enlisted_on", written) == Flaw("date")

    @pytest.mark.parametrize(
        "written", ["2018-02-30", "1900-02-29", "2018-13-01", "2018-00-01", "2018-10-00", "43374", "10/01/2018", "昨天"]
    )
    def test_that_is_none_is_refused(self, written: str) -> None:
        assert read("enlisted_on", written) == Flaw("date")

    @given(st.dates(FIRST_DAY, LAST_DAY))
    def test_is_read_back(self, day: date) -> None:
        assert read_date(day.isoformat()) == day
        assert read_date(f"{day.year:04}年{day.month}月{day.day}日") == day


class TestAPhone:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("19900001234", "19900001234"),
            (19900001234.0, "19900001234"),
            ("+86 199-0000-1234", "19900001234"),
            ("０１９９", None),
            ("0377-66212345", "037766212345"),
            ("(0377) 66212345", "037766212345"),
            ("66212345", None),
            ("12345", None),
            ("+1 202 555 0100", None),
        ],
    )
    def test_is_kept_as_digits_that_can_be_dialled(self, written: Raw, kept: str | None) -> None:
        assert read("mobile", written) == (kept or Flaw("phone"))


class TestAName:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("张 伟", "张伟"),
            ("张　伟", "张伟"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("𠮷野家", "𠮷野家"),
            ("John  Smith", "John Smith"),
        ],
    )
    def test_loses_its_padding(self, written: str, kept: str) -> None:
        assert read("name", written) == kept

    @pytest.mark.parametrize("written", ["张伟1", "=1+1", "张伟\x00", "—", "999329195902260012", 5.0])
    def test_is_made_of_letters(self, written: Raw) -> None:
        assert read("name", written) == Flaw("characters")

    def test_has_a_length(self) -> None:
        assert read("name", "张" * 51) == Flaw("too-long")


class TestANumberThatASpreadsheetSpoilt:
    def test_is_refused_where_digits_are_lost_even_when_these_survived(self) -> None:
        assert read("id_number", 9.9932919590226e17) == Flaw("number-not-text")
        assert read("id_number", 999329590226001.0) == Flaw("number-not-text")
        assert read("bank_account", 6217000012345678.0) == Flaw("number-not-text")
        assert read("discharge_certificate", 1234567890123456.0) == Flaw("number-not-text")

    def test_is_taken_where_nothing_is_lost(self) -> None:
        assert read("org_code", 411329104210.0) == "411329104210"
        assert read("discharge_certificate", 12345.0) == "12345"


class TestOtherValues:
    def test_are_read_by_their_kind(self) -> None:
        assert read("minimum_living_allowance", "是") is True
        assert read("minimum_living_allowance", False) is False
        assert read("monthly_income_fen", "1,234.50") == 123450
        assert read("monthly_income_fen", 123450) == 123450
        assert read("bank_account", "6217 0000 1234 5678 90") == "621700001234567890"
        assert read("employer_name", " 新野县\n某厂 ") == "新野县 某厂"

    @pytest.mark.parametrize(
        ("field", "written", "code"),
        [
            ("minimum_living_allowance", "也许", "flag"),
            ("monthly_income_fen", "1.005", "amount"),
            ("monthly_income_fen", "-1", "amount"),
            ("monthly_income_fen", "NaN", "amount"),
            ("monthly_income_fen", "1e999999", "amount"),
            ("bank_account", "1234", "account"),
            ("bank_account", "6.217E+18", "scientific-notation"),
            ("domicile_code", "4113", "division-shape"),
            ("employer_name", "某\x07厂", "characters"),
            ("employer_name", "厂" * 101, "too-long"),
        ],
    )
    def test_are_refused_with_a_code(self, field: str, written: Raw, code: str) -> None:
        assert read(field, written) == Flaw(code)

    @given(
        field=st.sampled_from(FIELDS),
        raw=st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans()),
    )
    def test_never_fail_but_by_a_fault_that_has_its_sentences(self, field: Field, raw: Raw) -> None:
        found = read_value(field, raw, TERMS)
        assert not isinstance(found, Flaw) or all(FAULTS[found.code])

    def test_have_a_reader_for_every_kind(self) -> None:
        """But for whom rows of benefits name, of whom registry is asked, and for what rows of books stand under."""
        assert set(READERS) == set(Kind) - {Kind.PERSON, Kind.PERSONS, Kind.ENTRY}
