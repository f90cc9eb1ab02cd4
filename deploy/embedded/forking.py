"""`python -m deploy.embedded.forking registry=5 …`: what the processes of services are forked from.

Importing is most of what a start costs. What all services share is imported once, and each service once, by a process
that does nothing else: its migration, its API and its worker are forked from that. The launcher holds the other end of
the socket of that number, and says what each is to be. It has a group, a log and an environment of its own, and runs
what `python -m services.<name>.<module>` would. Nothing here starts a thread, opens a connection or reads a setting.

For Linux: the kernel tells of who has ended, and ends what is forked with the process that it was forked from, which
ends with the launcher.
"""

import contextlib
import ctypes
import errno
import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

from shared import garbage
from shared.service.room import Room

SHARED = ("shared.service.app", "shared.service.assembly", "shared.service.run", "shared.database.migrating")
READY = b"ready"
LONGEST = 1 << 20  # of a message: an environment
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Returns in the process of a service alone, once that has done its work."""
    numbers = {service: int(number) for service, _, number in (each.partition("=") for each in sys.argv[1:])}
    garbage.look_seldom()
    for module in SHARED:
        import_module(module)
    garbage.settle()
    for service in numbers:
        if os.fork() == 0:
            channel = socket.socket(fileno=numbers.pop(service))
            _close(*numbers.values())
            import_all_of(service)
            garbage.settle()
            _become(*_forked(channel))
            return
    _close(*numbers.values())
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # which all are sent: they end by it, and then this one
    for _ in numbers:
        os.wait()


def import_all_of(service: str) -> None:
    """What its API and its worker are made of."""
    import_module(f"services.{service}.settings")
    for room in import_module(f"services.{service}").SERVICE.rooms:
        for name in _named_by(room):
            room.get(name)


def _named_by(room: Room) -> list[str]:
    told = [getattr(room, field.name) for field in fields(room) if field.name != "package"]
    return [name for each in told for name in ([each] if isinstance(each, str) else each) if name]


def _forked(channel: socket.socket) -> tuple[Mapping[str, Any], int]:
    """Returns in each process that is forked, with what it is told to be and its log."""
    parent = os.getpid()
    children: dict[int, int] = {}  # by what the kernel tells of its end by, where to say how it ended
    channel.send(READY)
    while True:
        ready, _, _ = select.select([channel.fileno(), *children], [], [])
        for ended in children.keys() & ready:
            _bury(ended, children.pop(ended))
        if channel.fileno() in ready:
            told, log, ending = _heard(channel)
            child = _fork()
            if child == 0:
                channel.close()
                _close(ending, *children, *children.values())
                _end_with(parent)
                return told, log
            _close(log)
            if child > 0:
                process = os.pidfd_open(child)
                children[process] = ending
                socket.send_fds(channel, [str(child).encode()], [process])
            else:
                _close(ending)
                channel.send(str(child).encode())


def _heard(channel: socket.socket) -> tuple[Mapping[str, Any], int, int]:
    """Does not return when the launcher has ended, or wants no more."""
    message, files, _, _ = socket.recv_fds(channel, LONGEST, 2)
    if not message:
        os._exit(0)
    log, ending = files
    return json.loads(message), log, ending


def _fork() -> int:
    """As `os.fork`; less than 0 where there are no more processes, or no memory, for now: the number of the error."""
    try:
        return os.fork()
    except OSError as error:
        return -(error.errno or errno.EAGAIN)


def _bury(descriptor: int, ending: int) -> None:
    """Say how it ended; to nobody, where the launcher has ended."""
    found = os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
    if found:
        status = found.si_status if found.si_code == os.CLD_EXITED else -found.si_status
        with contextlib.suppress(BrokenPipeError):
            os.write(ending, str(status).encode())
    _close(descriptor, ending)


def _end_with(parent: int) -> None:
    """Ask the kernel for SIGTERM as soon as that process ends, however it does."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def _become(told: Mapping[str, Any], log: int) -> None:
    """As `python -m <module> <words>` with that environment and that log."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for opened, standard in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(opened, standard)
    _close(nothing, log)
    Path("/proc/self/comm").write_text(told["name"][:15], encoding="ascii")  # what `ps` and `top` call it
    os.environ.clear()
    os.environ.update(told["environment"])
    sys.argv = ["-m", *told["words"]]
    runpy.run_module(told["module"], run_name="__main__", alter_sys=True)


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    main()
