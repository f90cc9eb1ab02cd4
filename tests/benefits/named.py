"""Persons of registry whom benefits knows: whoever is named by an identity number is looked up there."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    given_learned,
    mediator_assumed,
    unit_established,
    veteran_registered,
)
from tests.given import CENTRE
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, given_number, given_veteran

MEDIATOR, ELSEWHERE, NOBODYS = (given_number(serial, date(1961, 2, 3)) for serial in (1, 2, 3))
ASKED = "look-up-number"

ClerkOf = Callable[..., Awaitable[httpx2.AsyncClient]]


class Persons:
    """A veteran and a mediator of the room, and somebody of the other station."""

    veteran: UUID
    mediator: UUID
    elsewhere: UUID


async def given_persons(registry: AsyncEngine, benefits: AsyncEngine) -> Persons:
    """As both services know them."""
    await given_network(registry)
    known = Persons()
    known.veteran = await given_veteran(registry)
    known.mediator = await given_veteran(registry, id_number=MEDIATOR)
    there: dict[str, Any] = {"org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM}
    known.elsewhere = await given_veteran(registry, id_number=ELSEWHERE, **there)
    units = [unit_established(path) for path in (CENTRE, STATION, OTHER_STATION, ROOM, OTHER_ROOM_PATH)]
    here = [veteran_registered(each) for each in (known.veteran, known.mediator)]
    away = veteran_registered(known.elsewhere, OTHER_ROOM_PATH)
    await given_learned(benefits, [*units, *here, away, mediator_assumed(known.mediator)])
    return known


async def kept_somewhere(engine: AsyncEngine, number: str) -> list[str]:
    """The tables of a service in which the number stands in clear."""
    async with engine.connect() as connection:
        tables = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        rows = {name: f'SELECT count(*) FROM "{name}" AS t WHERE t::text LIKE :number' for name in tables}
        said = {"number": f"%{number}%"}
        return [name for name, asked in rows.items() if await connection.scalar(text(asked), said)]
