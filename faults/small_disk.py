"""A small file system in the place of a server's folder, and what fills it to the last byte.

It lies in memory (tmpfs). Only who may mount can do this: root, and in a container root with CAP_SYS_ADMIN.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from faults.arena import Arena

# Beyond what lies there already: of a database that is killed to be carried, its recovery takes 10 MB and more of it.
ROOM_BYTES = 64 * 1024 * 1024
BLOCK_BYTES = 4096
FILLER = "filler"
AGAIN_SECONDS = 0.1


def hindrance() -> str:
    """Why no small file system can be made here, or nothing."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            _run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
            _run("umount", folder)
    except (OSError, subprocess.CalledProcessError):
        return "it needs the right to mount a small file system: Linux, as root, in a container with CAP_SYS_ADMIN"
    return ""


@asynccontextmanager
async def small_disk(arena: Arena, server: str, folder: Path) -> AsyncIterator[Path]:
    """The folder on a disk of its own with little room. The server stands while what lies in it is carried there, and
    back afterwards."""
    async with _standing(arena, server, folder):
        large = await asyncio.to_thread(lay, folder)
    try:
        yield folder
    finally:
        async with _standing(arena, server, folder):
            await asyncio.to_thread(lift, folder, large)


@asynccontextmanager
async def full(folder: Path) -> AsyncIterator[None]:
    """For as long as this lasts; what is let go of meanwhile is taken too. Nothing fills it afterwards: who fills is
    waited for, since a thread cannot be cancelled."""
    over = threading.Event()

    def keep() -> None:
        fill(folder)
        while not over.wait(AGAIN_SECONDS):
            fill(folder)

    filling = asyncio.create_task(asyncio.to_thread(keep))
    try:
        yield
    finally:
        over.set()
        await filling


def fill(folder: Path) -> None:
    """Until nothing more can be written; what was freed since is taken again."""
    with (folder / FILLER).open("ab", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(BLOCK_BYTES))
        except OSError:
            return


def free(folder: Path) -> None:
    """What an operator does: there is room again, as much as in the beginning however much was written since, and
    nothing else is touched."""
    (folder / FILLER).unlink(missing_ok=True)
    disk = os.statvfs(folder)
    taken = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
    _run("mount", "-o", f"remount,size={taken + ROOM_BYTES}", str(folder))


def room(folder: Path) -> int:
    """In bytes."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


@asynccontextmanager
async def _standing(arena: Arena, server: str, folder: Path) -> AsyncIterator[None]:
    await asyncio.to_thread(arena.stack.supervisor.hold, server)
    arena.tally.kills += 1
    await asyncio.to_thread(_wait_until_left, folder)
    try:
        yield
    finally:
        await asyncio.to_thread(arena.stack.supervisor.release, server)


def _wait_until_left(folder: Path) -> None:
    """PostgreSQL's sessions outlive it by a moment. Both servers live in the folder above."""
    while any(process.info["cwd"] == str(folder.parent) for process in psutil.process_iter(["cwd"])):
        time.sleep(0.05)


def lay(folder: Path) -> Path:
    """Put a disk with little room in the place of the folder; where the folder itself waits meanwhile."""
    large = folder.with_name(f"{folder.name}.large")
    facts = folder.stat()
    folder.rename(large)
    folder.mkdir()
    size = _taken(large) + ROOM_BYTES
    options = f"size={size},mode={facts.st_mode & 0o7777:o},uid={facts.st_uid},gid={facts.st_gid}"
    _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
    _copy(large, folder)
    return large


def lift(folder: Path, large: Path) -> None:
    """What lies in the folder goes back to where it was."""
    free(folder)
    shutil.rmtree(large)
    facts = folder.stat()
    large.mkdir(mode=facts.st_mode & 0o7777)
    os.chown(large, facts.st_uid, facts.st_gid)
    _copy(folder, large)
    _run("umount", str(folder))
    folder.rmdir()
    large.rename(folder)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes; Kafka's indexes stay the holes that they mostly are."""
    _run("cp", "-a", "--sparse=always", f"{source}/.", str(target))


def _taken(folder: Path) -> int:
    """In blocks that are allocated."""
    return sum(file.lstat().st_blocks * 512 for file in folder.rglob("*"))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
