"""The proxy does to a connection what it is told to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from deploy.embedded.ports import free_port
from faults.proxy import Direction, Proxy


@dataclass
class Echo:
    """A server that sends back what it gets, and what it got."""

    port: int
    heard: bytes = b""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1024):
            self.heard += piece
            writer.write(piece)
        writer.close()


@pytest_asyncio.fixture
async def echo() -> AsyncIterator[Echo]:
    made = Echo(free_port())
    server = await asyncio.start_server(made.answer, "127.0.0.1", made.port)
    yield made
    server.close()


@pytest_asyncio.fixture
async def proxy(echo: Echo) -> AsyncIterator[Proxy]:
    async with Proxy(free_port(), echo.port) as made:
        yield made


async def connect(proxy: Proxy) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"hi")
    return await reader.readexactly(2)


async def hears_nothing(reader: asyncio.StreamReader) -> bool:
    try:
        await asyncio.wait_for(reader.readexactly(2), 0.3)
    except TimeoutError:
        return True
    return False


class TestProxy:
    async def test_carries_both_ways(self, proxy: Proxy) -> None:
        assert await answer(*await connect(proxy)) == b"hi"

    async def test_the_next_server_answers_where_the_first_takes_no_connection(self, echo: Echo) -> None:
        async with Proxy(free_port(), free_port(), echo.port) as proxy:
            assert await answer(*await connect(proxy)) == b"hi"

    async def test_a_server_that_comes_later_answers_while_it_is_there(self, echo: Echo) -> None:
        async with Proxy(free_port(), free_port()) as proxy:
            with proxy.also(echo.port):
                assert await answer(*await connect(proxy)) == b"hi"
            with pytest.raises(ConnectionError):
                await answer(*await connect(proxy))

    async def test_swallows_answers_alone(self, proxy: Proxy, echo: Echo) -> None:
        reader, writer = await connect(proxy)
        proxy.swallow(Direction.TO_CLIENT)
        writer.write(b"hi")
        assert await hears_nothing(reader)
        assert echo.heard == b"hi"

    async def test_swallows_questions_alone(self, proxy: Proxy, echo: Echo) -> None:
        reader, writer = await connect(proxy)
        proxy.swallow(Direction.TO_SERVER)
        writer.write(b"hi")
        assert await hears_nothing(reader)
        assert echo.heard == b""

    async def test_resets_open_connections(self, proxy: Proxy) -> None:
        reader, writer = await connect(proxy)
        writer.write(b"hi")
        await reader.readexactly(2)
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(2)

    async def test_keeps_the_clients_end_when_the_server_is_lost(self, proxy: Proxy) -> None:
        reader, writer = await connect(proxy)
        writer.write(b"hi")
        await reader.readexactly(2)
        proxy.lose_server()
        writer.write(b"hi")
        assert await hears_nothing(reader)
        assert proxy.open_connections == 1

    async def test_leaves_a_connection_lost_that_lost_pieces(self, proxy: Proxy, echo: Echo) -> None:
        reader, writer = await connect(proxy)
        writer.write(b"ho")
        await reader.readexactly(2)
        proxy.swallow(Direction.TO_CLIENT)
        proxy.heal()
        writer.write(b"hi")
        assert await hears_nothing(reader)

    async def test_is_good_again_after_healing(self, proxy: Proxy) -> None:
        proxy.lose_server()
        await connect(proxy)
        proxy.heal()
        reader, writer = await connect(proxy)
        writer.write(b"hi")
        assert await reader.readexactly(2) == b"hi"

    async def test_delays(self, proxy: Proxy) -> None:
        reader, writer = await connect(proxy)
        proxy.delay(0.6, Direction.TO_CLIENT)
        writer.write(b"hi")
        assert await hears_nothing(reader)
        assert await reader.readexactly(2) == b"hi"
