"""Advisory locks: one table of numbers."""

from shared.database import locks
from shared.database.locks import AdvisoryLock


class TestAdvisoryLocks:
    def test_have_numbers_of_their_own(self) -> None:
        every = [value for value in vars(locks).values() if isinstance(value, AdvisoryLock)]
        assert len(set(every)) == len(every)
