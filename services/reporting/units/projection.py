"""org-unit-established, -renamed, -closed → `org_unit` and `org_unit_name`."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.units.tables import ORG_UNIT, ORG_UNIT_NAME
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import OrgUnitClosed, OrgUnitEstablished, OrgUnitRenamed
from shared.inbox.projection import Delivered, Projection

SINCE_EVER = date.min  # asyncpg writes it as -infinity

ESTABLISH = text("""
    INSERT INTO org_unit (org_code, org_path, kind, host_kind, established_on, known_at)
    SELECT code, path::ltree, kind, host_kind, day, time
    FROM unnest(CAST(:codes AS text[]), CAST(:paths AS text[]), CAST(:kinds AS text[]), CAST(:host_kinds AS text[]),
                CAST(:days AS date[]), CAST(:times AS timestamptz[]))
         AS established (code, path, kind, host_kind, day, time)
""")
NAME = text("""
    INSERT INTO org_unit_name (org_code, named_on, sequence, known_at, name)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:days AS date[]), CAST(:sequences AS bigint[]),
                         CAST(:times AS timestamptz[]), CAST(:names AS text[]))
""")
CLOSE = text("""
    UPDATE org_unit SET closed_on = closed.day, closing_known_at = closed.time
    FROM unnest(CAST(:codes AS text[]), CAST(:days AS date[]), CAST(:times AS timestamptz[]))
         AS closed (code, day, time)
    WHERE org_code = closed.code
""")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """At most three statements a batch. A unit's events come in its own order: established before anything else."""
    events = [(delivered.event, delivered.time) for delivered in deliveries]
    established = [
        (event.org_code, event.org_path, event.kind, event.host_kind, event.established_on, time)
        for event, time in events
        if isinstance(event, OrgUnitEstablished)
    ]
    if established:
        columns = ("codes", "paths", "kinds", "host_kinds", "days", "times")
        await connection.execute(ESTABLISH, arrays(columns, established))
    named = [name for delivered in deliveries if (name := _name(delivered))]
    if named:
        await connection.execute(NAME, arrays(("codes", "days", "sequences", "times", "names"), named))
    closed = [(event.org_code, event.closed_on, time) for event, time in events if isinstance(event, OrgUnitClosed)]
    if closed:
        await connection.execute(CLOSE, arrays(("codes", "days", "times"), closed))


def _name(delivered: Delivered[Event]) -> tuple[str, date, int, datetime, str] | None:
    event = delivered.event
    if isinstance(event, OrgUnitEstablished):
        return (event.org_code, SINCE_EVER, delivered.sequence, delivered.time, event.name)
    if isinstance(event, OrgUnitRenamed):
        return (event.org_code, event.renamed_on, delivered.sequence, delivered.time, event.name)
    return None


UNITS = Projection(
    name="units",
    contracts=(OrgUnitEstablished, OrgUnitRenamed, OrgUnitClosed),
    apply=apply,
    tables=(ORG_UNIT, ORG_UNIT_NAME),
)
