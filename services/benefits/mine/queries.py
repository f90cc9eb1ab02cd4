"""One person's own matters."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.queries import list_applications_of
from services.benefits.directory.queries import going_on
from services.benefits.eligibility.domain import Finding
from services.benefits.eligibility.queries import entitlements_of
from services.benefits.jobs.queries import Suiting, suiting_on
from services.benefits.programmes.domain import Version


async def list_own_entitlements(
    connection: AsyncConnection, person_id: UUID, on: date
) -> list[tuple[Version, Finding]]:
    """What comes of each programme in force on the day, by its code."""
    return await entitlements_of(connection, await going_on(connection, person_id), on)


async def list_own_applications(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """The last first."""
    return await list_applications_of(connection, await going_on(connection, person_id))


async def find_own_jobs(connection: AsyncConnection, person_id: UUID, on: date) -> Suiting:
    """Which postings suit on a day."""
    return await suiting_on(connection, await going_on(connection, person_id), on)
