"""Ended by SIGTERM, an experiment stops what it has started, as it does at Ctrl-C."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

ENDED = 128 + signal.SIGTERM


def run(work: Coroutine[Any, Any, int]) -> int:
    """The exit code: 1 when anything was broken, of which the work returns the number, or ENDED."""
    try:
        return min(1, asyncio.run(_cancelled_by_a_signal(work)))
    except asyncio.CancelledError:
        return ENDED


async def _cancelled_by_a_signal(work: Coroutine[Any, Any, int]) -> int:
    working = asyncio.create_task(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    return await working
