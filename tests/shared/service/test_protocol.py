"""What a client may take its time with, and how much it may send, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from fastapi import FastAPI

from deploy.embedded.ports import LOOPBACK, free_port
from shared.http import body
from shared.http.overload import SLOTS
from shared.service import protocol
from shared.service.protocol import HEAD_BYTES
from shared.service.serving import serve
from tests.shared.http.sample import app

__all__ = ["app"]

GET = b"GET /things/trace HTTP/1.1\r\nHost: sample\r\n\r\n"
CHUNKED = (
    b" HTTP/1.1\r\nHost: sample\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
)
POST = b"POST /things HTTP/1.1\r\nHost: sample\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"


@dataclass
class Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, content: bytes) -> None:
        self.writer.write(content)

    async def answer(self) -> bytes:
        """All that comes until the server closes, within ten seconds."""
        return await asyncio.wait_for(self.reader.read(), 10)

    async def status(self) -> bytes:
        """Of the next answer."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)
        await self.reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        return head[9:12]


@dataclass
class Address:
    port: int
    connections: list[Connection] = field(default_factory=list)

    async def connect(self) -> Connection:
        self.connections.append(Connection(*await asyncio.open_connection(LOOPBACK, self.port)))
        return self.connections[-1]


@pytest_asyncio.fixture
async def address(app: FastAPI) -> AsyncIterator[Address]:
    """The sample API, listening in this process."""
    stop, port = asyncio.Event(), free_port()
    serving = asyncio.create_task(serve(app, host=LOOPBACK, port=port, stop=stop, drain_seconds=3, lifespan="off"))
    address = Address(port)
    async with asyncio.timeout(10):
        while True:
            try:
                await address.connect()
                break
            except OSError:
                await asyncio.sleep(0.02)
    yield address
    for each in address.connections:
        each.writer.close()
    stop.set()
    assert await serving


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose clients have a tenth of a second."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(body, "BODY_SECONDS", 0.1)


class TestTheHeadOfARequest:
    async def test_is_answered_400_when_it_is_too_large(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(GET[:-2] + b"X-Filler: " + b"x" * (2 * HEAD_BYTES))
        assert (await caller.answer()).startswith(b"HTTP/1.1 400 ")

    async def test_is_answered_400_when_it_has_too_many_fields(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(GET[:-2] + b"".join(b"X-%d: y\r\n" % number for number in range(HEAD_BYTES // 8)))
        assert (await caller.answer()).startswith(b"HTTP/1.1 400 ")

    async def test_may_be_as_large_as_a_token_needs(self, address: Address) -> None:
        caller = await address.connect()
        for _ in range(5):  # each request of a connection is counted by itself
            caller.send(GET[:-2] + b"X-Filler: " + b"x" * 8192 + b"\r\n\r\n")
            assert await caller.status() == b"200"

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("beginning", [b"", GET[:-10]])
    async def test_ends_the_connection_when_it_stalls(self, address: Address, beginning: bytes) -> None:
        caller = await address.connect()
        caller.send(beginning)
        assert await caller.answer() == b""

    @pytest.mark.usefixtures("impatient")
    async def test_ends_a_connection_that_was_used_before(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(GET)
        assert await caller.status() == b"200"
        caller.send(GET[:-10])
        await caller.answer()

    @pytest.mark.usefixtures("impatient")
    async def test_may_come_after_a_pause(self, address: Address) -> None:
        caller = await address.connect()
        for _ in range(2):
            caller.send(GET)
            assert await caller.status() == b"200"
            await asyncio.sleep(0.3)


class TestABody:
    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("beginning", [b"", b'{"org_path"'])
    async def test_is_answered_408_when_it_stalls(self, address: Address, beginning: bytes) -> None:
        caller = await address.connect()
        caller.send(POST + b"\r\n" + beginning)
        answer = await caller.answer()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"request-timed-out"' in answer
        assert b"\r\nconnection: close\r\n" in answer.lower()

    @pytest.mark.parametrize("beginning", [b"", b'{"org_path"'])
    async def test_that_stalls_keeps_nobody_out(self, address: Address, beginning: bytes) -> None:
        stalled = [await address.connect() for _ in range(4 * SLOTS)]
        for caller in stalled:
            caller.send(POST + b"\r\n" + beginning)
        await asyncio.sleep(0.1)
        caller = await address.connect()
        async with asyncio.timeout(0.9):  # a lease ends after a second, and so would the wait for a slot
            caller.send(GET)
            assert await caller.status() == b"200"

    async def test_may_arrive_in_pieces(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(POST + b"\r\n")
        for piece in (b'{"org_path"', b': "41"', b" " * 82 + b"}"):
            caller.send(piece)
            await asyncio.sleep(0.05)
        assert await caller.status() == b"401"

    async def test_is_rejected_when_too_much_is_held_of_callers_nobody_knows(
        self, address: Address, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(body, "BUDGET_BYTES", 1_000_000)
        large = POST.replace(b"100", b"900000") + b"\r\n" + b" " * 600_000
        holding, rejected, small, later = [await address.connect() for _ in range(4)]
        holding.send(large)
        await asyncio.sleep(0.2)
        rejected.send(large)
        assert await rejected.status() == b"503"
        small.send(POST + b"\r\n" + b"{}" + b" " * 98)
        assert await small.status() == b"401"
        holding.writer.close()
        await asyncio.sleep(0.2)
        later.send(large + b" " * 299_998 + b"{}")
        assert await later.status() == b"401"


class TestWhatFollowsABody:
    @pytest.mark.parametrize("beginning", [b"0\r\n", b"0\r\nX-Filler: ", b"2;"], ids=["trailers", "trailer", "chunk"])
    async def test_is_answered_400_when_it_is_too_large(self, address: Address, beginning: bytes) -> None:
        caller = await address.connect()
        caller.send(b"POST /things" + CHUNKED + beginning)
        await asyncio.sleep(0.1)  # so that what follows is data of its own
        caller.send((b"x" * 70 + b": y\r\n" if beginning == b"0\r\n" else b"x" * 75) * (HEAD_BYTES // 70))
        assert (await caller.answer()).startswith(b"HTTP/1.1 400 ")

    async def test_ends_the_connection_when_it_is_too_large_after_the_answer(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(b"GET /things/trace" + CHUNKED + b"0\r\n")
        assert await caller.status() == b"200"
        caller.send(b"x: y\r\n" * (HEAD_BYTES // 6 + 1))
        assert await caller.answer() == b""

    async def test_is_no_header_of_the_request(self, address: Address) -> None:
        caller = await address.connect()
        caller.send(b"GET /things/trace" + CHUNKED + b"0\r\nX-Correlation-Id: from-a-trailer\r\n\r\n")
        head = await asyncio.wait_for(caller.reader.readuntil(b"\r\n\r\n"), 10)
        assert b"x-correlation-id: " in head
        assert b"from-a-trailer" not in head

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("rest", [b"", b"2\r\n{}\r\n", b"0\r\nx: "])
    async def test_ends_the_connection_when_it_stalls_after_the_answer(self, address: Address, rest: bytes) -> None:
        caller = await address.connect()
        caller.send(b"GET /healthz" + CHUNKED)
        assert await caller.status() == b"200"
        caller.send(rest)
        assert await caller.answer() == b""

    async def test_may_be_some_lines(self, address: Address) -> None:
        caller = await address.connect()
        for _ in range(2):
            caller.send(b"GET /things/trace" + CHUNKED + b"0\r\nx: y\r\n")
            await asyncio.sleep(0.05)
            caller.send(b"z: y\r\n\r\n")
            assert await caller.status() == b"200"
