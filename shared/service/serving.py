"""uvicorn inside a loop of ours: the process listens to signals, not the server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.service.protocol import BoundedProtocol

# Of the seconds to drain, what connections are given to end by themselves.
CLOSING_SECONDS = 2.0
LOOK_SECONDS = 0.05
# Longer than clients and balancers keep a connection nobody uses (5 to 60 s): whoever closes it second loses a request
# that was just sent over it.
KEEP_ALIVE_SECONDS = 75


async def serve(app: ASGIApp, *, host: str, port: int, stop: asyncio.Event, drain_seconds: int, **options: Any) -> bool:
    """Serve until `stop` is set, then finish what is under way, at most `drain_seconds`. False: it never started."""
    config = uvicorn.Config(
        _Closing(app, stop),
        host=host,
        port=port,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # shared/http/address.py believes named proxies alone
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, drain_seconds - round(CLOSING_SECONDS)),
        **options,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if server.started and not serving.done():
        await _close(server)
    server.should_exit = True
    await serving
    return server.started


async def _close(server: uvicorn.Server) -> None:
    """Take no new connections, and let those that are open end with their next answer.

    To close them at once would lose a request that is on its way; what nobody uses any more is closed in the end.
    """
    for listener in server.servers:
        listener.close()
    for _ in range(round(CLOSING_SECONDS / LOOK_SECONDS)):
        if not server.server_state.connections:
            return
        await asyncio.sleep(LOOK_SECONDS)


class _Closing:
    """Once `stop` is set, every answer says that its connection ends with it."""

    def __init__(self, app: ASGIApp, stop: asyncio.Event) -> None:
        self._app = app
        self._stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start" and self._stop.is_set():
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, closing if scope["type"] == "http" else send)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None are captured: `stop` is set by whoever listens to them."""
        yield
