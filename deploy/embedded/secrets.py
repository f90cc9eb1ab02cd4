"""Secrets of an embedded stack: made once at random, kept in files only the owner can read. None has a default."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def random_password() -> str:
    """Letters, digits, ``-`` and ``_``: needs no quoting in a URL."""
    return secrets.token_urlsafe(24)


def kept(path: Path, make: Callable[[], str] = random_password) -> str:
    """What the file holds, made first when the file is missing."""
    if not path.exists():
        replaced(path, make())
    return path.read_text().strip()


def replaced(path: Path, content: str) -> None:
    """Write the file, 0600 from its first byte on, and never half of it: a key is on the disk before anything is sealed
    with it, since what it seals outlives a power cut."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
