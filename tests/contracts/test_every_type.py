"""A test of every type fails for each type of which it is not true, and names it."""

import pytest

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from tests.contracts.every_type import of_every_type

FIRST, LAST = CATALOGUE[0], CATALOGUE[-1]


@of_every_type
class Told:
    """Not collected by itself."""

    def test_fails_for_two(self, entry: Published) -> None:
        assert entry is not FIRST
        if entry is LAST:
            with pytest.raises(LookupError):
                pass

    def test_is_true(self, entry: Published) -> None:
        assert entry in CATALOGUE


class TestATestOfEveryType:
    def test_names_each_that_it_fails_for_however_it_fails(self) -> None:
        with pytest.raises(BaseExceptionGroup, match=f"2 of {len(CATALOGUE)} types") as raised:
            Told().test_fails_for_two()  # type: ignore[call-arg]
        assert [fault.__notes__ for fault in raised.value.exceptions] == [[f"of {FIRST.name}"], [f"of {LAST.name}"]]

    def test_looks_at_all(self) -> None:
        Told().test_is_true()  # type: ignore[call-arg]
