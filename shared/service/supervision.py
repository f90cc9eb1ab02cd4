"""Running several endless tasks in one process, and ending them in time."""

import asyncio
import os
import signal
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog

DRAIN_SECONDS = 7
CANCEL_SECONDS = 1
EXIT_SECONDS = 9.5  # the promise is ten

_log = structlog.get_logger(__name__)


async def supervise(named: Sequence[tuple[str, Coroutine[Any, Any, None]]], stop: asyncio.Event) -> int:
    """Run all until `stop`, or until one ends that should not; then drain. 0 or 1."""
    tasks = {asyncio.create_task(work, name=name) for name, work in named}
    stopping = asyncio.create_task(stop.wait())
    ended, _ = await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
    early = [task for task in ended if task is not stopping and not stop.is_set()]
    for task in early:
        _log.error("part_ended_early", part=task.get_name(), exc_info=_failure(task))
    stop.set()
    _, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
    for task in late:
        _log.warning("part_did_not_drain", part=task.get_name())
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=CANCEL_SECONDS)
    failed = [task for task in tasks - late if task not in early and _failure(task)]
    for task in failed:
        _log.error("part_failed_while_draining", part=task.get_name(), exc_info=_failure(task))
    return 1 if early or failed else 0


def _failure(task: asyncio.Task[Any]) -> BaseException | None:
    """What `task` ended with; a cancellation that nobody here asked for counts too."""
    try:
        return task.exception()
    except asyncio.CancelledError as leaked:
        return leaked


def stop_on_signal() -> asyncio.Event:
    """Set at SIGTERM or SIGINT; from then on the process has 9.5 seconds."""
    stop = asyncio.Event()

    def begin() -> None:
        stop.set()
        # Should the loop itself be stuck, a thread ends the process. Everything it does can be cut off at any point.
        last_resort = threading.Timer(EXIT_SECONDS, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, begin)
    return stop
