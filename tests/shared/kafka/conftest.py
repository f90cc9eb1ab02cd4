"""What asyncio would log."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio


@pytest_asyncio.fixture
async def reported() -> AsyncIterator[list[dict[str, Any]]]:
    """What asyncio would log: a future's failure that nobody asked for, an exception in a callback."""
    loop, found = asyncio.get_running_loop(), list[dict[str, Any]]()
    loop.set_exception_handler(lambda _loop, context: found.append(context))
    yield found
    loop.set_exception_handler(None)
