"""Wrong codes, prices, orders, limits. Pure."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.benefits.merchants.domain import Redeemer
from services.benefits.redemptions.domain import (
    Misses,
    Sale,
    SaleInvalid,
    TooManyWrongCodes,
    a_year_after,
    code_digests,
    counted_since,
    order_digest,
    order_hash,
    terms_of,
    uses_left,
    why_not,
)
from services.benefits.redemptions.parameters import MOST_MISSES

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
VETERAN = Redeemer(is_registered=True, is_veteran=True)


class TestWrongCodes:
    def test_are_few_until_the_limit_and_after_an_hour_again(self) -> None:
        missed = Misses(0, None)
        for _ in range(MOST_MISSES):
            missed.must_be_few(NOON)
            missed = missed.one_more(NOON)
        with pytest.raises(TooManyWrongCodes) as refused:
            missed.must_be_few(NOON + timedelta(minutes=59, seconds=59, milliseconds=1))
        assert refused.value.facts["retry_after_seconds"] == 1
        later = NOON + timedelta(hours=1)
        missed.must_be_few(later)
        assert missed.one_more(later) == Misses(1, later)

    def test_count_from_the_first(self) -> None:
        missed = Misses(0, None).one_more(NOON).one_more(NOON + timedelta(minutes=30))
        assert missed == Misses(2, NOON)


class TestASale:
    def test_is_rounded_once(self) -> None:
        """T18: a general offer of 2 %, and 1 % on top."""
        house = Sale("1", 50_000_000, 200)
        assert (house.base_fen, house.paid_fen(100)) == (49_000_000, 48_510_000)
        odd = Sale("1", 3_333, 150)
        assert (odd.base_fen, odd.paid_fen(1_500)) == (3_283, 2_791)

    def test_has_a_general_offer_where_the_agreement_stands_on_one(self) -> None:
        Sale("1", 100, 200).must_fit("general-offer-price", is_by_class=False)
        Sale("1", 100).must_fit("lowest-price", is_by_class=False)
        with pytest.raises(SaleInvalid):
            Sale("1", 100, 200).must_fit("lowest-price", is_by_class=False)

    @pytest.mark.parametrize(("licence_class", "is_by_class"), [("c1", True), (None, False)])
    def test_says_the_class_of_licence_where_the_limit_is_counted_by_it(
        self, licence_class: str | None, is_by_class: bool
    ) -> None:
        Sale("1", 100, licence_class=licence_class).must_fit("lowest-price", is_by_class=is_by_class)
        with pytest.raises(SaleInvalid) as refused:
            Sale("1", 100, licence_class=licence_class).must_fit(None, is_by_class=not is_by_class)
        assert [fault.field for fault in refused.value.fields] == ["licence_class"]

    def test_is_known_by_its_order_however_that_is_written(self) -> None:
        assert order_hash(ONE, "AB 12-3") == order_hash(ONE, " ab12-3")
        assert order_hash(ONE, "1") != order_hash(OTHER, "1")

    def test_is_told_by_a_digest_that_nobody_makes_without_the_key(self) -> None:
        told = order_digest(b"key", ONE, "AB 12-3")
        assert told == order_digest(b"key", ONE, " ab12-3")
        others = [(b"other", ONE, "AB 12-3"), (b"key", OTHER, "AB 12-3"), (b"key", ONE, "AB 12-4")]
        assert told not in {order_hash(ONE, "AB 12-3"), *(order_digest(*each) for each in others)}


class TestALimit:
    @pytest.mark.parametrize(
        ("period", "since"),
        [("year", date(2026, 1, 1)), ("month", date(2026, 5, 1)), ("agreement", None), (None, None)],
    )
    def test_counts_from_the_beginning_of_its_period(self, period: str | None, since: date | None) -> None:
        assert counted_since(period, date(2026, 5, 17)) == since

    def test_leaves_nothing_below_nought(self) -> None:
        assert [uses_left(most, 2) for most in (None, 3, 2, 1)] == [None, 1, 0, 0]


class TestTerms:
    def test_have_their_last_day(self) -> None:
        terms = terms_of("active", 100, "veteran", date(2019, 4, 1), date(2019, 4, 30))
        assert why_not(terms, VETERAN, date(2019, 4, 30)) is None
        assert why_not(terms, VETERAN, date(2019, 5, 1)) == "agreement-not-active"

    def test_of_an_intention_are_for_nobody(self) -> None:
        """E07."""
        assert why_not(terms_of("intention", None, None, None, None), VETERAN, date(2019, 4, 30)) == (
            "agreement-not-active"
        )

    def test_are_for_veterans_their_families_or_both(self) -> None:
        found = {
            subject: why_not(terms_of("active", 100, subject, date(2019, 4, 1), None), VETERAN, date(2019, 5, 1))
            for subject in ("veteran", "family", "veteran-and-family")
        }
        assert found == {"veteran": None, "family": "subject-not-covered", "veteran-and-family": None}


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert a_year_after(date(2020, 2, 29)) == date(2021, 2, 28)
    assert a_year_after(date(2019, 3, 1)) == date(2020, 3, 1)


def test_a_code_is_kept_under_the_first_secret_and_found_under_each() -> None:
    one, other = code_digests([b"a", b"b"], "482916")
    assert one != other
    assert code_digests([b"b"], "482916") == [other]
    assert code_digests([b"b"], "482917") != [other]
