"""The nursery's own process: loads the libraries once, then forks a service for each request.

Started as ``python -m deploy.embedded.fork DESCRIPTOR``; the descriptor is a socket to the launcher (nursery.py). A
request is one JSON message: ``number``, ``name``, ``module``, ``arguments``, ``environment``, ``folder``, ``log``,
``stop_signal``. Answers: ``{"warm": true}`` once, ``{"number", "pid"}`` for each request, ``{"ended": pid, "status"}``.

A forked service runs exactly what ``python -m <module>`` runs. Only libraries are loaded before the fork, nothing of
``services`` or ``shared``, and none that draws random numbers in native code: such a state must not be inherited.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from deploy.embedded.leash import tie_to_parent

LIBRARIES = (
    "aiokafka",
    "asyncpg",
    "fastapi_offline",
    "httpx2",
    "joserfc.jwt",
    "msgspec",
    "prometheus_client",
    "pydantic_settings",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.ext.asyncio",
    "structlog",
    "uvicorn",
    "uvloop",
)
LONGEST_REQUEST_BYTES = 200_000
PR_SET_NAME = 15  # what `top` and `ps -o comm` show


def main(descriptor: int) -> None:
    control = socket.socket(fileno=descriptor)
    # structlog would load rich for a console nobody looks at, 5 MB a process; an image does not have it either.
    cast(dict[str, ModuleType | None], sys.modules)["rich"] = None
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is loaded now stays untouched by the collector, so that children go on sharing its memory
    tell(control, {"warm": True})
    nursery = os.getpid()
    request = serve(control)
    if request:
        run(request, nursery)


def serve(control: socket.socket) -> dict[str, Any] | None:
    """In this process: until the launcher hangs up, None. In each child: returns its request."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            tell_ended(control)
        if control.fileno() in ready:
            message = control.recv(LONGEST_REQUEST_BYTES)
            if not message:
                return None
            request: dict[str, Any] = json.loads(message)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                control.close()
                os.close(woken)
                os.close(wake)
                return request
            tell(control, {"number": request["number"], "pid": pid})


def tell_ended(control: socket.socket) -> None:
    """Every child that ended since the last look."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        tell(control, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def tell(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


def run(request: dict[str, Any], nursery: int) -> None:
    """Become the service: as if a shell had started it. Ends at once when who forked it is gone already."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(PR_SET_NAME, request["name"].encode())
    tie_to_parent(nursery, request["stop_signal"])
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.path[0] = str(Path(request["folder"]))
    sys.argv[1:] = request["arguments"]
    runpy.run_module(request["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
