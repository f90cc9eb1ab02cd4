"""The copy in another place: what is sealed goes there as it is, so whoever carries it needs neither key nor database.

Any place that rclone knows: a folder, SFTP, S3 … What is deleted here is not deleted there: a thief's deletion would go
along. There the same days hold, counted anew by the names and times of the files, and the newest backup stays.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from deploy.backup.basebackup import ID
from deploy.backup.settings import hold_days, needed, optional_path, rclone_program, whole
from deploy.trouble import Trouble, worded

UNCHECKED = worded(
    "第二存放处的主机密钥没有核对：请在 secrets/backup_second 中写上 host_keys，见 docs/operations/backup.md。",
    "The host key of the second place is not checked: host_keys in secrets/backup_second, see"
    " docs/operations/backup.md.",
)
ABOUT = "about.json.bin"  # as `crypt` names it


@dataclass(frozen=True)
class Second:
    """`place`: as rclone names it; `config`: what rclone must know of it, hosts and passwords."""

    folder: str
    place: str
    config: Path | None
    hold: timedelta
    metrics_port: int

    @classmethod
    def read(cls, told: Mapping[str, str] = os.environ) -> Self:
        """Raises Trouble."""
        config = optional_path(told, "BACKUP_SECOND_CONFIG")
        port = whole(told, "BACKUP_METRICS_PORT", 0)
        return cls(needed(told, "BACKUP_FOLDER"), needed(told, "BACKUP_SECOND"), config, hold_days(told), port)

    def carry(self) -> None:
        """Everything that is not there yet; and what is held no longer ends there as well. Raises Trouble."""
        if self.is_believed_blindly:
            print(UNCHECKED, file=sys.stderr, flush=True)
        self._rclone("copy", self.folder, self.place)
        listing = self._rclone("lsjson", "--recursive", "--files-only", self.place)
        files = {entry["Path"]: datetime.fromisoformat(entry["ModTime"]) for entry in json.loads(listing)}
        gone = ended(files, hold=self.hold, now=datetime.now(UTC))
        if gone:
            self._rclone("delete", "--files-from", "-", self.place, said="\n".join(gone))

    def fetch(self) -> None:
        """Back from there, into a folder that has lost it. Raises Trouble."""
        self._rclone("copy", self.place, self.folder)

    @property
    def is_believed_blindly(self) -> bool:
        """Whether whoever answers at its address over SFTP is given its password, and the backups."""
        told = ConfigParser(interpolation=None, strict=False)
        told.read_string(self.config.read_text(encoding="utf-8") if self.config else "")
        remote = self.place.partition(":")[0]
        if not told.has_section(remote) or told[remote].get("type") != "sftp":
            return False
        return not any(told[remote].get(each) for each in ("host_keys", "known_hosts_file"))

    def _rclone(self, *words: str, said: str = "") -> str:
        with tempfile.TemporaryDirectory() as own:  # rclone notes there what it finds out about the other side
            config = shutil.copy(self.config, own) if self.config else ""
            command = [rclone_program(), "--config", config, "--log-level", "ERROR", *words]
            done = subprocess.run(command, input=said, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise Trouble(
                "第二存放处未能读写，原因见上。", "the second place was not reached; the reason stands above."
            )
        return done.stdout


def ended(files: Mapping[str, datetime], *, hold: timedelta, now: datetime) -> list[str]:
    """Of the files by path (`<server>/<identity>/base/<id>/…`, `…/wal/…`) and time, those that are held no longer."""
    gone: list[str] = []
    for server in {path.split("/")[0] for path in files}:
        mine = {path: at for path, at in files.items() if path.startswith(f"{server}/")}
        taken = sorted({at for path in mine if path.endswith(f"/{ABOUT}") and (at := _taken_at(path)) is not None})
        kept = [at for at in taken if at + hold > now] or taken[-1:]
        if kept:
            gone += [path for path, at in mine.items() if (_taken_at(path) or at) < kept[0]]
    return sorted(gone)


def _taken_at(path: str) -> datetime | None:
    """Of a base backup's file, by the id in its path."""
    words: Sequence[str] = path.split("/")
    if len(words) < 5 or words[2] != "base":
        return None
    return datetime.strptime(words[3], ID).replace(tzinfo=UTC)
