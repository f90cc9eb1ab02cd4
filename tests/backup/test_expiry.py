"""What is held no longer, here and in the second place."""

from datetime import UTC, datetime, timedelta

from deploy.backup.basebackup import Base
from deploy.backup.expiry import expired, expired_log
from deploy.backup.mark import Mark
from deploy.backup.second import ended
from deploy.backup.vault import Kept
from deploy.backup.wal import after, holes

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
