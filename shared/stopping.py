"""How a part of a worker ends: it is asked, it gets a few seconds, then it is cancelled."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any


async def run_until(stop: asyncio.Event, work: Coroutine[Any, Any, None], *, within_seconds: float) -> None:
    """Run `work`, which watches `stop` itself; cancel it when it has not ended `within_seconds` after `stop`.

    What `work` raises before `stop` is raised here; so is CancelledError when nobody cancelled it, which a library has
    let out of its own inside.
    """
    running = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await asyncio.wait({running}, timeout=within_seconds)
        else:
            running.result()
    finally:
        stopping.cancel()
        running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def sleep_until(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but no longer than until `stop`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
