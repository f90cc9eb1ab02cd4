"""The second place has what the first has, and gives it back."""

import shutil
from datetime import timedelta
from pathlib import Path

from deploy.backup.second import Second
from deploy.backup.vault import Vault


class TestTheSecondPlace:
    def test_gives_back_what_was_carried_there(self, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        vault = Vault(str(here), "the key")
        vault.put("registry/7/base/20260520T030000Z/about.json", [b"{}"])
        vault.put("registry/7/wal/000000010000000000000009.gz", [b"log"])
        second = Second(str(here), str(there), None, timedelta(days=36_500), 0)
        second.carry()
        shutil.rmtree(here)
        here.mkdir()
        second.fetch()
        assert vault.read("registry/7/wal/000000010000000000000009.gz") == b"log"
