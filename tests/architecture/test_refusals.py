"""Every refusal of the code base, found by importing all of it."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest

import services
import shared
from shared.http.refusals import STATUSES, status_of
from shared.refusal import NotFound, Refusal


def refusals(under: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """The subclasses that can be raised: those with a code of their own."""
    for subclass in under.__subclasses__():
        if "code" in vars(subclass) and subclass.__module__.split(".")[0] in {"services", "shared"}:
            yield subclass
        yield from refusals(subclass)


@pytest.fixture(scope="module")
def found() -> list[type[Refusal]]:
    for root in (services, shared):
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    return list(refusals())


class TestARefusalInTheCode:
    def test_is_answered_with_the_status_of_its_kind(self, found: list[type[Refusal]]) -> None:
        assert len(found) > 80
        assert {status_of(refusal) for refusal in found} <= set(STATUSES.values())

    def test_has_a_code_of_its_own_in_its_service(self, found: list[type[Refusal]]) -> None:
        counted = Counter((refusal.__module__.split(".")[1], refusal.code) for refusal in found)
        assert [code for code, count in counted.items() if count > 1] == []

    def test_says_not_found_in_one_way(self, found: list[type[Refusal]]) -> None:
        subjects = [refusal for refusal in found if issubclass(refusal, NotFound) and "http" not in refusal.__module__]
        odd = [
            refusal.__name__
            for refusal in subjects
            if not (refusal.__name__.endswith("NotFound") and refusal.code.endswith("-not-found"))
        ]
        assert subjects
        assert odd == []
