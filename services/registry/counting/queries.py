"""Reading on which days figures count a person."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.corrections.domain.timeline import Since
from services.registry.corrections.parameters import POLITICAL
from services.registry.corrections.queries.facts import places_of, timeline_of
from services.registry.counting.domain import counted_periods
from services.registry.deaths.queries import find_standing
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from shared.events.registry import CountedPeriod
from shared.privacy.keyring import Keyring


async def get_counted_periods(
    connection: AsyncConnection, row: Row[Any], keyring: Keyring
) -> tuple[CountedPeriod, ...]:  # fmt: skip
    """The days on which figures count whom this row (`lock_file`) is about, while he is registered."""
    political = await timeline_of(connection, row, POLITICAL, keyring)
    memberships = [Since(fact.holds_from, fact.value in PARTY_MEMBER_CODES) for fact in political]
    death = await find_standing(connection, row.veteran_id)
    places = await places_of(connection, row, keyring)
    return counted_periods(places, memberships, death.counted_on if death else None)
