"""A backup opens, is what was written, and brings back what was there, as of any instant since."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from tests.backup.conftest import DATABASES, Kept


class TestABackup:
    def test_is_listed_and_opens(self, kept: Kept) -> None:
        [taken] = kept.done("now")
        assert taken in kept.done("list")
        assert kept.done("verify") == [taken]

    def test_brings_back_every_row_in_a_drill(self, kept: Kept) -> None:
        kept.done("now")
        kept.server.psql("one", "INSERT INTO told VALUES (100, 'after the mark')")
        [drilled] = kept.done("drill", "--keys", "")
        assert (drilled["tables"], drilled["keys"]) == (2, "—")

    def test_takes_one_database_to_an_instant_and_leaves_the_other(self, kept: Kept) -> None:
        kept.done("now")
        for name in ("one", "other"):
            kept.server.psql(name, "INSERT INTO told VALUES (2, '乙')")
        instant = kept.instant()
        for name in ("one", "other"):
            kept.server.psql(name, "INSERT INTO told VALUES (3, '丙')")
        kept.done("restore", "one", "--until", instant)
        assert kept.server.psql("one", "SELECT max(id) FROM told WHERE id < 100") == "2"
        assert kept.server.psql("other", "SELECT max(id) FROM told WHERE id < 100") == "3"

    def test_is_not_good_without_the_master_key_that_it_needs(self, kept: Kept) -> None:
        kept.server.psql("one", r"CREATE TABLE data_key AS SELECT '\x01aabbccddeeff00112233'::bytea AS wrapped")
        kept.done("now")
        [drilled] = kept.done("drill", "--keys", "01aabbccddeeff0011\n02")
        assert drilled["keys"] == "01aabbccddeeff0011"
        refused = kept.command("drill", "--keys", "02")
        assert refused.returncode == 1
        assert "01aabbccddeeff0011" in refused.stderr

    def test_is_not_taken_of_a_server_that_holds_nothing(self, kept: Kept) -> None:
        """It would be the newest, and what is restored."""
        kept.server.create_database("nothing")
        before = kept.done("list")
        refused = kept.command("now", BACKUP_DATABASES="nothing")
        assert (refused.returncode, "no table" in refused.stderr) == (1, True)
        assert kept.done("list") == before

    def test_that_was_taken_of_an_empty_database_does_not_take_the_place_of_what_stands(self, kept: Kept) -> None:
        """As backups were that an earlier release took of a database whose volume was lost."""
        kept.server.create_database("empty")
        kept.done("now")
        instant = kept.instant()
        kept.server.psql("empty", "CREATE TABLE told (id int PRIMARY KEY)")
        for options in (("--until", instant), ("--until", instant, "--lost")):
            refused = kept.command("restore", "empty", *options, BACKUP_DATABASES="one,other,empty")
            assert (refused.returncode, "holds no table" in refused.stderr) == (1, True), refused.stderr
        assert kept.server.psql("empty", "SELECT count(*) FROM told") == "0"


@pytest.mark.nightly
class TestADataFolderThatWasBegunAnew:
    """In the place of one that was lost: it has tables by then, and its own backups are the newest."""

    @pytest.fixture
    def anew(self, kept: Kept, server_home: Path) -> Iterator[Kept]:
        home = Path(tempfile.mkdtemp(dir=server_home))
        home.chmod(0o755)
        server = Postgres(home, free_port())
        server.start()
        for name in DATABASES:
            server.create_database(name)
            server.psql(name, "CREATE TABLE told (id int PRIMARY KEY, said text)")
        told = {
            "BACKUP_URL": f"postgresql://postgres@127.0.0.1:{server.port}/postgres",
            "BACKUP_PASSWORD_FILE": str(home / "secrets" / "postgres-admin"),
            "BACKUP_WORK": str(home / "work"),
            "BACKUP_SCRATCH": str(home / "scratch"),
        }
        yield Kept(server, kept.environment | told, kept.backups)
        server.delete_data()

    def test_does_not_come_back_for_what_was_lost(self, kept: Kept, anew: Kept) -> None:
        kept.server.psql("one", "INSERT INTO told VALUES (200, 'the last before the loss')")
        kept.done("now")
        anew.done("now")
        anew.server.psql("one", "INSERT INTO told VALUES (300, 'of the new one')")
        refused = anew.command("restore", "one", "--lost")
        assert refused.returncode == 1
        named = re.search(r"--until (\S+):", refused.stderr)
        assert named, refused.stderr
        assert anew.server.psql("one", "SELECT id FROM told") == "300"
        anew.done("restore", "one", "--lost", "--until", named[1])
        assert anew.server.psql("one", "SELECT said FROM told WHERE id = 200") == "the last before the loss"

    def test_comes_back_to_an_instant_of_its_own_where_that_is_named(self, kept: Kept, anew: Kept) -> None:
        kept.done("now")
        anew.done("now")
        instant = anew.instant()
        anew.done("restore", "one", "--until", instant)
        assert anew.server.psql("one", "SELECT count(*) FROM told") == "0"
