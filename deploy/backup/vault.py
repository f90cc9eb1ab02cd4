"""A folder whose files nobody reads without the key: rclone's `crypt` (XSalsa20-Poly1305) over a folder or any remote.

Names stay readable: they say which server and when, and nothing of what is inside. A file that was changed does not
open. One that was cut off between two of its blocks would: so whoever reads compares sizes and digests as well.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deploy.backup.pipes import given
from deploy.backup.settings import rclone_program
from deploy.trouble import Trouble

CHUNK_BYTES = 1024 * 1024
FOLDER_MISSING = 3  # rclone's exit status


@dataclass(frozen=True)
class Kept:
    """What a file holds once it is opened."""

    sha256: str
    size: int


class Vault:
    def __init__(self, folder: str, key: str) -> None:
        self._environment = _environment(folder, key)

    def put(self, name: str, chunks: Iterable[bytes]) -> Kept:
        """Write a file from its pieces; it stands under its name when it is whole."""
        digest, size = hashlib.sha256(), 0
        writing = self._start("rcat", f"vault:{name}", stdin=subprocess.PIPE)
        sealed = given(writing.stdin)
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                sealed.write(chunk)
            sealed.close()
        except BaseException as failure:
            writing.kill()  # what is half stands under no name
            writing.wait()
            if isinstance(failure, BrokenPipeError):
                raise _failed(name, writing) from None
            raise
        if writing.wait():
            raise _failed(name, writing)
        return Kept(digest.hexdigest(), size)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Its content as it comes. Raises Trouble when it does not open to its end."""
        reading = self._start("cat", f"vault:{name}", stdout=subprocess.PIPE)
        content = given(reading.stdout)
        try:
            yield content
            while content.read(CHUNK_BYTES):
                pass
            if reading.wait():
                raise _failed(name, reading)
        finally:
            reading.kill()
            reading.wait()
            content.close()

    def read(self, name: str) -> bytes:
        with self.opened(name) as content:
            return content.read()

    def check(self, name: str) -> Kept:
        """What the file holds now. Raises Trouble when it does not open."""
        digest, size = hashlib.sha256(), 0
        with self.opened(name) as content:
            while chunk := content.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
        return Kept(digest.hexdigest(), size)

    def files(self, folder: str) -> dict[str, int]:
        """Size by path below the folder; empty when there is no such folder."""
        asking = self._start(
            "lsjson", "--recursive", "--files-only", f"vault:{folder}", stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        said, complaint = asking.communicate()
        if asking.returncode == FOLDER_MISSING:
            return {}
        if asking.returncode:
            sys.stderr.buffer.write(complaint)
            raise _failed(folder, asking)
        return {entry["Path"]: entry["Size"] for entry in json.loads(said)}

    def fetch(self, folder: str, names: Iterable[str], target: Path) -> None:
        """Copy files below the folder to `target`, opened."""
        listing = "\n".join(names).encode()
        copying = self._start("copy", "--files-from", "-", f"vault:{folder}", str(target), stdin=subprocess.PIPE)
        copying.communicate(listing)
        if copying.returncode:
            raise _failed(folder, copying)

    def delete(self, folder: str, names: Iterable[str]) -> None:
        """Files below the folder; those that are gone already are passed over."""
        listing = "\n".join(names).encode()
        deleting = self._start("delete", "--files-from", "-", f"vault:{folder}", stdin=subprocess.PIPE)
        deleting.communicate(listing)
        if deleting.returncode not in {0, FOLDER_MISSING}:
            raise _failed(folder, deleting)

    def _start(
        self,
        verb: str,
        *words: str,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        stderr: int | None = None,
    ) -> "subprocess.Popen[bytes]":
        command = [rclone_program(), verb, "--config", "", *words]
        return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=self._environment)


def _environment(folder: str, key: str) -> Mapping[str, str]:
    if not key:
        raise Trouble("备份密钥为空。", "the key of the backups is empty.")
    hidden = subprocess.run(
        [rclone_program(), "obscure", "-"], input=key, capture_output=True, text=True, check=True
    ).stdout.strip()
    return {
        **os.environ,
        "RCLONE_CONFIG_VAULT_TYPE": "crypt",
        "RCLONE_CONFIG_VAULT_REMOTE": folder,
        "RCLONE_CONFIG_VAULT_PASSWORD": hidden,
        "RCLONE_CONFIG_VAULT_FILENAME_ENCRYPTION": "off",
        "RCLONE_CONFIG_VAULT_DIRECTORY_NAME_ENCRYPTION": "false",
        "RCLONE_LOG_LEVEL": "ERROR",
        "RCLONE_RETRIES": "1",
    }


def _failed(name: str, process: "subprocess.Popen[bytes]") -> Trouble:
    return Trouble(
        f"备份文件 {name} 无法读写（rclone 退出码 {process.returncode}，原因见上）。",
        f"the backup file {name} could not be read or written (rclone ended with {process.returncode}; it said why).",
    )
