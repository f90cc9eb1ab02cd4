"""The user a server runs as when we are root.

PostgreSQL refuses to run as root, and rightly so. When the launcher is root, the server runs as ``postgres`` if the
machine knows that user, else as ``nobody``.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Make ``path`` theirs alone."""
        os.chown(path, self.uid, self.gid)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder from the root down to ``folder`` lets this user through."""
        resolved = folder.resolve()
        return all(self._passes(step) for step in (resolved, *resolved.parents))

    def _passes(self, folder: Path) -> bool:
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def unprivileged() -> Account | None:
    """The user to drop to, or None when we are not root and stay who we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return Account(entry.pw_uid, entry.pw_gid)
