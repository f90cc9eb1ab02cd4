"""Reading on which days figures count a person, and whom they count at each unit."""

from typing import Any

from sqlalchemy import BigInteger, Date, FromClause, Row, Text, cast, column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.corrections.domain.timeline import Since
from services.registry.corrections.parameters import POLITICAL
from services.registry.corrections.queries.facts import places_of, timeline_of
from services.registry.counting.domain import counted_periods
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.tables import VETERAN
from shared.events.registry import CountedPeriod
from shared.privacy.keyring import Keyring

# `counted_periods` of everybody at once, of places alone: who is deregistered, merged or not registered is nowhere.
_HELD = text("""
    WITH place AS (
        SELECT person_id, org_unit.org_path, holds_from,
            lead(holds_from) OVER (PARTITION BY person_id ORDER BY holds_from) AS held_until
        FROM person_fact LEFT JOIN org_unit ON org_code = value WHERE field = 'org_code' AND known_until IS NULL
    ), counted AS (
        SELECT veteran_id, ltree2text(coalesce(place.org_path, veteran.org_path)) AS org_path,
            coalesce(holds_from, registered_on) AS starts_on, least(held_until, counted_on) AS ends_on
        FROM veteran LEFT JOIN place ON place.person_id = veteran_id
        LEFT JOIN death ON death.person_id = veteran_id AND revoked_at IS NULL
        WHERE state IN ('registered', 'deceased', 'transferred-out')
            -- In another county nobody here answers for him.
            AND (place.person_id IS NULL OR place.org_path IS NOT NULL)
    )
    SELECT org_path, CAST(veteran_id AS text) AS person_id, day, change
    FROM counted, LATERAL (VALUES (starts_on, 1), (ends_on, -1)) AS turn (day, change)
    WHERE day IS NOT NULL AND (ends_on IS NULL OR starts_on < ends_on)
""")


async def get_counted_periods(
    connection: AsyncConnection, row: Row[Any], keyring: Keyring
) -> tuple[CountedPeriod, ...]:  # fmt: skip
    """The days on which figures count whom this row (`lock_file`) is about, while he is registered."""
    political = await timeline_of(connection, row, POLITICAL, keyring)
    memberships = [Since(fact.holds_from, fact.value in PARTY_MEMBER_CODES) for fact in political]
    death = await find_death(connection, row.veteran_id)
    places = await places_of(connection, row, keyring)
    return counted_periods(places, memberships, death.counted_on if death else None)


def held_persons() -> FromClause:
    """Who is registered and living at which unit, from which day to which (`shared.digests`)."""
    columns = (column("org_path", Text), column("person_id", Text), column("day", Date), column("change", BigInteger))
    return _HELD.columns(*columns).subquery("held")


def published_versions() -> FromClause:
    """How much was told of each person."""
    held = VETERAN.c
    return select(cast(held.veteran_id, Text).label("person_id"), held.version).subquery("versions")
