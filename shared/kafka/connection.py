"""Noticing that a broker went away, however briefly.

aiokafka connects anew without a word. But a broker that comes back may have lost the end of its log and grown it again:
whoever reads on at the same offset has missed what stands there now.

Nothing is said over the connection that is watched, so it needs neither TLS nor a password. The broker ends it after
ten minutes (connections.max.idle.ms), as any that is idle; then the positions are compared once for nothing.
"""

import asyncio
from collections.abc import Sequence

from shared.kafka.broker import Broker

RETRY_SECONDS = 0.5


async def connection_lost(broker: Broker) -> None:
    """Return when a connection to one of the brokers ends, which nothing is said over."""
    watching = [asyncio.create_task(_watch(*address)) for address in _addresses(broker.servers)]
    try:
        await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in watching:
            each.cancel()


async def _watch(host: str, port: int) -> None:
    reader, writer = await _connect(host, port)
    try:
        await reader.read()
    except OSError:
        return
    finally:
        writer.close()


async def _connect(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(RETRY_SECONDS)


def _addresses(servers: str) -> Sequence[tuple[str, int]]:
    addresses = [server.strip().rpartition(":") for server in servers.split(",")]
    return [(host.strip("[]"), int(port)) for host, _, port in addresses]
