"""Two services: the API of benefits, in this process, and registry's on a port."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import httpx2
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.tables import VOUCHED_GRANT


@dataclass
class Two:
    """The API of benefits, in this process, and registry's on a port, each with its own grants."""

    benefits: AsyncEngine
    registry: AsyncEngine
    client: Callable[[UUID], httpx2.AsyncClient]
    stop: asyncio.Event
    serving: asyncio.Task[bool]

    async def ask(self, account: UUID) -> httpx2.Response:
        return await self.client(account).get("/cases")

    async def says(self, statement: str) -> None:
        """Of the consumer of benefits, in its database."""
        async with self.benefits.begin() as connection:
            await connection.execute(text(statement))

    async def named(self) -> list[tuple[UUID, str, str]]:
        """Grants that registry has named to benefits: id, role, path."""
        columns = (VOUCHED_GRANT.c.grant_id, VOUCHED_GRANT.c.role, VOUCHED_GRANT.c.org_path)
        async with self.benefits.connect() as connection:
            return [tuple(row) for row in await connection.execute(select(*columns))]

    async def end_registry(self) -> None:
        self.stop.set()
        await self.serving
