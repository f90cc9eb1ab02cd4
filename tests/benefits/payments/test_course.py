"""How an entitlement goes: suspended, resumed, ended, corrected; what goes beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.payments.domain.entitlements import (
    EntitlementEnded,
    EntitlementExcluded,
    EntitlementExists,
    EntitlementInvalid,
    EntitlementNotSuspended,
    EntitlementSuspended,
    Granted,
    Held,
    corrected,
    ended,
    must_go_together,
    resumed,
    suspended,
)
from services.benefits.payments.domain.months import Month, Span

MONTHS = st.builds(Month, st.integers(2019, 2021), st.integers(1, 12))
SPANS = st.builds(lambda first, more: Span(first, more and first.later(more)), MONTHS, st.none() | st.integers(1, 20))
JANUARY, APRIL, JUNE = Month(2019, 1), Month(2019, 4), Month(2019, 6)
HELD = Held(Span(JANUARY))


def faults(act: Callable[..., Held], *said: Any) -> list[tuple[str, str]]:
    with pytest.raises(EntitlementInvalid) as refused:
        act(*said)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestASuspension:
    def test_lasts_until_it_is_resumed(self) -> None:
        open_one = suspended(HELD, APRIL)
        assert open_one.suspended == (Span(APRIL),)
        assert resumed(open_one, JUNE).suspended == (Span(APRIL, Month(2019, 5)),)

    def test_that_is_resumed_from_its_own_month_on_never_was(self) -> None:
        assert resumed(suspended(HELD, APRIL), APRIL) == HELD

    def test_is_one_at_a_time(self) -> None:
        with pytest.raises(EntitlementSuspended) as refused:
            suspended(suspended(HELD, APRIL), JUNE)
        assert "2019-04" in refused.value.sentence("zh-CN")
        with pytest.raises(EntitlementNotSuspended):
            resumed(HELD, JUNE)

    def test_is_not_before_the_first_month_nor_in_another_one(self) -> None:
        twice = resumed(suspended(HELD, APRIL), JUNE)
        assert faults(suspended, HELD, Month(2018, 12)) == [("month", "before-first-month")]
        assert faults(suspended, twice, Month(2019, 5)) == [("month", "in-suspension")]
        assert suspended(twice, JUNE).suspended[-1] == Span(JUNE)
        assert faults(resumed, suspended(HELD, APRIL), Month(2019, 3)) == [("month", "before-suspension")]


class TestAnEnd:
    def test_is_decided_once(self) -> None:
        over = ended(HELD, APRIL)
        assert over.span == Span(JANUARY, APRIL)
        for act in (ended, suspended, resumed):
            with pytest.raises(EntitlementEnded) as refused:
                act(over, JUNE)
            assert refused.value.facts == {"last_month": APRIL}
        assert faults(ended, HELD, Month(2018, 12)) == [("month", "before-first-month")]

    def test_is_taken_back_by_a_correction(self) -> None:
        assert corrected(ended(HELD, APRIL), Month(2019, 2), None).span == Span(Month(2019, 2))
        assert faults(corrected, HELD, JUNE, APRIL) == [("last_month", "before-first-month")]


class TestWhatGoesTogether:
    ALLOWANCE = Granted("combat-test", "参战补助", frozenset({"old-age"}), Span(APRIL))
    OLD_AGE = Granted("old-age", "老年补助", frozenset(), Span(JANUARY))

    @pytest.mark.parametrize("is_first", [True, False])
    def test_is_not_what_one_of_them_excludes(self, is_first: bool) -> None:
        one, other = (self.ALLOWANCE, self.OLD_AGE) if is_first else (self.OLD_AGE, self.ALLOWANCE)
        with pytest.raises(EntitlementExcluded) as refused:
            must_go_together(one, [other])
        for language in ("zh-CN", "en"):
            said = refused.value.sentence(language)
            assert one.name in said
            assert other.name in said

    def test_is_not_the_same_twice(self) -> None:
        with pytest.raises(EntitlementExists):
            must_go_together(self.ALLOWANCE, [self.ALLOWANCE])

    def test_is_what_has_no_month_in_common(self) -> None:
        over = Granted("old-age", "老年补助", frozenset(), Span(JANUARY, Month(2019, 3)))
        must_go_together(self.ALLOWANCE, [over])
        must_go_together(self.ALLOWANCE, [Granted("other", "其他", frozenset(), Span(JANUARY))])

    @given(SPANS, SPANS)
    def test_has_a_month_in_common_where_both_hold_one(self, one: Span, other: Span) -> None:
        months = [Month(2019, 1).later(number) for number in range(80)]
        assert one.meets(other) is any(one.holds(month) and other.holds(month) for month in months)
        assert one.meets(other) is other.meets(one)
