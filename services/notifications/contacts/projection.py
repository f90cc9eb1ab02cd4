"""Who exists, which service organisation answers for them, and who has died."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.tables import PERSON
from shared.database.bulk import arrays
from shared.events.registry import DeathRecordRevoked, VeteranDeceased, VeteranRegistered
from shared.inbox.projection import Delivered, Projection

_REGISTER = text("""
    INSERT INTO person (person_id, org_path)
    SELECT id, text2ltree(path) FROM unnest(CAST(:ids AS uuid[]), CAST(:paths AS text[])) e (id, path)
    ON CONFLICT (person_id) DO NOTHING
""")


_DEATHS = text("""
    UPDATE person SET deceased_on = e.died_on
    FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[])) e (id, died_on)
    WHERE person.person_id = e.id
""")

Told = VeteranRegistered | VeteranDeceased | DeathRecordRevoked


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Told]]) -> None:
    """Learn of the persons and of deaths, in a statement each; applying it again changes nothing."""
    registered = [each.event for each in delivered if isinstance(each.event, VeteranRegistered)]
    persons = ((event.person_id, event.org_path) for event in registered)
    await connection.execute(_REGISTER, arrays(("ids", "paths"), persons))
    died = deaths(delivered)
    if died:
        await connection.execute(_DEATHS, arrays(("ids", "days"), died.items()))


def deaths(delivered: Sequence[Delivered[Told]]) -> dict[UUID, date | None]:
    """Who has died and when, None for whose death is revoked: of several events of a person the last stands."""
    told: dict[UUID, date | None] = {}
    for each in delivered:
        if isinstance(each.event, VeteranDeceased):
            told[each.event.person_id] = each.event.death_date
        elif isinstance(each.event, DeathRecordRevoked):
            told[each.event.person_id] = None
    return told


PERSONS = Projection(
    name="persons",
    contracts=(VeteranRegistered, VeteranDeceased, DeathRecordRevoked),
    apply=apply,
    tables=(PERSON,),
)
