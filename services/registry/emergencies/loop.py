"""Measures emergency grants: how many are in force, and of how many nobody has looked at what was done by them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.emergencies.queries import count_emergencies
from services.registry.metrics import EMERGENCIES_IN_FORCE, EMERGENCIES_UNREVIEWED


async def measure_emergencies(connection: AsyncConnection, now: datetime) -> None:
    """Of the whole county."""
    counts = await count_emergencies(connection, now)
    EMERGENCIES_IN_FORCE.set(counts.in_force)
    EMERGENCIES_UNREVIEWED.set(counts.unreviewed)
