"""Who exists, and which service organisation answers for them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.tables import PERSON
from shared.database.bulk import arrays
from shared.events.registry import VeteranRegistered
from shared.inbox.projection import Delivered, Projection

_REGISTER = text("""
    INSERT INTO person (person_id, org_path)
    SELECT id, text2ltree(path) FROM unnest(CAST(:ids AS uuid[]), CAST(:paths AS text[])) e (id, path)
    ON CONFLICT (person_id) DO NOTHING
""")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[VeteranRegistered]]) -> None:
    """Learn of the persons, in one statement; applying it again changes nothing."""
    persons = ((each.event.person_id, each.event.org_path) for each in delivered)
    await connection.execute(_REGISTER, arrays(("ids", "paths"), persons))


PERSONS = Projection(name="persons", contracts=(VeteranRegistered,), apply=apply, tables=(PERSON,))
