"""For whom a line of a table is, as people write and read it."""

import pytest

from services.benefits.amounts.rules import key_written, said_of_key, said_of_value
from services.benefits.payments.rules import fact_named
from shared.language import Text

PENSION = "disability-pension"


@pytest.mark.parametrize("written", ["war/3", "因战/3级", "因战/3", "因战，3级", "因战 / 3级"])
def test_a_key_is_written_in_words_or_codes(written: str) -> None:
    assert key_written(PENSION, written) == "war/3"


@pytest.mark.parametrize(
    ("table", "written"),
    [(PENSION, "因战"), (PENSION, ""), (PENSION, "因战/3/1"), ("combat-test", "因战/3"), ("x", "y/z")],
)
def test_what_is_no_key_of_the_table_stays_as_it_is(table: str, written: str) -> None:
    assert key_written(table, written) == written


def test_a_key_and_a_value_are_read_in_words() -> None:
    assert said_of_key(PENSION, "war/3") == Text("因战 3级", "war, grade of disability 3")
    assert said_of_key("combat-test", "") == Text("", "")
    assert said_of_key("combat-test", "x/1") == Text("x/1", "x/1")
    assert said_of_value("nursing-share", 205) == Text("20.5%", "20.5 %")
    assert said_of_value("combat-test", 123_456) == Text("1,234.56元", "1,234.56 yuan")


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("残疾性质", "因战", ("disability.cause", "war")),
        ("cause of disability", "illness", ("disability.cause", "illness")),
        ("disability.grade", "6级", ("disability.grade", "6")),
        ("义务兵服役年限", "4年", ("service.compulsory-years", "4")),
        ("残疾性质", "别的", ("disability.cause", "别的")),
        ("籍贯", "x", ("籍贯", "x")),
    ],
)
def test_a_fact_that_papers_prove_is_written_in_words(name: str, said: str, code: tuple[str, str]) -> None:
    assert fact_named(name, said) == code
