"""Which counts are shown: none from which a small one can be told, with the sum of all in hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.small_cells import LEAST_SHOWN, without_small_cells

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8)


class TestWithoutSmallCells:
    @pytest.mark.parametrize(
        ("counts", "shown"),
        [
            ({}, {}),
            ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
            ({"a": 3, "b": 4, "c": 9}, {"c": 9}),
            ({"a": 3, "b": 7, "c": 9}, {"c": 9}),  # else a is what is missing from the sum
            ({"a": 1, "b": 1, "c": 9, "d": 20}, {"d": 20}),  # else two that are missing are one each
            ({"a": 2}, {}),
            ({"a": 2, "b": 0}, {}),  # a zero beside it would tell it
            ({"a": 3, "b": 4, "c": 0}, {"c": 0}),
        ],
    )
    def test_hides_what_is_small_and_what_would_tell_it(self, counts: dict[str, int], shown: dict[str, int]) -> None:
        assert without_small_cells(counts) == shown

    @given(COUNTS)
    def test_lets_nothing_small_be_computed(self, counts: dict[str, int]) -> None:
        shown = without_small_cells(counts)
        assert all(shown[name] == counts[name] for name in shown)
        assert not [count for count in shown.values() if 0 < count < LEAST_SHOWN]
        hidden = [count for name, count in counts.items() if name not in shown]
        assert not hidden or not shown or (len([each for each in hidden if each]) > 1 and sum(hidden) >= LEAST_SHOWN)
