"""What `deploy/init` writes for Docker Compose."""

import re
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from deploy.embedded.certificates import Certified
from deploy.embedded.configuration import KEEPS_PERSONAL_FIELDS
from tests.embedded.test_certificates import greeted

ROOT = Path(__file__).parents[2]
SERVERS = ("kafka", "registry_postgres", "benefits_postgres", "reporting_postgres", "notifications_postgres")

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="deploy/init makes keys with openssl")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which it ran."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "deploy" / "host").mkdir(parents=True)
    for name in ("init", "host/certificates", "host/secrets", "host/services", "host/words", "host/backup"):
        shutil.copy2(ROOT / "deploy" / name, folder / "deploy" / name)
    shutil.copy2(ROOT / ".env.example", folder / ".env.example")
    init(folder)
    return folder


@pytest.fixture
def replaced(installed: Path, tmp_path: Path) -> Path:
    """A copy in which something is replaced."""
    return Path(shutil.copytree(installed, tmp_path / "installation"))


def init(folder: Path, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    command = [str(folder / "deploy" / "init"), *words]
    return subprocess.run(command, check=check, capture_output=True, text=True)


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (folder / "secrets").iterdir()}


class TestSecrets:
    def test_are_kept_when_it_runs_again(self, installed: Path) -> None:
        before = contents(installed)
        init(installed)
        assert contents(installed) == before

    def test_can_be_read_by_their_owner_alone(self, installed: Path) -> None:
        assert {file.stat().st_mode & 0o777 for file in (installed / "secrets").iterdir()} == {0o600}

    def test_are_not_made_a_second_time_where_the_one_has_taken_the_others_place(self, replaced: Path) -> None:
        """A search key is that of one column or of the other."""
        folder = replaced / "secrets"
        key = (folder / "registry_search_key_a").read_text()
        (folder / "registry_search_key_b").write_text(key)
        (folder / "registry_search_key_a").write_text("")
        init(replaced)
        assert contents(replaced)["registry_search_key_a"] == ""

    def test_that_backups_need_come_back_from_the_printed_sheet(self, replaced: Path, tmp_path: Path) -> None:
        """Of an installation that is gone: each line is a file's name and what is in it."""
        for name in ("registry_search_key_b", "registry_previous_master_key"):
            assert (replaced / "secrets" / name).read_text() == ""
        sheet = subprocess.run(
            [replaced / "deploy" / "host" / "backup", "key"], check=True, capture_output=True, text=True
        ).stdout.splitlines()[1:]
        anew = Path(shutil.copytree(replaced, tmp_path / "anew"))
        (anew / ".env").unlink()
        shutil.rmtree(anew / "secrets")
        (anew / "secrets").mkdir()
        for name, value in map(str.split, sheet):
            (anew / "secrets" / name).write_text(value)
        init(anew)
        before, after = contents(replaced), contents(anew)
        needed = {"backup_key", "registry_search_key_a", *(f"{each}_master_key" for each in KEEPS_PERSONAL_FIELDS)}
        assert {name for name in before if after[name] == before[name] != ""} - {"backup_second"} == needed

    def test_follow_the_address_where_the_password_is_missing(self, replaced: Path) -> None:
        before = contents(replaced)
        (replaced / "secrets" / "benefits_postgres_password").unlink()
        init(replaced)
        assert contents(replaced) == before

    def test_are_not_believed_where_password_and_address_differ(self, replaced: Path) -> None:
        (replaced / "secrets" / "benefits_postgres_password").write_text("typed by hand")
        with pytest.raises(subprocess.CalledProcessError) as refused:
            init(replaced)
        assert "docs/operations/keys.md" in refused.value.stderr

    def test_say_the_same_password_in_both_files(self, installed: Path) -> None:
        written = contents(installed)
        for server in SERVERS[1:]:
            service = server.removesuffix("_postgres")
            password = re.search(r"postgres:([^@]+)@", written[f"{service}_migration_url"])
            assert password
            assert password[1] == written[f"{server}_password"]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_is_believed_by_the_name_of_its_container(installed: Path, server: str) -> None:
    for host in (server.replace("_", "-"), "localhost", "127.0.0.1"):
        assert greeted(certified(installed, server), installed / "secrets" / "authority_certificate", host)


class TestTheCounty:
    @pytest.fixture
    def folder(self, installed: Path, tmp_path: Path) -> Path:
        """Where it has not run yet, but for what takes long."""
        shutil.copytree(installed, tmp_path / "installation", ignore=shutil.ignore_patterns(".env"))
        return tmp_path / "installation"

    def codes(self, folder: Path) -> list[str]:
        return re.findall(r"^REGISTRY_CENTRE_CODE=(.*)$", (folder / ".env").read_text(), re.MULTILINE)

    def test_is_never_one_that_nobody_named(self, folder: Path) -> None:
        for _ in range(2):
            assert "the county is not said yet" in init(folder).stdout
        assert self.codes(folder) == []

    def test_is_written_down_and_does_not_change(self, folder: Path) -> None:
        init(folder, "411328")
        init(folder)
        refused = init(folder, "411329", check=False)
        assert (refused.returncode, "is of 411328" in refused.stderr) == (1, True)
        assert self.codes(folder) == ["411328"]

    def test_that_held_unsaid_is_said_from_now_on(self, folder: Path) -> None:
        (folder / ".env").write_text("#REGISTRY_CENTRE_CODE=411329\nKAFKA_CLUSTER_ID=x\n")
        init(folder)
        assert self.codes(folder) == ["411329"]

    @pytest.mark.parametrize("code", ["4113", "41132x", "4113290"])
    def test_has_six_digits(self, folder: Path, code: str) -> None:
        refused = init(folder, code, check=False)
        assert (refused.returncode, code in refused.stderr) == (1, True)


class TestARenewal:
    """Without an engine: what runs there is asked in `make test-compose`."""

    def test_of_a_server_gives_it_another_key_and_certificate(self, replaced: Path) -> None:
        before, files = contents(replaced), certified(replaced, "kafka")
        renew(replaced, "kafka")
        after = contents(replaced)
        assert {name for name in after if after[name] != before[name]} == {"kafka_tls_key", "kafka_tls_certificate"}
        assert greeted(files, replaced / "secrets" / "authority_certificate", "kafka")

    def test_of_the_authority_gives_every_server_a_certificate_of_the_new_one(self, replaced: Path) -> None:
        authority, before = replaced / "secrets" / "authority_certificate", replaced / "before"
        shutil.copy2(authority, before)
        renew(replaced, "authority")
        assert authority.read_text().count("BEGIN CERTIFICATE") == 1
        for server in SERVERS:
            assert greeted(certified(replaced, server), authority, server.replace("_", "-"))
            with pytest.raises(ssl.SSLCertVerificationError):
                greeted(certified(replaced, server), before, server.replace("_", "-"))

    def test_of_nothing_there_is_is_refused(self, replaced: Path) -> None:
        with pytest.raises(subprocess.CalledProcessError) as refused:
            renew(replaced, "postgres")
        assert b"no certificate is named postgres" in refused.value.stderr


def renew(folder: Path, name: str) -> None:
    subprocess.run([str(folder / "deploy/host/certificates"), "renew", name], check=True, capture_output=True)


def certified(folder: Path, server: str) -> Certified:
    return Certified(folder / "secrets" / f"{server}_tls_key", folder / "secrets" / f"{server}_tls_certificate")
