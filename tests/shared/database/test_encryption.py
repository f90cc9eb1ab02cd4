"""A database that is not on one's own machine must show who it is; nothing is said to another."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.certificates import Authority
from deploy.embedded.postgres import Postgres
from shared.database.engine import create_engine
from tests.given import PASSWORD

SSL_REQUEST = bytes.fromhex("00000008 04d2162f")
YES, NO = b"S", b"N"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "secrets")


@pytest_asyncio.fixture
async def port(authority: Authority, postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[int]:
    """Of the database behind the certificate of `localhost`."""
    files = authority.certified("registry_postgres")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    async with standing_before(postgres, YES, context) as port:
        yield port


@asynccontextmanager
async def standing_before(postgres: Postgres, answer: bytes, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """The port of what answers the request for TLS so, and with `context` does it; then the server itself is reached,
    which was built without."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(SSL_REQUEST)) == SSL_REQUEST
        writer.write(answer)
        if context is not None:
            try:
                await writer.start_tls(context)
            except (ssl.SSLError, ConnectionError):
                return  # the client would not have it
        server_reader, server_writer = await asyncio.open_connection(postgres.host, postgres.port)
        await asyncio.gather(passed_on(reader, server_writer), passed_on(server_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while content := await reader.read(65536):
            writer.write(content)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def connecting(port: int, host: str, authority: Path) -> AsyncIterator[AsyncEngine]:
    url = f"postgresql://kernel:{PASSWORD}@{host}:{port}/kernel"
    engine = create_engine(url, pool_size=1, application_name="encryption tests", authority=authority)
    try:
        yield engine
    finally:
        await engine.dispose()


async def answer(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 42"))).scalar()


class TestADatabase:
    async def test_is_asked_when_it_shows_the_certificate_of_its_name(self, authority: Authority, port: int) -> None:
        async with connecting(port, "localhost", authority.certificate) as engine:
            assert await answer(engine) == 42

    async def test_is_not_asked_under_another_name(self, authority: Authority, port: int) -> None:
        async with connecting(port, "127.1", authority.certificate) as engine:
            with pytest.raises(ssl.SSLCertVerificationError):
                await answer(engine)

    async def test_is_not_asked_when_somebody_else_certifies_it(self, tmp_path: Path, port: int) -> None:
        async with connecting(port, "localhost", Authority(tmp_path / "other").certificate) as engine:
            with pytest.raises(ssl.SSLCertVerificationError):
                await answer(engine)

    async def test_is_not_asked_when_it_would_not_encrypt(
        self, authority: Authority, postgres: Postgres, kernel_engine: AsyncEngine
    ) -> None:
        async with (
            standing_before(postgres, NO, None) as port,
            connecting(port, "localhost", authority.certificate) as engine,
        ):
            with pytest.raises(ConnectionError, match="SSL"):
                await answer(engine)

    async def test_is_asked_again_when_its_authority_was_replaced(
        self, authority: Authority, tmp_path: Path, port: int
    ) -> None:
        """A process need not start again for it."""
        known = tmp_path / "authority_certificate"
        known.write_bytes(Authority(tmp_path / "other").certificate.read_bytes())
        async with connecting(port, "localhost", known) as engine:
            with pytest.raises(ssl.SSLCertVerificationError):
                await answer(engine)
            known.write_bytes(authority.certificate.read_bytes())
            assert await answer(engine) == 42
