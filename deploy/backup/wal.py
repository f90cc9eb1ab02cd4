"""The log, segment by segment: received as it is written, sealed when a segment is whole.

<server>/<identity of its data folder>/wal/<segment>.gz

The server holds what was not received yet (a slot), up to `max_slot_wal_keep_size`. What it had to give up is a hole:
no restore goes over it, and the next base backup begins behind it.
"""

import gzip
import re
import subprocess
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from deploy.backup.basebackup import Base, folder_of
from deploy.backup.server import Server, program
from deploy.backup.vault import Vault
from deploy.trouble import Trouble

SLOT = "veterans_backup"
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_HISTORY = re.compile(r"[0-9A-F]{8}\.history")
PARTIAL = ".partial"


class Receiver:
    """Runs `pg_receivewal` into a folder of its own, and seals what is whole."""

    def __init__(self, server: Server, vault: Vault, name: str, work: Path) -> None:
        self._server = server
        self._vault = vault
        self._identity = server.identity()
        self._name = name
        self.folder = received(work, self._identity)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self) -> bool:
        """Start it when it does not run. False: what the slot was to hold is gone, and a new base backup is needed."""
        if self._process is not None and self._process.poll() is None:
            return True
        kept_all = self._ensure_slot()
        command = [program("pg_receivewal"), "-D", str(self.folder), "--slot", SLOT, "--no-password", "--no-loop"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=self._server.environment)
        return kept_all

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def seal(self) -> int:
        """Every segment that is whole goes into the vault; how many went."""
        whole = sorted(file for file in self.folder.iterdir() if is_log(file.name))
        for file in whole:
            content = file.read_bytes()
            self._vault.put(f"{folder_of(self._name, self._identity)}/wal/{file.name}.gz", [gzip.compress(content, 6)])
            file.unlink()
        return len(whole)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def _ensure_slot(self) -> bool:
        slots = self._server.psql("postgres", "SELECT slot_name, wal_status FROM pg_replication_slots").splitlines()
        status = dict(slot.split("|") for slot in slots).get(SLOT, "")
        if status == "lost":
            self._server.psql("postgres", f"SELECT pg_drop_replication_slot('{SLOT}')")
            for file in self.folder.iterdir():  # it would ask for what the server has no more
                file.unlink()
        if status in {"", "lost"}:
            self._server.psql("postgres", f"SELECT pg_create_physical_replication_slot('{SLOT}', true)")
        return status not in {"", "lost"}


def received(work: Path, identity: str) -> Path:
    """Where segments lie that are not sealed yet."""
    return work / "received" / identity


def is_log(name: str) -> bool:
    """A whole segment, or how one timeline came from another."""
    return bool(_SEGMENT.fullmatch(name) or _HISTORY.fullmatch(name))


def needed(files: Iterable[str], base: Base) -> list[str]:
    """Of the sealed files, those that a restore from the base may read, in order."""
    return sorted(name for name in files if name.removesuffix(".gz") >= base.first_wal or ".history" in name)


def holes(names: Sequence[str], base: Base) -> list[str]:
    """The segments that are missing between the base's first and the last there is."""
    segments = sorted(name.removesuffix(".gz") for name in names if _SEGMENT.fullmatch(name.removesuffix(".gz")))
    if not segments or segments[0] != base.first_wal:
        return [base.first_wal]
    return [after(one) for one, other in pairwise(segments) if after(one) != other]


def after(segment: str) -> str:
    """The next one of the same timeline."""
    timeline, number = segment[:8], (int(segment[8:16], 16) << 8) + int(segment[16:], 16) + 1
    return f"{timeline}{number >> 8:08X}{number & 0xFF:08X}"


def sealed(vault: Vault, base: Base) -> dict[str, int]:
    """The names of the files of the log, and their sizes."""
    return vault.files(f"{folder_of(base.server, base.identity)}/wal")


def fetch(vault: Vault, base: Base, target: Path, work: Path) -> list[str]:
    """Everything of the log from the base on, into the folder; the names of the segments. Raises Trouble for a hole.

    What was received and is not whole yet is there as well: the database may be gone that would have gone on with it.
    """
    target.mkdir(parents=True, exist_ok=True)
    wanted = needed(sealed(vault, base), base)
    vault.fetch(f"{folder_of(base.server, base.identity)}/wal", wanted, target)
    for name in wanted:
        file = target / name
        file.with_suffix("").write_bytes(gzip.decompress(file.read_bytes()))
        file.unlink()
    late = received(work, base.identity)
    for file in sorted(late.iterdir()) if late.is_dir() else ():
        name = file.name.removesuffix(PARTIAL)
        if is_log(name) and not (target / name).exists():
            (target / name).write_bytes(file.read_bytes())
    names = sorted(file.name for file in target.iterdir())
    if missing := holes(names, base):
        raise Trouble(
            f"日志不连续，缺少 {'、'.join(missing)}。", f"the log has holes: {', '.join(missing)} is not there."
        )
    return names
