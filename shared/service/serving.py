"""uvicorn inside a loop of ours: the process listens to signals, not the server."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any

import uvicorn
from uvicorn.server import ServerState

# Of the seconds to drain, what connections are given to end by themselves.
FAREWELL_SECONDS = 2.0
LOOK_SECONDS = 0.05
# Longer than clients and balancers keep a connection nobody uses (5 to 60 s): whoever closes it second loses a request
# that was just sent over it.
KEEP_ALIVE_SECONDS = 75


async def serve(app: Any, *, host: str, port: int, stop: asyncio.Event, drain_seconds: int, **options: Any) -> bool:
    """Serve until `stop` is set, then finish what is under way, at most `drain_seconds`. False: it never started."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, drain_seconds - round(FAREWELL_SECONDS)),
        **options,
    )
    server = _Server(config, stop)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
    return server.started


class _State(ServerState):
    """The headers of every answer; the date is written when an answer of a new second needs it."""

    _second = 0
    _dated: list[tuple[bytes, bytes]]
    _others: list[tuple[bytes, bytes]]

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        second = int(time.time())
        if second != self._second:
            self._dated = [(b"date", formatdate(second, usegmt=True).encode()), *self._others]
            self._second = second
        return self._dated

    @default_headers.setter
    def default_headers(self, others: list[tuple[bytes, bytes]]) -> None:
        self._others, self._second = others, 0


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, stop: asyncio.Event) -> None:
        super().__init__(config)
        self.server_state = _State()
        self._stop = stop

    async def main_loop(self) -> None:
        """Nothing to do. uvicorn would look ten times a second, a third of what an idle process does."""
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections, and tell who has one open with its next answer that it ends here.

        To close it at once would lose a request that is on its way; what nobody uses any more is closed in the end.
        """
        for server in self.servers:
            server.close()
        self.server_state.default_headers = [(b"connection", b"close")]
        for _ in range(round(FAREWELL_SECONDS / LOOK_SECONDS)):
            if not self.server_state.connections:
                break
            await asyncio.sleep(LOOK_SECONDS)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None are captured."""
        yield
