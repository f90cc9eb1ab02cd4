"""In which order the workers of a run take its files. A pytest plugin, named in tests/conftest.py.

A file goes to one worker, which keeps what its tests share; what takes longest begins first, so that no worker is left
alone with it at the end.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).parent
# Whole stacks and processes of their own, then files whose few tests take long. All other files come after these, those
# with many tests first.
FIRST = tuple(
    f"tests/{path}"
    for path in ("journeys/", "backup/", "demo/", "attack/", "faults/", "embedded/", "shared/inbox/", "shared/outbox/",
                 "shared/kafka/", "shared/service/", "compose/",
                 "registry/test_links", "reporting/test_links", "registry/test_lists_taken_away", "contracts/test_data")
)  # fmt: skip

IN_IT = re.compile(r"^from tests\.journeys\.conftest import .*\b(Loaded)?County\b", re.MULTILINE)


def on_the_one_county() -> frozenset[str]:
    """The journeys through the one stack that has a county: another worker would load one of its own."""
    journeys = (TESTS / "journeys").glob("test_*.py")
    return frozenset(f"tests/journeys/{file.name}" for file in journeys if IN_IT.search(file.read_text("utf-8")))


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist says no types
    """As `--dist loadfile`, in the order of the collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self._one_piece = on_the_one_county()

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "the one county" if file in self._one_piece else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among several workers; alone they run as they are written."""
    if hasattr(config, "workerinput"):
        files = [item.nodeid.partition("::")[0] for item in items]
        counts, place = Counter(files), {file: rank(file) for file in files}
        order = sorted(range(len(items)), key=lambda at: (place[files[at]], -counts[files[at]], files[at], at))
        items[:] = [items[at] for at in order]


def rank(file: str) -> int:
    """Its place among what comes first."""
    return next((at for at, folder in enumerate(FIRST) if file.startswith(folder)), len(FIRST))
