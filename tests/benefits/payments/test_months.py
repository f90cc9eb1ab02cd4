"""Payments: which months are due, what excludes what, what was paid too much."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.payments.domain.months import Due, Entitlement, Month, Person, Span, Why, compared, due_in

ANNA, BO = UUID(int=1), UUID(int=2)
APRIL = Month(2019, 4)
EXCLUDING = {"old-age": frozenset({"combat-test", "disability"})}
AMOUNTS = {"combat-test": 60_000, "old-age": 14_000, "disability": 90_000}


def given_entitlement(
    programme: str = "combat-test", person_id: UUID = ANNA, number: int = 1, **own: Any
) -> Entitlement:
    said = {"span": Span(Month(2019, 1)), "excludes": EXCLUDING.get(programme, frozenset()), **own}
    return Entitlement(UUID(int=number), person_id, programme, **said)


def found_due(
    *entitlements: Entitlement, anna: Person | None = None, month: Month = APRIL, paid: dict[UUID, int] | None = None
) -> Sequence[Due]:
    people = {ANNA: anna} if anna else {}
    return due_in(month, entitlements, people, lambda each: AMOUNTS[each.programme], paid or {})


def due(*entitlements: Entitlement, **known: Any) -> list[tuple[UUID, str, int]]:
    found = found_due(*entitlements, **known)
    return [(each.entitlement.person_id, each.entitlement.programme, each.fen) for each in found]


class TestAMonth:
    @given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
    def test_so_many_on_and_back_is_the_same(self, day: date, months: int) -> None:
        month = Month.of(day)
        assert month.later(months).later(-months) == month
        assert (month.later(months) > month) is (months > 0)

    def test_is_written_as_people_do(self) -> None:
        assert [str(Month(2018, 11).later(months)) for months in (0, 1, 2)] == ["2018-11", "2018-12", "2019-01"]


class TestWhatIsDue:
    @pytest.mark.parametrize(
        ("own", "is_due"),
        [
            ({}, True),
            ({"span": Span(Month(2019, 5))}, False),
            ({"span": Span(Month(2019, 1), APRIL)}, True),
            ({"span": Span(Month(2019, 1), Month(2019, 3))}, False),
            ({"suspended": (Span(APRIL, APRIL),)}, False),
            ({"suspended": (Span(Month(2019, 2)),)}, False),
            ({"suspended": (Span(Month(2019, 2), Month(2019, 3)),)}, True),
        ],
    )
    def test_is_within_the_span_and_not_suspended(self, own: Any, is_due: bool) -> None:
        assert bool(due(given_entitlement(**own))) is is_due

    @pytest.mark.parametrize(
        ("known", "is_due"),
        [
            ({"elsewhere": (Span(Month(1900, 1), APRIL),)}, False),
            ({"elsewhere": (Span(Month(1900, 1), Month(2019, 3)),)}, True),
            ({"elsewhere": (Span(APRIL),)}, False),
            ({"elsewhere": (Span(Month(2019, 5)),)}, True),
            ({"is_void": True}, False),
        ],
    )
    def test_is_not_what_another_county_pays_nor_who_was_never_to_be_registered(self, known: Any, is_due: bool) -> None:
        assert bool(due(given_entitlement(), anna=Person(**known))) is is_due

    @pytest.mark.parametrize(("continues", "last"), [(0, APRIL), (6, Month(2019, 10)), (12, Month(2020, 4))])
    def test_ends_with_a_death_and_what_the_law_continues(self, continues: int, last: Month) -> None:
        """B4: 6 months, 12 where a disabled one died of an illness."""
        entitlement, died = given_entitlement(continues=continues), Person(died_in=APRIL)
        assert due(entitlement, anna=died, month=last)
        assert not due(entitlement, anna=died, month=last.later(1))
        assert due(entitlement, month=last.later(1))
        assert entitlement.last_month(died) == (last, Why.DIED)

    def test_is_not_continued_after_a_death_before_its_first_month(self) -> None:
        """B4: the law continues what was paid; who died before he was granted it is paid nothing."""
        late = given_entitlement(continues=6, span=Span(Month(2019, 5)))
        assert not any(due(late, anna=Person(died_in=APRIL), month=APRIL.later(number)) for number in range(9))
        assert due(late, anna=Person(died_in=Month(2019, 5)), month=Month(2019, 11))

    def test_has_the_earliest_end_as_its_last_month(self) -> None:
        ends_in_may = given_entitlement(span=Span(Month(2019, 1), Month(2019, 5)))
        left = Person(died_in=Month(2019, 9), elsewhere=(Span(APRIL),))
        assert ends_in_may.last_month(Person()) == (Month(2019, 5), Why.ENDED)
        assert ends_in_may.last_month(left) == (Month(2019, 3), Why.LEFT)
        assert ends_in_may.last_month(Person(is_void=True)) == (Month(2018, 12), Why.VOID)
        assert given_entitlement().last_month(Person()) is None

    def test_is_what_goes_together_and_is_most(self) -> None:
        """B3: old age excludes the two others, which may be held together."""
        anna = (given_entitlement(), given_entitlement("old-age", number=2), given_entitlement("disability", number=3))
        for order in permutations((*anna, given_entitlement("old-age", BO, 4))):
            assert due(*order) == [
                (ANNA, "combat-test", 60_000), (ANNA, "disability", 90_000), (BO, "old-age", 14_000)
            ]  # fmt: skip

    def test_is_both_of_two_whose_own_terms_exclude_neither(self) -> None:
        """What another's terms exclude, of another version, is nothing to who is paid by these."""
        both = (given_entitlement(), given_entitlement("old-age", number=2, excludes=frozenset()))
        others = given_entitlement("old-age", BO, 3)
        assert [each[1] for each in due(*both, others)] == ["combat-test", "old-age", "old-age"]

    def test_is_the_other_one_while_the_higher_is_suspended(self) -> None:
        higher = given_entitlement(suspended=(Span(APRIL, APRIL),))
        lower = given_entitlement("old-age", number=2)
        assert due(higher, lower) == [(ANNA, "old-age", 14_000)]

    def test_is_one_of_two_decisions_about_the_same(self) -> None:
        both = given_entitlement(number=1), given_entitlement(number=2)
        assert due(*both) == [(ANNA, "combat-test", 60_000)]

    @pytest.mark.parametrize("number", [1, 2])
    def test_is_of_two_that_come_to_as_much_the_one_that_was_paid(self, number: int) -> None:
        """Two files turn out to be one person's: the other is not paid on top, to be asked back."""
        both = given_entitlement(number=1), given_entitlement(number=2)
        [left] = found_due(*both, paid={UUID(int=number): 60_000})
        assert left.entitlement.entitlement_id == UUID(int=number)


class TestWhatWasPaid:
    def test_is_compared_month_by_month(self) -> None:
        march, may = Month(2019, 3), Month(2019, 5)
        found = compared({march: 100, APRIL: 60, may: 10}, {march: 100, APRIL: 50, Month(2019, 6): 30})
        assert [(str(each.month), each.overpaid_fen, each.owed_fen) for each in found] == [
            ("2019-04", 10, 0), ("2019-05", 10, 0), ("2019-06", 0, 30),
        ]  # fmt: skip

    @given(*[st.dictionaries(st.builds(Month, st.just(2019), st.integers(1, 12)), st.integers(0, 50))] * 2)
    def test_reconciles_to_the_fen(self, paid: dict[Month, int], owed: dict[Month, int]) -> None:
        found = compared(paid, owed)
        difference = sum(each.overpaid_fen - each.owed_fen for each in found)
        assert sum(paid.values()) - sum(owed.values()) == difference
