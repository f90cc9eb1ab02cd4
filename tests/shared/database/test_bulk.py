"""What `unnest` is fed with."""

import pytest

from shared.database.bulk import arrays


class TestArrays:
    def test_are_one_a_column_in_the_order_of_the_rows(self) -> None:
        assert arrays(("codes", "days"), iter([("a", 1), ("b", None)])) == {"codes": ["a", "b"], "days": [1, None]}

    def test_are_empty_where_there_are_no_rows(self) -> None:
        assert arrays(("codes", "days"), []) == {"codes": [], "days": []}

    def test_are_refused_where_a_row_has_another_width(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            arrays(("codes", "days"), [("a", 1), ("b",)])
        with pytest.raises(ValueError, match="zip"):
            arrays(("codes",), [("a", 1)])
