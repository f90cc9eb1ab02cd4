"""Discounts: T18, T19 and the worked amounts of the benefit rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.merchants.domain import (
    AgreementNotActive,
    AgreementState,
    Redeemer,
    Relation,
    RelationEnded,
    RelationNotCovered,
    Subject,
    SubjectNotCovered,
    Terms,
    must_be_entitled,
    price_after,
)
from shared.refusal import Refusal

MAY = date(2019, 5, 1)
VETERAN = Redeemer(is_registered=True, is_veteran=True)
SPOUSE, CHILD, GRANDCHILD, SIBLING = "spouse", "child", "grandchild", "sibling"


def given_terms(
    *subjects: Subject,
    state: AgreementState = AgreementState.ACTIVE,
    since: date | None = date(2019, 4, 1),
    until: date | None = None,
) -> Terms:
    return Terms(state, 1_000, frozenset(subjects), since, until)


FOR_FAMILY = given_terms(Subject.FAMILY)


def relative(*relations: Relation) -> Redeemer:
    return Redeemer(is_registered=True, is_veteran=False, relations=relations)


class TestAPrice:
    @pytest.mark.parametrize(
        ("base", "rates", "price"),
        [
            (50_000_000, (200,), 49_000_000),
            (50_000_000, (200, 100), 48_510_000),
            (19_990, (1_500,), 16_992),
            (3_330, (1_500,), 2_831),
            (5, (1_500,), 4),
            (280_000, (1_000,), 252_000),
            (100, (), 100),
        ],
    )
    def test_is_that_of_the_examples(self, base: int, rates: tuple[int, ...], price: int) -> None:
        assert price_after(base, rates) == price

    @given(st.integers(0, 10**12), st.lists(st.integers(0, 10_000), max_size=3))
    def test_is_the_same_in_any_order_and_never_more(self, base: int, rates: list[int]) -> None:
        assert price_after(base, rates) == price_after(base, rates[::-1]) <= base


class TestWhoIsEntitled:
    def test_to_driving_lessons_for_family_is_the_wife_and_nobody_else(self) -> None:
        """T19."""
        must_be_entitled(FOR_FAMILY, relative(Relation(SPOUSE)), MAY)
        for redeemer, refusal in (
            (VETERAN, SubjectNotCovered),
            (relative(Relation(GRANDCHILD)), RelationNotCovered),
            (relative(Relation(SPOUSE, ended_on=MAY)), RelationEnded),
            (Redeemer(is_registered=False, is_veteran=False, relations=(Relation(SPOUSE),)), SubjectNotCovered),
        ):
            with pytest.raises(refusal):
                must_be_entitled(FOR_FAMILY, redeemer, MAY)

    def test_is_a_veteran_who_is_a_veterans_brother_too(self) -> None:
        must_be_entitled(FOR_FAMILY, Redeemer(is_registered=True, is_veteran=True, relations=(Relation(SIBLING),)), MAY)

    def test_is_whoever_was_divorced_until_that_day_and_is_a_child_as_well(self) -> None:
        before = relative(Relation(SPOUSE, ended_on=date(2019, 5, 2)))
        must_be_entitled(FOR_FAMILY, before, MAY)
        must_be_entitled(FOR_FAMILY, relative(Relation(SPOUSE, ended_on=MAY), Relation(CHILD)), MAY)

    def test_to_what_is_for_veterans_is_no_relative(self) -> None:
        for_veterans = given_terms(Subject.VETERAN)
        must_be_entitled(for_veterans, VETERAN, MAY)
        with pytest.raises(SubjectNotCovered):
            must_be_entitled(for_veterans, relative(Relation(SPOUSE)), MAY)

    @pytest.mark.parametrize(
        "terms",
        [
            *(
                given_terms(Subject.VETERAN, state=state)
                for state in AgreementState
                if state is not AgreementState.ACTIVE
            ),
            given_terms(Subject.VETERAN, since=date(2019, 5, 2)),
            given_terms(Subject.VETERAN, until=MAY),
            given_terms(Subject.VETERAN, since=None),
        ],
    )
    def test_is_nobody_unless_the_agreement_is_in_force(self, terms: Terms) -> None:
        """E07: an intention is none."""
        with pytest.raises(AgreementNotActive) as refused:
            must_be_entitled(terms, VETERAN, MAY)
        assert isinstance(refused.value, Refusal)
