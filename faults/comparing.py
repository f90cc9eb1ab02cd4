"""The services' own comparison of whom they hold, asked for and waited for; what it finds, the oracle reads."""

import asyncio
import time

from deploy.demo.client import Client

PATIENCE_SECONDS = 180
LOOK_SECONDS = 0.5


async def compared(clerk: Client) -> bool:
    """Whether it was done in time."""
    await clerk.post("reporting", "/comparisons", {}, repeatable=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(each["wanted_at"] for each in await clerk.get("reporting", "/comparisons")):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
