"""A server restored from a base backup and the log, for a moment, on a socket that nobody else reaches."""

import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.backup.basebackup import CONTENT, Base
from deploy.backup.server import Server, program
from deploy.backup.settings import Settings
from deploy.backup.vault import Vault
from deploy.backup.wal import fetch
from deploy.trouble import Trouble

START_SECONDS = 1800  # a month's log at most; a server that ends by itself is known sooner
TOO_SHORT = "recovery ended before configured recovery target was reached"


class TargetNotReached(Trouble):
    """The log ends before the instant, or the point, that was asked for."""


class Scratch:
    """`target`: what of PostgreSQL's `recovery_target_…` is set; nothing: all of the log."""

    def __init__(self, base: Base, vault: Vault, settings: Settings, target: Mapping[str, str]) -> None:
        self._base = base
        self._vault = vault
        self._work, self._place, self._account = settings.work, settings.scratch, settings.account
        self._target = target
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self.server = Server({})

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=self._place))
        self._socket = Path(tempfile.mkdtemp(prefix="veterans-"))  # a path of a socket must be short
        try:
            self._fill()
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _fill(self) -> None:
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        with (
            self._vault.opened(f"{self._base.folder}/{CONTENT}") as content,
            tarfile.open(fileobj=content, mode="r|gz") as archive,
        ):
            archive.extractall(data, filter="data")
        _verify(data)
        fetch(self._vault, self._base, self._folder / "wal", self._work)
        (data / "recovery.signal").touch()
        (self._folder / "pg_hba.conf").write_text("local all all trust\n")
        (self._folder / "pg_ident.conf").touch()
        if self._account:
            for path in (self._folder, self._socket, *self._folder.rglob("*")):
                os.chown(path, self._account.uid, self._account.gid)

    def _start(self) -> None:
        folder, data = self._folder, self._folder / "data"
        said = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
            "hba_file": str(folder / "pg_hba.conf"),
            "ident_file": str(folder / "pg_ident.conf"),
            "ssl": "off",
            "fsync": "off",
            "shared_buffers": "64MB",
            "hot_standby": "off",
            "archive_mode": "off",
            "logging_collector": "off",
            "log_destination": "stderr",
            "autovacuum": "off",
            "restore_command": f'cp "{folder}/wal/%f" "%p"',
            "recovery_target_action": "promote",
            **self._target,
        }
        options = [word for name, value in said.items() for word in ("-c", f"{name}={value}")]
        account = self._account
        with (folder / "log").open("wb") as log:
            self._process = process = subprocess.Popen(
                [program("postgres"), "-D", str(data), *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd="/", user=account.uid if account else None, group=account.gid if account else None,
                extra_groups=[] if account else None, env={**os.environ, "LC_ALL": "C"},
            )  # fmt: skip
        self.server = Server({"PGHOST": str(self._socket), "PGPORT": "5432", "PGUSER": "postgres"})
        self._wait(process)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.server.is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                said = (self._folder / "log").read_text(errors="replace")
                tail = "\n".join(said.splitlines()[-15:])
                kind = TargetNotReached if TOO_SHORT in said else Trouble
                raise kind(f"恢复未完成：\n{tail}", f"the restore did not come to its end:\n{tail}")
            time.sleep(0.1)

    def _end(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # ends sessions first
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.rmtree(self._socket, ignore_errors=True)


def _verify(data: Path) -> None:
    """Each file against the list that PostgreSQL wrote when it was copied."""
    done = subprocess.run(
        [program("pg_verifybackup"), "--no-parse-wal", "--quiet", str(data)],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        said = done.stderr.strip()
        raise Trouble(f"备份不完整：{said}", f"the backup is not whole: {said}")
