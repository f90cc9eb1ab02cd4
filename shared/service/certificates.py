"""A part of every worker that looks until when the certificates of its database, of the broker and, where that is
somebody else's, of the edge are valid."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import make_url

from shared.certificates import Address, certificate_until
from shared.health import Check
from shared.service.metrics import CERTIFICATE_EXPIRY_TIMESTAMP_SECONDS
from shared.settings import ServiceSettings
from shared.stopping import sleep_until

EVERY_SECONDS = 900
POSTGRES_PORT = 5432


class Certificates:
    """`servers` by what they are called in the metric."""

    name = "certificates"

    def __init__(self, servers: Mapping[str, Address]) -> None:
        self._servers = servers

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.look()
            await sleep_until(stop, EVERY_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whoever needs a server says himself that it cannot be reached."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def look(self) -> None:
        """A server that is away leaves its date as it was last seen."""
        for server, address in self._servers.items():
            until = await asyncio.to_thread(certificate_until, address)
            if until is not None:
                CERTIFICATE_EXPIRY_TIMESTAMP_SECONDS.labels(server).set(until.timestamp())


def servers_of(settings: ServiceSettings) -> Mapping[str, Address]:
    """Those that have to prove who they are; of several brokers the first."""
    servers: dict[str, Address] = {}
    if settings.database_authority is not None:
        url = make_url(settings.database_urls.get()[0])
        servers["database"] = (url.host or "localhost", url.port or POSTGRES_PORT)
    if settings.kafka_authority is not None:
        host, _, port = settings.kafka_bootstrap_servers.partition(",")[0].rpartition(":")
        servers["kafka"] = (host, int(port))
    if settings.edge_watched:
        host, _, port = settings.edge_watched.rpartition(":")
        servers["edge"] = (host, int(port))
    return servers
