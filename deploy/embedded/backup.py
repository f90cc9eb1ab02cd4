"""What `deploy.backup` is told of an embedded stack: one server, the four databases in it."""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.account import unprivileged
from deploy.embedded.configuration import encryption_key
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.postgres import ADMIN
from deploy.embedded.postgres_paths import OUTSIDE_HOME, postgres_paths
from deploy.embedded.secrets import kept
from deploy.embedded.site import SERVICES, Site

NAME = "veterans"


def key_file(site: Site) -> Path:
    """Made once; without it no backup opens."""
    file = site.home / "secrets" / "backup_key"
    kept(file, encryption_key)
    return file


def folder_of(site: Site) -> Path:
    """Where backups lie: VETERANS_BACKUP_FOLDER, which had better be on another disk."""
    return Path(os.environ.get("VETERANS_BACKUP_FOLDER") or site.home / "backup").resolve()


def environment(site: Site) -> dict[str, str]:
    """Beside our own; the administrator's password is read from its file each time."""
    account = unprivileged()
    paths = postgres_paths(site.home, account)
    outside = account is not None and not account.can_enter(site.home)
    told: Mapping[str, str] = {
        "BACKUP_NAME": NAME,
        "BACKUP_DATABASES": ",".join(SERVICES),
        "BACKUP_URL": f"postgresql://{ADMIN}@{LOOPBACK}:{site.ports.postgres_port}/postgres",
        "BACKUP_PASSWORD_FILE": str(site.home / "secrets" / "postgres-admin"),
        "BACKUP_KEY_FILE": str(key_file(site)),
        "BACKUP_FOLDER": str(folder_of(site)),
        "BACKUP_WORK": str(site.backup_work),
        "BACKUP_SCRATCH": str((OUTSIDE_HOME if outside else site.home) / "scratch"),
        "BACKUP_POSTGRES": str(paths.programs),
        "BACKUP_ACCOUNT": f"{account.uid}:{account.gid}" if account else "",
        "HOLD_DAYS": os.environ.get("REGISTRY_BACKUP_HOLD_DAYS", ""),
    }
    return dict(told)
