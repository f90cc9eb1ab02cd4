"""What holds of every type of the catalogue.

A test looks at all types in one go, and says which ones it fails for: pytest took six times as long over a test each,
ten thousand, as they take."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published

T = TypeVar("T")


def of_every_type(tests: type[T]) -> type[T]:
    """A class whose tests take an `entry`."""
    for name, test in [*vars(tests).items()]:
        if name.startswith("test_"):
            setattr(tests, name, _of_all(test))
    return tests


def _of_all(test: Callable[[T, Published], None]) -> Callable[[T], None]:
    def of_all(self: T) -> None:
        faults = list[BaseException]()
        for entry in CATALOGUE:
            try:
                test(self, entry)
            except (Exception, pytest.fail.Exception) as fault:
                fault.add_note(f"of {entry.name}")
                faults.append(fault)
        if faults:
            raise BaseExceptionGroup(f"{test.__name__}: {len(faults)} of {len(CATALOGUE)} types", faults)

    of_all.__name__, of_all.__doc__ = test.__name__, test.__doc__
    return of_all
