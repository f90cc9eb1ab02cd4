"""What is held no longer. People who were erased are promised that backups end (docs/decisions/0038-erasure.md).

A base backup ends so many days after it was taken, and with it the log before the next: whoever was erased after it was
taken is in nothing that is older than the days that are promised. The newest one never ends, however old: without it
there would be none. Then its age is what the operator is told of, every day.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from deploy.backup.basebackup import Base


def expired(bases: Sequence[Base], *, hold: timedelta, now: datetime) -> list[Base]:
    """Those to be deleted; never the newest."""
    return [base for base in sorted(bases, key=lambda base: base.started_at)[:-1] if base.started_at + hold <= now]


def expired_log(kept: Iterable[Base], files: Iterable[str]) -> list[str]:
    """Of the log's files (`<identity>/wal/<segment>.gz`), those that no base backup that is kept can use."""
    first: dict[str, str] = {}
    for base in kept:
        first[base.identity] = min(base.first_wal, first.get(base.identity, base.first_wal))
    return [path for path in files if _is_before(path, first)]


def _is_before(path: str, first: dict[str, str]) -> bool:
    identity, kind, name = path.split("/")[:3]
    return kind == "wal" and (identity not in first or name.removesuffix(".gz") < first[identity])
