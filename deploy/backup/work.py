"""What is done about a server's backups, by the container of itself and by an operator's word."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from deploy.backup import basebackup, expiry, wal
from deploy.backup.basebackup import Base, newest
from deploy.backup.server import Server
from deploy.backup.settings import Settings
from deploy.backup.state import State
from deploy.backup.vault import Vault
from deploy.backup.wal import Receiver
from deploy.trouble import Trouble

SEALED_SECONDS = 120
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Backups:
    """Of one server."""

    settings: Settings
    vault: Vault
    state: State

    @classmethod
    def of(cls, settings: Settings) -> Self:
        Path(settings.scratch).mkdir(parents=True, exist_ok=True)
        vault = Vault(settings.folder, settings.key_file.read_text().strip())
        return cls(settings, vault, State(settings.work))

    @property
    def server(self) -> Server:
        return Server.of(self.settings)

    def now(self) -> Base:
        """Take one, and end what is held no longer. Raises Trouble."""
        with self.state.alone(), self.receiving():
            began = time.monotonic()
            taken = basebackup.take(self.server, self.vault, self.settings.name, self.settings.databases)
            self.wait_until_sealed(taken.last_wal, taken.identity)
            self.state.note(
                last_success_timestamp_seconds=taken.ended_at.timestamp(),
                last_duration_seconds=round(time.monotonic() - began, 1),
                last_size_bytes=taken.content.size,
            )
            self.expire()
            return taken

    def expire(self) -> list[Base]:
        """Those that ended. A base's own files go first, then the log that no other needs. Raises Trouble, and ends
        none, while one does not open: its key may come back, and it would need its log."""
        name, hold, now = self.settings.name, self.settings.hold, datetime.now(UTC)
        bases, closed = basebackup.opened(self.vault, name)
        if closed:
            why = basebackup.do_not_open(closed)
            raise Trouble(
                f"{why.zh}。已备份，但到期的备份都没有删除；确认不要的，从 backup/ 中删除这些文件夹。",
                f"{why.en}. A new one was taken, but none that has ended is deleted; "
                "delete these folders of backup/ if nobody needs them.",
            )
        gone = expiry.expired(bases, hold=hold, now=now)
        for each in gone:  # what says that it counts goes first
            self.vault.delete(each.folder, [basebackup.ABOUT])
            self.vault.delete(each.folder, [basebackup.CONTENT])
        kept = [each for each in bases if each not in gone]
        self.vault.delete(name, expiry.expired_log(kept, self.vault.files(name)))
        self.state.note(held=len(kept), oldest_timestamp_seconds=kept[0].started_at.timestamp() if kept else 0)
        return gone

    def check(self, asked: str = "") -> Base:
        """That the newest, or the one asked for, opens to its end, is what was written, and the log after it whole."""
        found = self.find(asked)
        basebackup.check(self.vault, found)
        names = wal.needed(wal.sealed(self.vault, found), found)
        missing = wal.holes(names, found)
        if f"{found.last_wal}.gz" not in names and not missing:
            missing = [found.last_wal]
        if missing:
            raise Trouble(
                f"备份 {found.id} 之后的日志不连续，缺少 {'、'.join(missing)}。",
                f"the log after backup {found.id} has holes: {', '.join(missing)} is not there.",
            )
        return found

    def find(self, asked: str = "") -> Base:
        bases = basebackup.listed(self.vault, self.settings.name)
        if not asked:
            return newest(bases, self.settings.name)
        for each in bases:
            if each.id == asked:
                return each
        raise Trouble(f"没有备份 {asked}。", f"there is no backup {asked}.")

    def wait_until_sealed(self, segment: str, identity: str) -> None:
        """Until the log up to the segment is in the vault. Raises Trouble when nobody seals it."""
        deadline = time.monotonic() + SEALED_SECONDS
        folder = f"{basebackup.folder_of(self.settings.name, identity)}/wal"
        while f"{segment}.gz" not in self.vault.files(folder):
            if time.monotonic() > deadline:
                raise Trouble(
                    f"日志 {segment} 未进入备份，请检查备份进程。",
                    f"segment {segment} was not sealed: does the keeper run?",
                )
            time.sleep(0.5)

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """The log is received and sealed meanwhile: by the keeper, or by ourselves where none runs."""
        with self.state.keeping() as is_ours:
            if not is_ours:
                yield
                return
            receiver = Receiver(self.server, self.vault, self.settings.name, self.settings.work)
            receiver.ensure()
            over = threading.Event()
            sealing = threading.Thread(target=_seal, args=(receiver, over), name="sealing", daemon=True)
            sealing.start()
            try:
                yield
            finally:
                over.set()
                sealing.join()
                receiver.stop()


def _seal(receiver: Receiver, over: threading.Event) -> None:
    while not over.wait(LOOK_SECONDS):
        receiver.seal()
