"""What a batch pays: what is due and was not paid."""

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.benefits.batches.domain import Owed, Payable, Reckoned, payable, reckoned
from services.benefits.payments.domain.months import Entitlement, Month, Person, Span

ANNA = UUID(int=1)
OWN, OTHER = UUID(int=11), UUID(int=12)
CARD, BOOK = UUID(int=21), UUID(int=22)
APRIL, MAY, JUNE = Month(2019, 4), Month(2019, 5), Month(2019, 6)
MONTHS = (APRIL, MAY, JUNE)


def found(paid: dict[Any, int], anna: Person | None = None, amounts: Any = None) -> Reckoned:
    """Two entitlements of a person, of which one begins in May; both exclude each other."""
    first = Entitlement(OWN, ANNA, "a", Span(APRIL))
    second = Entitlement(OTHER, ANNA, "b", Span(MAY), excludes=frozenset({"a"}))
    of = amounts or {OWN: 100, OTHER: 150}
    people = {ANNA: anna or Person()}
    return reckoned(MONTHS, (first, second), people, lambda each, _month: of[each.entitlement_id], paid)


def paid(before: dict[Any, int], accounts: dict[UUID, UUID | str] | None = None) -> Payable:
    """The same, by accounts."""
    return payable(found(before).lines, accounts or {OWN: CARD, OTHER: CARD})


class TestABatch:
    def test_pays_every_month_that_is_owed_of_the_higher_of_two(self) -> None:
        assert found({}).lines == (Owed(OWN, APRIL, 100), Owed(OTHER, MAY, 150), Owed(OTHER, JUNE, 150))
        assert found({}).fen == 400

    def test_pays_nothing_twice_and_the_rest_of_what_was_paid_too_little(self) -> None:
        paid = {(OWN, APRIL): 100, (OTHER, MAY): 120}
        assert found(paid).lines == (Owed(OTHER, MAY, 30), Owed(OTHER, JUNE, 150))
        assert [line.beside for line in found(paid).lines] == [120, 0]

    def test_tells_what_was_paid_and_is_not_due(self) -> None:
        """The death is known later than the payment."""
        paid = {(OWN, APRIL): 100, (OTHER, MAY): 150, (OTHER, JUNE): 150}
        after = found(paid, Person(died_in=APRIL))
        assert (after.lines, after.overpaid_fen) == ((), 300)

    def test_counts_what_has_no_amount(self) -> None:
        after = found({}, amounts={OWN: None, OTHER: 150})
        assert (len(after.lines), after.unpriced) == (2, 1)
        known_then = found({(OWN, APRIL): 100}, amounts={OWN: None, OTHER: 150})
        assert (len(known_then.lines), known_then.unpriced, known_then.over) == (2, 1, ())

    def test_is_told_from_another_one_by_its_digest(self) -> None:
        assert paid({}).digest == paid({}).digest
        assert paid({}).digest != paid({(OWN, APRIL): 1}).digest
        assert paid({}).digest != paid({}, {OWN: BOOK, OTHER: CARD}).digest

    def test_holds_back_what_has_no_account_and_loses_nothing(self) -> None:
        after = paid({}, {OWN: "no-account", OTHER: CARD})
        assert after.held_back == ((Owed(OWN, APRIL, 100), "no-account"),)
        assert (after.fen, after.held_back_fen) == (300, 100)
        assert after.fen + after.held_back_fen == found({}).fen
        none = paid({}, {OWN: "to-check", OTHER: "to-confirm"})
        assert (none.lines, none.held_back_fen) == ((), 400)

    def test_leaves_out_what_it_left_out_whatever_account_there_is_since(self) -> None:
        before, since = paid({}, {OWN: "no-account", OTHER: CARD}), paid({})
        assert before.digest != since.digest
        assert before.digest == since.without({(OWN, APRIL)}).digest

    @given(st.dictionaries(st.tuples(st.sampled_from((OWN, OTHER)), st.sampled_from(MONTHS)), st.integers(1, 300)))
    def test_brings_what_was_paid_to_what_is_due_to_the_fen(self, paid: dict[Any, int]) -> None:
        first = found(paid)
        after = {**paid}
        for line in first.lines:
            after[line.entitlement_id, line.month] = after.get((line.entitlement_id, line.month), 0) + line.fen
        again = found(after)
        assert again.lines == ()
        assert sum(after.values()) - again.overpaid_fen == found({}).fen
