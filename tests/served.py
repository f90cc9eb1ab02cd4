"""An API on a port, for what goes from one service to another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from deploy.embedded.ports import LOOPBACK, free_port
from shared.service.serving import serve


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """Its address."""
    port, stop = free_port(), asyncio.Event()
    serving = asyncio.create_task(serve(app, host=LOOPBACK, port=port, stop=stop, drain_seconds=1, lifespan="on"))
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        stop.set()
        await serving
