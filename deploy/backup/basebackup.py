"""Base backups: the whole server as it was, in one sealed file, and beside it what is known about it.

<server>/<identity of its data folder>/base/<id>/server.tar.gz
                                                 about.json      written last: without it the backup does not count
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from deploy.backup.mark import Mark, Table, mark
from deploy.backup.pipes import given
from deploy.backup.server import Server, program
from deploy.backup.vault import CHUNK_BYTES, Kept, Vault
from deploy.trouble import Trouble

ID = "%Y%m%dT%H%M%SZ"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
CONTENT, ABOUT = "server.tar.gz", "about.json"


@dataclass(frozen=True)
class Base:
    """`started_at`, `ended_at`: UTC; what it holds is of the second. `first_wal`: the segment that a restore begins
    with; `last_wal`: the one that the mark is in. `identity`: of the data folder it was taken from."""

    server: str
    identity: str
    id: str
    started_at: datetime
    ended_at: datetime
    first_wal: str
    last_wal: str
    version: str
    content: Kept
    mark: Mark

    @property
    def folder(self) -> str:
        return f"{folder_of(self.server, self.identity)}/base/{self.id}"

    def rows_of(self, database: str) -> int:
        return sum(table.rows for table in self.mark.digests.get(database, {}).values())


def folder_of(server: str, identity: str) -> str:
    return f"{server}/{identity}"


def take(server: Server, vault: Vault, name: str, databases: tuple[str, ...]) -> Base:
    """A new one, marked at its end. Raises Trouble, and then nothing counts.

    Not of a server without a table: it stands in the place of one that is lost, and would be the newest of its backups.
    """
    if not any(int(server.psql(database, TABLES)) for database in databases):
        raise Trouble(f"{name} 的数据库里没有任何表，未备份。", f"there is no table in {name}: not backed up.")
    started = datetime.now(UTC)
    first_wal, version = server.psql(
        "postgres", "SELECT pg_walfile_name(pg_current_wal_insert_lsn() + 1), current_setting('server_version')"
    ).split("|")
    base = Base(
        name,
        server.identity(),
        f"{started:{ID}}",
        started,
        started,
        first_wal,
        first_wal,
        version,
        Kept("", 0),
        Mark("", {}),
    )
    content = vault.put(f"{base.folder}/{CONTENT}", _copied(server))
    ended = datetime.now(UTC)
    marked = mark(server, databases)
    base = replace(base, content=content, ended_at=ended, mark=marked, last_wal=end_segment(server))
    vault.put(f"{base.folder}/{ABOUT}", [described(base)])
    return base


def end_segment(server: Server) -> str:
    """What was written so far is in a whole segment from now on; the name of the last.

    A segment in which nothing was written yet would not end: so something is.
    """
    written = server.psql("postgres", "SELECT pg_walfile_name(pg_create_restore_point('backup'))")
    server.psql("postgres", "SELECT pg_switch_wal()")
    return written


def listed(vault: Vault, name: str) -> list[Base]:
    """All that are whole, the oldest first. One that does not open keeps nobody from the others, and is named. Raises
    Trouble where none opens."""
    found, closed = opened(vault, name)
    if closed and not found:
        raise do_not_open(closed)
    if closed:
        print(do_not_open(closed), file=sys.stderr, flush=True)
    return found


def opened(vault: Vault, name: str) -> tuple[list[Base], list[str]]:
    """Those that are whole, the oldest first, and the folders of those that do not open."""
    found, closed = [], []
    for path in vault.files(name):
        if path.endswith(f"/{ABOUT}"):
            try:
                found.append(_read(vault.read(f"{name}/{path}")))
            except (Trouble, ValueError):  # damaged, of another key; cut off between two blocks
                closed.append(f"{name}/{path.removesuffix(f'/{ABOUT}')}")
    return sorted(found, key=lambda base: base.started_at), sorted(closed)


def do_not_open(folders: Sequence[str]) -> Trouble:
    named = " ".join(folders)
    return Trouble(
        f"以下备份打不开（损坏，或者密钥不是备份时的）：{named}",
        f"these backups do not open (damaged, or the key is not the one of then): {named}",
    )


def newest(bases: Sequence[Base], name: str, *, until: datetime | None = None) -> Base:
    """Of those that are listed, the last that ended by then. Raises Trouble naming what there is."""
    fit = [base for base in bases if until is None or base.ended_at <= until]
    if fit:
        return fit[-1]
    if not bases:
        raise Trouble(f"{name} 还没有备份。", f"there is no backup of {name}.")
    first = f"{bases[0].ended_at:%Y-%m-%dT%H:%M:%S%z}"
    raise Trouble(f"{name} 最早可恢复到 {first}。", f"{name} can be restored to {first} at the earliest.")


def check(vault: Vault, base: Base) -> None:
    """Raises Trouble when it is not what was written."""
    if vault.check(f"{base.folder}/{CONTENT}") != base.content:
        raise Trouble(
            f"备份 {base.id} 的内容与备份时不同。", f"the backup {base.id} is not what was written: its digest differs."
        )


def _copied(server: Server) -> Iterator[bytes]:
    with tempfile.TemporaryFile("w+") as complaint:
        command = [
            program("pg_basebackup"), "-D", "-", "-F", "tar", "-X", "none", "--checkpoint=fast",
            "--compress=client-gzip:6", "--no-password",
        ]  # fmt: skip
        copying = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaint, env=server.environment)
        content = given(copying.stdout)
        try:
            while chunk := content.read(CHUNK_BYTES):
                yield chunk
            if copying.wait():
                complaint.seek(0)
                said = complaint.read().strip()
                raise Trouble(f"未能备份：{said}", f"the server could not be copied: {said}")
        finally:
            copying.kill()
            copying.wait()
            content.close()


def described(base: Base) -> bytes:
    """What stands in its `about.json`."""
    content = asdict(base) | {"started_at": base.started_at.isoformat(), "ended_at": base.ended_at.isoformat()}
    return json.dumps(content, indent=1).encode()


def _read(written: bytes) -> Base:
    content: dict[str, Any] = json.loads(written)
    digests = {
        database: {name: Table(**table) for name, table in tables.items()}
        for database, tables in content["mark"]["digests"].items()
    }
    return Base(
        **content
        | {
            "started_at": datetime.fromisoformat(content["started_at"]),
            "ended_at": datetime.fromisoformat(content["ended_at"]),
            "content": Kept(**content["content"]),
            "mark": Mark(content["mark"]["lsn"], digests),
        }
    )
