"""Before anything starts: the folder becomes ours, leftovers are ended, and every port must be free."""

import os
import time
from pathlib import Path

import psutil

from deploy.embedded.leftovers import Record
from deploy.embedded.ports import is_free
from deploy.embedded.site import Site
from deploy.trouble import Trouble

FOLDERS = ("kafka", "logs", "run", "secrets")  # PostgreSQL makes its own
RELEASE_SECONDS = 5.0  # the last thread of a server that was ended lets go of its port a moment after the others


def claim(site: Site, record: Record) -> None:
    """Raise Trouble with the reason when the stack cannot run here now."""
    make_private(site.home)
    record.hold()
    was_killed = bool(record.read())
    record.reap()
    taken = _left_taken(site, RELEASE_SECONDS if was_killed else 0)
    if taken:
        record.release()
        listing = ", ".join(f"{port} ({who}){_holder(port)}" for port, who in taken.items())
        raise Trouble(
            f"端口已被占用：{listing}。请停止占用者，或用 VETERANS_…_PORT 另选端口。",
            f"ports are taken: {listing}. Stop who holds them, or choose others by VETERANS_…_PORT.",
        )


def make_private(home: Path) -> None:
    """Nobody else reads what lies there. PostgreSQL, which is not root, must get through to its own folder."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for name in FOLDERS:
        (home / name).mkdir(exist_ok=True)
        (home / name).chmod(0o700)


def taken_ports(site: Site) -> dict[int, str]:
    """The ports that somebody else listens on, and which part of ours wanted each."""
    return {port: who for port, who in site.listens().items() if not is_free(port)}


def _left_taken(site: Site, seconds: float) -> dict[int, str]:
    deadline = time.monotonic() + seconds
    while (taken := taken_ports(site)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return taken


def _holder(port: int) -> str:
    try:
        listening = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.pid]
        return "".join(f" ← {psutil.Process(c.pid).name()} [{c.pid}]" for c in listening if c.laddr.port == port)
    except psutil.Error:  # macOS tells only root
        return ""
