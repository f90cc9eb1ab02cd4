"""What `deploy/init` writes for Docker Compose."""

import fcntl
import os
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
    scripts = ("certificates", "secrets", "services", "settings", "words", "backup")
    for name in ("init", *(f"host/{each}" for each in scripts)):
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

    def test_signs_its_messages_where_its_pack_is_at_hand(self, folder: Path) -> None:
        pack = folder / "deploy" / "counties" / "xinye"
        pack.mkdir(parents=True)
        shutil.copy2(ROOT / "deploy" / "counties" / "xinye" / "county.toml", pack)
        assert init(folder, "411328").returncode == 0
        assert "\nNOTIFICATIONS_SIGNATURE=" not in (folder / ".env").read_text()
        (folder / ".env").unlink()
        init(folder, "411329")
        assert "\nNOTIFICATIONS_SIGNATURE=新野县退役军人事务局\n" in (folder / ".env").read_text()

    def test_that_held_unsaid_is_said_from_now_on(self, folder: Path) -> None:
        (folder / ".env").write_text("#REGISTRY_CENTRE_CODE=411329\nKAFKA_CLUSTER_ID=x\n")
        init(folder)
        assert self.codes(folder) == ["411329"]

    @pytest.mark.parametrize("code", ["4113", "41132x", "4113290"])
    def test_has_six_digits(self, folder: Path, code: str) -> None:
        refused = init(folder, code, check=False)
        assert (refused.returncode, code in refused.stderr) == (1, True)


class TestTheSettings:
    @pytest.mark.parametrize(
        "written",
        [
            b"A=411328\r\n",
            b"A='411328' # of the county\n",
            b'  export A = "411328"\n',
            b"A=1\n#A=2\nA=411328  # \xe5\x8e\xbf",
        ],
    )
    def test_are_read_as_compose_reads_them(self, tmp_path: Path, written: bytes) -> None:
        (tmp_path / ".env").write_bytes(written)
        assert scripted(tmp_path, "settings", "setting A").stdout.strip() == "411328"

    def test_keep_the_county_where_an_editor_ended_their_lines_otherwise(self, replaced: Path) -> None:
        init(replaced, "411328")
        settings = replaced / ".env"
        settings.write_bytes(settings.read_bytes().replace(b"\n", b"\r\n"))
        before = settings.read_bytes()
        init(replaced, "411328")
        assert settings.read_bytes() == before

    def test_are_not_joined_where_the_last_line_has_no_end(self, replaced: Path) -> None:
        (replaced / ".env").write_text("EDGE_PORT=8443")
        init(replaced, "411328")
        written = (replaced / ".env").read_text().splitlines()
        assert written[0] == "EDGE_PORT=8443"
        assert "REGISTRY_CENTRE_CODE=411328" in written


class TestASecretThatIsReplaced:
    @pytest.mark.parametrize("following", ["short", "a longer one than before", ""])
    def test_is_the_same_file_with_another_content(self, tmp_path: Path, following: str) -> None:
        file = secret(tmp_path, "the one before")
        number = file.stat().st_ino
        scripted(tmp_path, "secrets", f"replace key '{following}'")
        assert (file.read_text(), file.stat().st_ino) == (following, number)

    def test_stays_where_the_new_one_cannot_be_written(self, tmp_path: Path) -> None:
        """As on a full disk, where a file is emptied before anybody knows that nothing can take its place."""
        file = secret(tmp_path, "the one before")
        refused = scripted(
            tmp_path, "secrets", "ulimit -f 0; trap '' XFSZ; replace key another; echo done", check=False
        )
        assert file.read_text() == "the one before"
        assert (refused.returncode != 0, refused.stdout) == (True, "")


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

    @pytest.mark.parametrize(("file", "name"), [("kafka_tls_key", "kafka"), ("authority_key", "authority")])
    def test_that_was_cut_off_is_shown_until_it_is_run_again(self, replaced: Path, file: str, name: str) -> None:
        other = "registry_postgres_tls_key"
        (replaced / "secrets" / file).write_text((replaced / "secrets" / other).read_text())
        assert f"half renewed: ./veterans certificates renew {name}" in certificates(replaced, "show").stdout
        renew(replaced, name)
        assert "half renewed" not in certificates(replaced, "show").stdout

    def test_of_the_authority_that_was_cut_off_is_done_before_that_of_a_server(self, replaced: Path) -> None:
        (replaced / "secrets" / "authority_key").write_text((replaced / "secrets" / "kafka_tls_key").read_text())
        before = contents(replaced)
        refused = certificates(replaced, "renew", "kafka", check=False)
        assert (refused.returncode, "certificates renew authority" in refused.stderr) == (1, True)
        assert contents(replaced) == before

    def test_waits_for_no_other(self, replaced: Path) -> None:
        folder = os.open(replaced / "secrets", os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        refused = certificates(replaced, "renew", "kafka", check=False)
        os.close(folder)
        assert (refused.returncode, "run this again when it has ended" in refused.stderr) == (1, True)

    def test_of_nothing_there_is_is_refused(self, replaced: Path) -> None:
        with pytest.raises(subprocess.CalledProcessError) as refused:
            renew(replaced, "postgres")
        assert "no certificate is named postgres" in refused.value.stderr


def scripted(folder: Path, part: str, words: str, *, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """What a script says that begins with a part of deploy/host."""
    begun = ["bash", "-euc", f'. "{ROOT}/deploy/host/{part}"; {words}']
    return subprocess.run(begun, cwd=folder, check=check, capture_output=True, text=True)


def secret(folder: Path, content: str) -> Path:
    (folder / "secrets").mkdir()
    file = folder / "secrets" / "key"
    file.write_text(content)
    return file


def renew(folder: Path, name: str) -> None:
    certificates(folder, "renew", name)


def certificates(folder: Path, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    command = [str(folder / "deploy/host/certificates"), *words]
    told = os.environ | {"VETERANS_LANGUAGE": "en"}
    return subprocess.run(command, check=check, capture_output=True, text=True, env=told)


def certified(folder: Path, server: str) -> Certified:
    return Certified(folder / "secrets" / f"{server}_tls_key", folder / "secrets" / f"{server}_tls_certificate")
