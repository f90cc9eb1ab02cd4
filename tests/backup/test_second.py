"""The second place has what the first has, and gives it back."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from deploy.backup.second import UNCHECKED, Second
from deploy.backup.settings import rclone_program
from deploy.backup.vault import Vault
from deploy.embedded.ports import answers, free_port
from deploy.trouble import Trouble
from tests.embedded.given import eventually

USER, PASSWORD = "veterans", "of the far side"
# What each is served with, and what the county writes into `secrets/backup_second`.
SERVED = {
    "sftp": ("--user", USER, "--pass", PASSWORD, "--key", "{key}"),
    "s3": ("--auth-key", f"{USER},{PASSWORD}"),
}
REACHED = {
    "sftp": "type = sftp\nhost = 127.0.0.1\nport = {port}\nuser = veterans\npass = {hidden}\n"
    "host_keys = {public}\n",
    "s3": "type = s3\nprovider = Other\nendpoint = http://127.0.0.1:{port}\naccess_key_id = veterans\n"
    "secret_access_key = of the far side\n",
}


@pytest.fixture(params=["folder", *SERVED])
def second(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Second]:
    """Over each of the ways that the handbook names."""
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    kind = request.param
    if kind == "folder":
        yield Second(str(here), str(there), None, timedelta(days=36_500), 0)
        return
    port, config = free_port(), tmp_path / "backup_second"
    hidden = subprocess.run(
        [rclone_program(), "obscure", PASSWORD], capture_output=True, check=True, text=True
    ).stdout.strip()
    key, public = tmp_path / "host_key", given_host_key(tmp_path / "host_key")
    config.write_text(f"[second]\n{REACHED[kind].format(port=port, hidden=hidden, public=public)}")
    served = [word.format(key=key) for word in SERVED[kind]]
    command = [rclone_program(), "serve", kind, str(there), "--addr", f"127.0.0.1:{port}", *served]
    serving = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert eventually(lambda: answers(port))
    yield Second(str(here), "second:veterans", config, timedelta(days=36_500), 0)
    serving.terminate()
    serving.wait(30)


def given_host_key(path: Path) -> str:
    """Of an SFTP server; its public half as the server has it in a file."""
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


class TestTheSecondPlace:
    def test_gives_back_what_was_carried_there(self, second: Second) -> None:
        vault = Vault(second.folder, "the key")
        vault.put("registry/7/base/20260520T030000Z/about.json", [b"{}"])
        vault.put("registry/7/wal/000000010000000000000009.gz", [b"log"])
        second.carry()
        second.carry()
        shutil.rmtree(second.folder)
        Path(second.folder).mkdir()
        second.fetch()
        assert vault.read("registry/7/wal/000000010000000000000009.gz") == b"log"
        assert vault.files("registry") == {
            "7/base/20260520T030000Z/about.json": 2,
            "7/wal/000000010000000000000009.gz": 3,
        }

    def test_is_reached_by_a_secret_that_nobody_writes_to(self, second: Second) -> None:
        """A container cannot; rclone would note there what it found out about the far side."""
        before = second.config and second.config.read_text()
        Vault(second.folder, "the key").put("registry/7/wal/000000010000000000000009.gz", [b"log"])
        second.carry()
        assert (second.config and second.config.read_text()) == before


@pytest.mark.parametrize("second", ["sftp"], indirect=True)
class TestTheHostKeyOverSftp:
    def test_is_checked(self, second: Second, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        Vault(second.folder, "the key").put("registry/7/wal/000000010000000000000009.gz", [b"log"])
        second.carry()
        assert "host_keys" not in capfd.readouterr().err
        assert second.config
        mine, another = second.config.read_text(), given_host_key(tmp_path / "another")
        second.config.write_text("\n".join([*mine.splitlines()[:-1], f"host_keys = {another}", ""]))
        with pytest.raises(Trouble):
            second.carry()
        assert "host key" in capfd.readouterr().err

    def test_that_is_not_written_is_said_to_be_unchecked(
        self, second: Second, capfd: pytest.CaptureFixture[str]
    ) -> None:
        Vault(second.folder, "the key").put("registry/7/wal/000000010000000000000009.gz", [b"log"])
        assert second.config
        second.config.write_text("\n".join([*second.config.read_text().splitlines()[:-1], ""]))
        second.carry()
        assert UNCHECKED in capfd.readouterr().err
