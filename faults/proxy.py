"""A TCP proxy that stands before a server and misbehaves on request, in either direction, also on open connections.

`latency`    every piece arrives so much later
`reset`      open connections are torn down with RST, now; new ones are accepted
`blackhole`  pieces are swallowed, connections stay open
`half-open`  the server's side is gone without a word: the client's connection stays, nothing answers, nothing arrives
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

PIECE_BYTES = 65_536
RST_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger


class Direction(StrEnum):
    TO_SERVER = "to-server"
    TO_CLIENT = "to-client"


BOTH = (Direction.TO_SERVER, Direction.TO_CLIENT)


@dataclass(slots=True)
class Impairment:
    """What happens to the pieces of one direction."""

    latency_seconds: float = 0.0
    swallows: bool = False


@dataclass(eq=False, slots=True)
class Connection:
    """`lost`: nothing passes any more, and neither end learns of it."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    lost: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class Proxy:
    """`async with Proxy(port, server_port) as proxy:` listens on loopback.

    Of several servers a new connection goes to the first that takes it.
    """

    def __init__(self, port: int, *server_ports: int, host: str = "127.0.0.1") -> None:
        self.port = port
        self._server_ports = list(server_ports)
        self._host = host
        self._impairments = {direction: Impairment() for direction in BOTH}
        self._connections: set[Connection] = set()
        self._listening: asyncio.Server | None = None
        self._refuses = False

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._accept, self._host, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening:
            self._listening.close()
        self.reset()

    def delay(self, seconds: float, *directions: Direction) -> None:
        for direction in directions or BOTH:
            self._impairments[direction].latency_seconds = seconds

    def swallow(self, *directions: Direction) -> None:
        """A blackhole, on open connections and new ones."""
        for direction in directions or BOTH:
            self._impairments[direction].swallows = True

    def lose_server(self) -> None:
        """Half-open: every connection loses its server's end without a word, and new ones find nobody."""
        self.swallow()
        self._refuses = True
        for connection in self._connections:
            _reset(connection.server)

    def reset(self) -> None:
        """Tear every open connection down with RST."""
        for connection in list(self._connections):
            _reset(connection.client)
            _reset(connection.server)
            for task in connection.tasks:
                task.cancel()
        self._connections.clear()

    def heal(self) -> None:
        """New connections are good again. Those that lost pieces stay lost, and nobody tells their ends."""
        spoilt = self._refuses or any(impairment.swallows for impairment in self._impairments.values())
        self._refuses = False
        self._impairments.update({direction: Impairment() for direction in BOTH})
        for connection in self._connections:
            connection.lost = connection.lost or spoilt

    @contextlib.contextmanager
    def also(self, server_port: int) -> Iterator[None]:
        """One more server is there."""
        self._server_ports.append(server_port)
        try:
            yield
        finally:
            self._server_ports.remove(server_port)

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected = await self._connect()
        if connected is None:
            _reset(writer)
            return
        server_reader, server_writer = connected
        if self._refuses:
            _reset(server_writer)
        connection = Connection(writer, server_writer)
        self._connections.add(connection)
        connection.tasks = [
            asyncio.create_task(self._carry(connection, reader, server_writer, Direction.TO_SERVER)),
            asyncio.create_task(self._carry(connection, server_reader, writer, Direction.TO_CLIENT)),
        ]
        to_server = connection.tasks[0]
        await asyncio.wait(connection.tasks, return_when=asyncio.FIRST_COMPLETED)
        if not to_server.done() and (self._refuses or connection.lost):
            await asyncio.wait({to_server})  # the server's end is gone, and the client does not learn of it
        self._end(connection)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in tuple(self._server_ports):
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(self._host, port)
        return None

    def _end(self, connection: Connection) -> None:
        self._connections.discard(connection)
        for task in connection.tasks:
            task.cancel()
        for writer in (connection.client, connection.server):
            with contextlib.suppress(Exception):
                writer.close()

    async def _carry(
        self,
        connection: Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        direction: Direction,
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE_BYTES):
                impairment = self._impairments[direction]
                if impairment.latency_seconds:
                    await asyncio.sleep(impairment.latency_seconds)
                if not (self._impairments[direction].swallows or connection.lost):
                    writer.write(piece)
                    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    plug: socket.socket | None = writer.get_extra_info("socket")
    if plug is not None:
        with contextlib.suppress(OSError):
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
    writer.transport.abort()
