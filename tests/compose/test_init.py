"""What `deploy/init` writes for Docker Compose."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.embedded.certificates import Certified
from tests.embedded.test_certificates import greeted

ROOT = Path(__file__).parents[2]
SERVERS = ("kafka", "registry_postgres", "benefits_postgres", "reporting_postgres", "notifications_postgres")

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="deploy/init makes keys with openssl")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which it ran."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "deploy").mkdir()
    for name in ("init", "certificates"):
        shutil.copy2(ROOT / "deploy" / name, folder / "deploy" / name)
    shutil.copy2(ROOT / ".env.example", folder / ".env.example")
    init(folder)
    return folder


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

    def test_say_the_same_password_in_both_files(self, installed: Path) -> None:
        written = contents(installed)
        for server in SERVERS[1:]:
            service = server.removesuffix("_postgres")
            password = re.search(r"postgres:([^@]+)@", written[f"{service}_migration_url"])
            assert password
            assert password[1] == written[f"{server}_password"]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_is_believed_by_the_name_of_its_container(installed: Path, server: str) -> None:
    folder = installed / "secrets"
    files = Certified(folder / f"{server}_tls_key", folder / f"{server}_tls_certificate")
    for host in (server.replace("_", "-"), "localhost", "127.0.0.1"):
        assert greeted(files, folder / "authority_certificate", host)


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
