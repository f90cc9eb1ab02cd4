"""org-unit-established, -renamed, -closed → `org_unit` and `org_unit_name`."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.units.tables import ORG_UNIT, ORG_UNIT_NAME
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import OrgUnitClosed, OrgUnitEstablished, OrgUnitRenamed
from shared.inbox.projection import Delivered, Projection

SINCE_EVER = date.min  # asyncpg writes it as -infinity

ESTABLISH = text("""
    INSERT INTO org_unit (org_code, org_path, kind, host_kind, established_on)
    SELECT code, path::ltree, kind, host_kind, day
    FROM unnest(CAST(:codes AS text[]), CAST(:paths AS text[]), CAST(:kinds AS text[]), CAST(:host_kinds AS text[]),
                CAST(:days AS date[])) AS established (code, path, kind, host_kind, day)
""")
NAME = text("""
    INSERT INTO org_unit_name (org_code, named_on, name)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:days AS date[]), CAST(:names AS text[]))
    ON CONFLICT (org_code, named_on) DO UPDATE SET name = excluded.name
""")
CLOSE = text("""
    UPDATE org_unit SET closed_on = closed.day
    FROM unnest(CAST(:codes AS text[]), CAST(:days AS date[])) AS closed (code, day)
    WHERE org_code = closed.code
""")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """At most three statements a batch. A unit's events come in its own order: established before anything else."""
    events = [delivered.event for delivered in deliveries]
    established = [
        (event.org_code, event.org_path, event.kind, event.host_kind, event.established_on)
        for event in events
        if isinstance(event, OrgUnitEstablished)
    ]
    if established:
        await connection.execute(ESTABLISH, arrays(("codes", "paths", "kinds", "host_kinds", "days"), established))
    named = [(code, day, name) for (code, day), name in _names(events).items()]
    if named:
        await connection.execute(NAME, arrays(("codes", "days", "names"), named))
    closed = [(event.org_code, event.closed_on) for event in events if isinstance(event, OrgUnitClosed)]
    if closed:
        await connection.execute(CLOSE, arrays(("codes", "days"), closed))


def _names(events: Iterable[Event]) -> dict[tuple[str, date], str]:
    """The last name given on a day is that day's name."""
    names: dict[tuple[str, date], str] = {}
    for event in events:
        if isinstance(event, OrgUnitEstablished):
            names[event.org_code, SINCE_EVER] = event.name
        elif isinstance(event, OrgUnitRenamed):
            names[event.org_code, event.renamed_on] = event.name
    return names


UNITS = Projection(
    name="units",
    contracts=(OrgUnitEstablished, OrgUnitRenamed, OrgUnitClosed),
    apply=apply,
    tables=(ORG_UNIT, ORG_UNIT_NAME),
)
