"""Asking another server that is going away."""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
import uvloop

from shared.auth.fetching import NoAnswer, fetch

AT_ONCE = struct.pack("ii", 1, 0)


@pytest.fixture
def address() -> Iterator[str]:
    """Of a server that takes each connection and resets it."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:

        def serve() -> None:
            while True:
                try:
                    taken, _ = server.accept()
                except OSError:
                    return
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                taken.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


class TestAServerThatResetsEachConnection:
    """The reset is met at every point of a connection's life, one in five times before the request is written."""

    def test_gives_no_answer_whenever_it_does_so(self, address: str) -> None:
        met: Counter[type[Exception]] = Counter()

        async def ask() -> None:
            try:
                await fetch(address, seconds=3, most_bytes=100)
            except Exception as fault:
                met[type(fault)] += 1

        async def ask_often() -> None:
            for _ in range(20):
                await asyncio.gather(*(ask() for _ in range(10)))

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(ask_often())
        assert met == {NoAnswer: 200}
