"""What comes by chance comes from a seed alone: the same on every machine and with every release of Python."""

import hashlib
from collections.abc import Sequence
from itertools import accumulate, count
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Each seed has its own."""

    def __init__(self, seed: str) -> None:
        self._drawn = (hashlib.sha256(f"{seed}/{number}".encode()).digest() for number in count())

    def below(self, limit: int) -> int:
        """From 0 on."""
        return int.from_bytes(next(self._drawn)[:8], "big") % limit

    def happens(self, percent: int) -> bool:
        """In so many of a hundred cases."""
        return self.below(100) < percent

    def one_of(self, some: Sequence[T]) -> T:
        return some[self.below(len(some))]

    def weighted(self, some: Sequence[tuple[int, T]]) -> T:
        """The more often, the greater the weight."""
        limits = list(accumulate(weight for weight, _ in some))
        drawn = self.below(limits[-1])
        return next(each for (_, each), limit in zip(some, limits, strict=True) if drawn < limit)

    def several_of(self, some: Sequence[T], number: int) -> list[T]:
        """As many, each once."""
        left = list(some)
        return [left.pop(self.below(len(left))) for _ in range(number)]
