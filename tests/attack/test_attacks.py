"""The table of attacks is true."""

from tests.architecture.tree import ROOT
from tests.attack.conftest import named


class TestTheTable:
    def test_names_tests_that_are_there(self) -> None:
        assert len(named()) > 20
        assert [name for name in sorted(named()) if not (ROOT / name).exists()] == []

    def test_names_each_place_once_below_a_folder(self) -> None:
        folders = [name for name in named() if not name.endswith(".py")]
        assert [name for name in named() for folder in folders if name.startswith(f"{folder}/")] == []
