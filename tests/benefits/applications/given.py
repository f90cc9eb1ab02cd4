"""Somebody who may apply, and a programme that somebody decides on."""

from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.tables import APPLICATION
from services.benefits.programmes.domain import Rule, Terms
from shared.ids import new_id
from tests.benefits.given import given_learned, veteran_registered
from tests.benefits.programmes.given import SOURCE, given_programme

AID = Terms(gives="one-off", cap="hardship-cap", chain=("village", "township", "county"), publicity_workdays=5)
RULES = (Rule("income", SOURCE, "家庭人均收入不高于标准。"),)


async def given_applicant(engine: AsyncEngine) -> UUID:
    """A veteran of the room; hardship aid is in force."""
    person_id: UUID = new_id()
    await given_learned(engine, [veteran_registered(person_id)])
    await given_programme(engine, programme_code="hardship-aid", slot=None, rules=RULES, terms=AID)
    return person_id


async def published(engine: AsyncEngine, day: str) -> None:
    """As if it had been published then: days of publicity pass by the calendar."""
    async with engine.begin() as connection:
        moved = update(APPLICATION).where(APPLICATION.c.state == "publicity")
        await connection.execute(moved.values(published_on=date.fromisoformat(day)))
