"""Secrets are made once, and outlive a power cut as the data do that are sealed with them."""

import os
import stat
from pathlib import Path

import pytest

from deploy.embedded.secrets import kept


class TestASecret:
    def test_is_on_the_disk_before_anybody_is_given_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """First its content under another name, then its name."""
        secret, fsync = tmp_path / "folder" / "secret", os.fsync
        synced: list[tuple[bool, bool]] = []

        def record(descriptor: int) -> None:
            synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), secret.exists()))
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", record)
        assert kept(secret, lambda: "12345") == "12345"
        assert synced == [(False, False), (True, True)]
        assert kept(secret, lambda: "other") == "12345"
        assert len(synced) == 2
