"""The second place has what the first has, and gives it back."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.backup.second import Second
from deploy.backup.settings import rclone_program
from deploy.backup.vault import Vault
from deploy.embedded.ports import answers, free_port
from tests.embedded.given import eventually

USER, PASSWORD = "veterans", "of the far side"
# What each is served with, and what the county writes into `secrets/backup_second`.
SERVED = {
    "sftp": ("--user", USER, "--pass", PASSWORD),
    "s3": ("--auth-key", f"{USER},{PASSWORD}"),
}
REACHED = {
    "sftp": "type = sftp\nhost = 127.0.0.1\nport = {port}\nuser = veterans\npass = {hidden}\n",
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
    config.write_text(f"[second]\n{REACHED[kind].format(port=port, hidden=hidden)}")
    command = [rclone_program(), "serve", kind, str(there), "--addr", f"127.0.0.1:{port}", *SERVED[kind]]
    serving = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert eventually(lambda: answers(port))
    yield Second(str(here), "second:veterans", config, timedelta(days=36_500), 0)
    serving.terminate()
    serving.wait(30)


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
