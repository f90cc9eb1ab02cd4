"""Files compared by the worker's part, and the pairs that came of it."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.duplicates.commands import find_duplicates
from services.registry.duplicates.loop import FINDER
from shared.command import Work
from tests.registry.given import KEYRING, NOW, published


async def comparing(engine: AsyncEngine) -> int:
    """The files that wait are compared."""
    return await find_duplicates(Work(engine, FINDER, NOW), keyring=KEYRING)


async def suspected(engine: AsyncEngine) -> list[dict[str, Any]]:
    """What was told of, once everything is compared."""
    await comparing(engine)
    return [event for _, _, event in await published(engine, "duplicate-suspected")]


async def pairs(engine: AsyncEngine) -> set[frozenset[str]]:
    """Who was suspected to be whom."""
    return {frozenset({event["person_id"], event["other_person_id"]}) for event in await suspected(engine)}


def pair_of(*persons: UUID) -> frozenset[str]:
    """Two of them."""
    return frozenset(map(str, persons))
