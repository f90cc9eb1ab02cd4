"""Ending what has connections to a broker: in bounded time, also when the broker is gone."""

import asyncio
from collections.abc import Coroutine
from typing import Any

# A broker that is well hears in a few milliseconds that a member leaves. It answers the end of a connection after the
# fetch that it holds, for which nobody needs to wait.
STOP_SECONDS = 0.5

_ending: set[asyncio.Task[None]] = set()


async def end(ending: Coroutine[Any, Any, None]) -> None:
    """What takes longer goes on beside us, until its requests time out: cut short, it would leave connections open."""
    task = asyncio.create_task(ending)
    _ending.add(task)
    task.add_done_callback(_ended)
    await asyncio.wait({task}, timeout=STOP_SECONDS)


def _ended(task: asyncio.Task[None]) -> None:
    _ending.discard(task)
    if not task.cancelled():
        task.exception()  # a broker that is gone cannot be told; nobody need hear of it
