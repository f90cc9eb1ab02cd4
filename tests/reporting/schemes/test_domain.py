"""What may stand in a scheme of assessment, and what may be done with it: pure."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.figures.domain import BY_CODE
from services.reporting.schemes.domain import (
    OwnScheme,
    Scheme,
    SchemeChanged,
    SchemeInvalid,
    SchemeNotADraft,
    SchemeNotInForce,
    SchemeOfPastMonth,
    Terms,
    Validity,
    must_be_possible,
    rounded,
    worded,
)
from services.reporting.schemes.parameters import BY_INDICATOR, FULL_MARKS, INDICATORS, SOURCES

FIRST = date(2019, 4, 1)
WRITER, OTHER = UUID(int=1), UUID(int=2)
DRAFT = Scheme(UUID(int=9), Terms.default(), Validity(FIRST), "新退役军人〔2019〕3号", written_by=(WRITER,))
HUNDREDTHS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
DAYS = st.dates(date(2019, 1, 1), date(2019, 12, 31))


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    first = draw(DAYS)
    return Validity(first, draw(st.none() | DAYS.map(lambda day: max(day, first))))


def broken(terms: Terms, validity: Validity = DRAFT.validity) -> list[tuple[str, str]]:
    with pytest.raises(SchemeInvalid) as refused:
        must_be_possible(terms, validity, today=FIRST)
    return [(each.field, each.code) for each in refused.value.fields]


class TestTheDefault:
    def test_has_nine_indicators_and_a_hundred_points(self) -> None:
        terms = Terms.default()
        must_be_possible(terms, DRAFT.validity, today=FIRST)
        assert [(code, worded(mark)) for code, mark in terms.marks.items()] == [
            ("A1", "10"), ("A2", "15"), ("A3", "15"), ("A4", "15"), ("A5", "10"),
            ("A6", "15"), ("A7", "10"), ("A8", "5"), ("A9", "5"),
        ]  # fmt: skip
        assert (worded(terms.late), worded(terms.missed), worded(terms.bonus)) == ("0.5", "1", "5")
        assert worded(terms.veto) == "60"

    def test_reckons_from_figures_that_there_are(self) -> None:
        named = {code for each in INDICATORS for ratio in each.ratios for code in (ratio.part, *ratio.whole)}
        assert named <= BY_CODE.keys()
        assert {each.source for each in INDICATORS} == SOURCES.keys()


class TestTerms:
    @given(HUNDREDTHS)
    def test_are_refused_unless_they_make_a_hundred(self, mark: Decimal) -> None:
        terms = Terms.default()
        changed = replace(terms, marks={**terms.marks, "A1": mark})
        if mark == terms.marks["A1"]:
            must_be_possible(changed, DRAFT.validity, today=FIRST)
        else:
            assert broken(changed) == [("weight", "marks-not-full")]

    def test_are_refused_for_an_indicator_that_there_is_not(self) -> None:
        assert broken(replace(Terms.default(), marks={"A0": Decimal(FULL_MARKS)})) == [("weight", "unknown-indicator")]
        assert "A0" not in BY_INDICATOR

    def test_are_refused_for_days_that_run_backwards(self) -> None:
        found = broken(Terms.default(), Validity(FIRST, FIRST - timedelta(days=1)))
        assert found == [("valid_until", "ends-before-it-begins")]


class TestPoints:
    @given(st.decimals(0, 100, places=4))
    def test_are_rounded_half_up_to_two_places(self, points: Decimal) -> None:
        off = rounded(points) - points
        assert -Decimal("0.005") < off <= Decimal("0.005")

    @given(HUNDREDTHS)
    def test_are_written_as_they_are_read(self, points: Decimal) -> None:
        assert Decimal(worded(points)) == points
        assert "E" not in worded(points)


class TestDays:
    @given(validities(), validities())
    def test_overlap_exactly_where_one_lies_in_both(self, one: Validity, other: Validity) -> None:
        year = [date(2019, 1, 1) + timedelta(days=number) for number in range(365)]
        shared = any(one.covers(day) and other.covers(day) for day in year)
        assert one.overlaps(other) == other.overlaps(one) == shared


class TestAScheme:
    def test_is_brought_into_force_by_another(self) -> None:
        with pytest.raises(OwnScheme):
            DRAFT.adopted(1, (WRITER,), FIRST)
        after = DRAFT.adopted(1, (OTHER,), FIRST)
        assert (after.state, after.number, after.version) == ("adopted", 1, 2)

    def test_that_somebody_corrected_is_brought_into_force_by_neither(self) -> None:
        corrected = DRAFT.corrected(Terms.default(), Validity(FIRST), "新退役军人〔2019〕4号", (OTHER,))
        assert (corrected.written_by, corrected.version) == ((WRITER, OTHER), 2)
        for each in (WRITER, OTHER):
            with pytest.raises(OwnScheme):
                corrected.adopted(1, (each,), FIRST)

    def test_in_force_is_not_changed_but_ended(self) -> None:
        adopted = DRAFT.adopted(1, (OTHER,), FIRST)
        with pytest.raises(SchemeNotADraft):
            adopted.corrected(Terms.default(), Validity(FIRST), "改", (OTHER,))
        with pytest.raises(SchemeNotADraft):
            adopted.adopted(2, (UUID(int=3),), FIRST)
        ended = adopted.ended(FIRST, FIRST)
        assert (ended.state, ended.validity, ended.version) == ("ended", Validity(FIRST, FIRST), 3)
        for each in (ended, DRAFT):
            with pytest.raises(SchemeNotInForce):
                each.ended(FIRST, FIRST)

    def test_that_nobody_wants_is_withdrawn_and_stays_so(self) -> None:
        gone = DRAFT.withdrawn()
        assert (gone.state, gone.number, gone.version) == ("withdrawn", None, 2)
        with pytest.raises(SchemeNotADraft):
            gone.corrected(Terms.default(), Validity(FIRST), "改", (WRITER,))
        with pytest.raises(SchemeNotADraft):
            gone.adopted(1, (OTHER,), FIRST)
        with pytest.raises(SchemeNotInForce):
            gone.ended(FIRST, FIRST)
        for each in (gone, DRAFT.adopted(1, (OTHER,), FIRST)):
            with pytest.raises(SchemeNotADraft):
                each.withdrawn()

    @pytest.mark.parametrize(
        ("last", "code"), [(FIRST - timedelta(days=1), "ends-before-it-begins"), (date(2019, 12, 2), "not-earlier")]
    )
    def test_never_lasts_longer_nor_ends_before_it_begins(self, last: date, code: str) -> None:
        adopted = replace(DRAFT, validity=Validity(FIRST, date(2019, 12, 1))).adopted(1, (OTHER,), FIRST)
        with pytest.raises(SchemeInvalid) as refused:
            adopted.ended(last, FIRST)
        assert [(each.field, each.code) for each in refused.value.fields] == [("last", code)]

    @pytest.mark.parametrize(
        ("today", "refused"), [(FIRST, False), (date(2019, 4, 30), False), (date(2019, 5, 1), True)]
    )
    def test_holds_of_no_month_that_is_over(self, today: date, refused: bool) -> None:
        with pytest.raises(SchemeOfPastMonth) if refused else nullcontext():
            DRAFT.adopted(1, (OTHER,), today)

    @pytest.mark.parametrize(("last", "codes"), [(date(2019, 6, 30), []), (date(2019, 6, 29), ["of-a-past-month"])])
    def test_is_not_taken_from_a_month_that_is_over(self, last: date, codes: list[str]) -> None:
        found = []
        try:
            DRAFT.adopted(1, (OTHER,), FIRST).ended(last, date(2019, 7, 31))
        except SchemeInvalid as refused:
            found = [each.code for each in refused.fields]
        assert found == codes

    def test_is_acted_on_as_it_was_shown(self) -> None:
        DRAFT.must_be(None)
        DRAFT.must_be(1)
        with pytest.raises(SchemeChanged):
            DRAFT.must_be(2)


class TestWhatIsKept:
    @given(HUNDREDTHS, HUNDREDTHS)
    def test_is_read_as_it_was_written(self, mark: Decimal, late: Decimal) -> None:
        terms = replace(Terms.default(), marks={"A1": mark}, late=late)
        assert Terms.read(terms.kept()) == terms
