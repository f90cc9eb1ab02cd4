"""What is held no longer, here and in the second place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.backup.basebackup import ABOUT, Base, described, listed, newest
from deploy.backup.expiry import expired, expired_log
from deploy.backup.mark import Mark
from deploy.backup.second import ended
from deploy.backup.settings import Settings
from deploy.backup.state import State
from deploy.backup.vault import Kept, Vault
from deploy.backup.wal import after, holes
from deploy.backup.work import Backups
from deploy.trouble import Trouble

NOW = datetime(2026, 5, 31, 3, tzinfo=UTC)
HOLD = timedelta(days=30)


def given_base(days_ago: int, first_wal: str = "000000010000000000000001", identity: str = "7") -> Base:
    at = NOW - timedelta(days=days_ago)
    return Base(
        "registry", identity, f"{at:%Y%m%dT%H%M%SZ}", at, at, first_wal, first_wal, "18", Kept("", 0), Mark("", {})
    )


class TestABackup:
    def test_ends_after_the_days_that_people_are_promised(self) -> None:
        bases = [given_base(days) for days in (31, 30, 29, 0)]
        assert expired(bases, hold=HOLD, now=NOW) == bases[:2]

    def test_never_ends_when_it_is_the_last(self) -> None:
        bases = [given_base(90), given_base(60)]
        assert expired(bases, hold=HOLD, now=NOW) == bases[:1]

    def test_takes_with_it_the_log_that_no_other_needs(self) -> None:
        kept = [given_base(3, "000000010000000000000009"), given_base(2, "00000001000000000000000C")]
        files = [
            "7/wal/000000010000000000000008.gz",
            "7/wal/000000010000000000000009.gz",
            "7/wal/00000001000000000000000A.gz",
            "6/wal/00000001000000000000000A.gz",
            "7/base/20260528T030000Z/about.json",
        ]
        assert expired_log(kept, files) == [files[0], files[3]]


class TestWhatDoesNotOpen:
    @pytest.fixture
    def vault(self, tmp_path: Path) -> Vault:
        """One whole, one that was damaged, one of a power cut, one of another key."""
        vault = Vault(str(tmp_path), "the key")
        for base, key in ((given_base(3), "the key"), (given_base(2), "the key"), (given_base(1), "another key")):
            Vault(str(tmp_path), key).put(f"{base.folder}/{ABOUT}", [described(base)])
        damaged = next((tmp_path / given_base(2).folder).iterdir())
        content = damaged.read_bytes()
        damaged.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        empty = tmp_path / given_base(0).folder / damaged.name
        empty.parent.mkdir()
        empty.touch()
        return vault

    def test_keeps_nobody_from_what_does(self, vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
        assert newest(listed(vault, "registry"), "registry") == given_base(3)
        complaint = capsys.readouterr().err
        assert all(given_base(days).folder in complaint for days in (2, 1, 0))

    def test_is_not_taken_for_nothing(self, tmp_path: Path, vault: Vault) -> None:
        with pytest.raises(Trouble, match="do not open"):
            listed(Vault(str(tmp_path), "a third key"), "registry")

    def test_and_the_log_that_it_may_need_outlast_it(self, tmp_path: Path, vault: Vault) -> None:
        """Its key may come back."""
        vault.put("registry/7/wal/000000010000000000000000.gz", [b"older than all that open"])
        told = {
            name: str(tmp_path / "work")
            for name in ("BACKUP_DATABASES", "BACKUP_FOLDER", "BACKUP_WORK", "BACKUP_KEY_FILE")
        }
        settings = Settings.read({"BACKUP_NAME": "registry", **told})
        before = vault.files("registry")
        with pytest.raises(Trouble, match="do not open"):
            Backups(settings, vault, State(tmp_path / "work")).expire()
        assert vault.files("registry") == before


class TestTheSecondPlace:
    def test_counts_the_same_days_by_names_and_times_alone(self) -> None:
        files = {
            "registry/7/base/20260430T030000Z/server.tar.gz.bin": NOW,
            "registry/7/base/20260430T030000Z/about.json.bin": NOW,
            "registry/7/wal/000000010000000000000008.gz.bin": datetime(2026, 4, 30, 4, tzinfo=UTC),
            "registry/7/base/20260520T030000Z/server.tar.gz.bin": NOW,
            "registry/7/base/20260520T030000Z/about.json.bin": NOW,
            "registry/7/wal/000000010000000000000009.gz.bin": datetime(2026, 5, 20, 4, tzinfo=UTC),
        }
        assert ended(files, hold=HOLD, now=NOW) == sorted(list(files)[:3])

    def test_keeps_the_newest_however_old(self) -> None:
        files = {
            "registry/7/base/20260301T030000Z/about.json.bin": NOW,
            "registry/7/base/20260302T030000Z/about.json.bin": NOW,
        }
        assert ended(files, hold=HOLD, now=NOW) == list(files)[:1]


class TestTheLog:
    def test_goes_on_from_segment_to_segment(self) -> None:
        assert after("0000000100000000000000FF") == "000000010000000100000000"

    def test_has_a_hole_where_one_is_missing(self) -> None:
        base = given_base(0, "0000000100000000000000FE")
        names = ["0000000100000000000000FE.gz", "0000000100000000000000FF.gz", "000000010000000100000001.gz"]
        assert holes(names, base) == ["000000010000000100000000"]
        assert holes(names[1:], base) == [base.first_wal]
