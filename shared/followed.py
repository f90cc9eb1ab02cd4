"""A value that is replaced while the process runs, like a key in a file."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

LOOK_SECONDS = 1.0

T = TypeVar("T")


class Followed(Generic[T]):
    """`renewed()` answers the value when it was replaced since it was last asked, else None; asked once a second."""

    def __init__(self, value: T, renewed: Callable[[], T | None]) -> None:
        self._value = value
        self._renewed = renewed
        self._look_at = monotonic() + LOOK_SECONDS

    def get(self) -> T:
        """The value as it was at most a second ago."""
        return self._value if monotonic() < self._look_at else self.look()

    def look(self) -> T:
        """The value as it is now."""
        self._look_at = monotonic() + LOOK_SECONDS
        found = self._renewed()
        if found is not None:
            self._value = found
        return self._value

    def __repr__(self) -> str:
        return "<Followed>"
