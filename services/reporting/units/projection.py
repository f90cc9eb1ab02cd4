"""Events of units → `org_unit`, and beside it what changed of them: names, places, days of establishment."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.units.domain import Moves, ToldMove, places
from services.reporting.units.tables import (
    ORG_UNIT,
    ORG_UNIT_CLOSURE_REVOKED,
    ORG_UNIT_ESTABLISHMENT,
    ORG_UNIT_MOVE,
    ORG_UNIT_NAME,
    ORG_UNIT_PLACE,
)
from shared.auth.moved import MOVES
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import (
    OrgUnitClosed,
    OrgUnitCorrected,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitMoveRevoked,
    OrgUnitRenamed,
)
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.inbox.projection import Delivered, Projection
from shared.places import Move

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
# What was believed until then is kept.
REOPEN = text("""
    WITH kept AS (
        INSERT INTO org_unit_closure_revoked (org_code, known_at, closed_on, revoked_at)
        SELECT org_code, closing_known_at, closed_on, told.time
        FROM org_unit JOIN unnest(CAST(:codes AS text[]), CAST(:times AS timestamptz[])) AS told (code, time)
            ON org_code = told.code
        WHERE closed_on IS NOT NULL
    )
    UPDATE org_unit SET closed_on = NULL, closing_known_at = NULL WHERE org_code = ANY (CAST(:codes AS text[]))
""")


# The host that was believed until then is kept: that of the correction before, or of the unit.
CORRECT = text("""
    INSERT INTO org_unit_establishment (org_code, sequence, known_at, established_on, host_kind_before)
    SELECT code, told.sequence, time, day,
           coalesce(lag(host) OVER (PARTITION BY code ORDER BY told.sequence), host_kind)
    FROM unnest(CAST(:codes AS text[]), CAST(:sequences AS bigint[]), CAST(:times AS timestamptz[]),
                CAST(:days AS date[]), CAST(:hosts AS text[])) AS told (code, sequence, time, day, host)
         LEFT JOIN org_unit ON org_code = code
""")
HOST = text("""
    UPDATE org_unit SET host_kind = told.host
    FROM unnest(CAST(:codes AS text[]), CAST(:hosts AS text[])) AS told (code, host)
    WHERE org_code = told.code
""")
# Who counts by the tree has read this table, and is let finish.
LOCK = text("LOCK TABLE org_unit_move IN ACCESS EXCLUSIVE MODE")
MOVE = text("""
    INSERT INTO org_unit_move (event_id, org_code, sequence, from_path, to_path, moved_on, known_at)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:codes AS text[]), CAST(:sequences AS bigint[]),
                         CAST(:from_paths AS text[]), CAST(:to_paths AS text[]), CAST(:days AS date[]),
                         CAST(:times AS timestamptz[]))
""")
# The last one that was told before.
REVOKE = text("""
    UPDATE org_unit_move SET revoked_at = revoked.time
    FROM unnest(CAST(:codes AS text[]), CAST(:sequences AS bigint[]), CAST(:times AS timestamptz[]))
         AS revoked (code, told, time)
    WHERE org_code = code AND sequence = (
        SELECT max(sequence) FROM org_unit_move
        WHERE org_code = code AND sequence < told AND revoked_at IS NULL
    )
""")
PLACE = text("""
    INSERT INTO org_unit_place (org_code, known_at, placed_on, org_path)
    SELECT code, time, day, text2ltree(path)
    FROM unnest(CAST(:codes AS text[]), CAST(:times AS timestamptz[]), CAST(:days AS date[]), CAST(:paths AS text[]))
         AS placed (code, time, day, path)
""")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """A statement a kind of event and batch, a closure by itself. A unit's events come in its own order."""
    events = [(delivered.event, delivered.time) for delivered in deliveries]
    established = [
        (event.org_code, event.org_path, event.kind, event.host_kind, event.established_on, time)
        for event, time in events
        if isinstance(event, OrgUnitEstablished)
    ]
    if established:
        columns = ("codes", "paths", "kinds", "host_kinds", "days", "times")
        await connection.execute(ESTABLISH, arrays(columns, established))
    named = [name for delivered in deliveries for name in _names(delivered)]
    if named:
        await connection.execute(NAME, arrays(("codes", "days", "sequences", "times", "names"), named))
    await _correct(connection, deliveries)
    for event, time in events:
        if isinstance(event, OrgUnitClosed):
            row = (event.org_code, event.closed_on, time)
            await connection.execute(CLOSE, arrays(("codes", "days", "times"), [row]))
        elif isinstance(event, OrgUnitClosureRevoked):
            await connection.execute(REOPEN, arrays(("codes", "times"), [(event.org_code, time)]))
    await _move(connection, deliveries)


def _names(delivered: Delivered[Event]) -> list[tuple[str, date, int, datetime, str]]:
    event = delivered.event
    if isinstance(event, OrgUnitEstablished):
        return [(event.org_code, SINCE_EVER, delivered.sequence, delivered.time, event.name)]
    if isinstance(event, OrgUnitRenamed):
        return [(event.org_code, event.renamed_on, delivered.sequence, delivered.time, event.name)]
    if isinstance(event, OrgUnitCorrected):
        return [
            (event.org_code, each.since or SINCE_EVER, delivered.sequence, delivered.time, each.name)
            for each in event.names
        ]
    return []


async def _correct(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    told = [(each, each.event) for each in deliveries if isinstance(each.event, OrgUnitCorrected)]
    if not told:
        return
    columns = ("codes", "sequences", "times", "days", "hosts")
    rows = [(event.org_code, each.sequence, each.time, event.established_on, event.host_kind) for each, event in told]
    await connection.execute(CORRECT, arrays(columns, rows))
    hosts = {event.org_code: event.host_kind for _, event in told}
    await connection.execute(HOST, arrays(("codes", "hosts"), sorted(hosts.items())))


async def _move(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Where every unit stood is made anew of all that is known, for events of units come in no order."""
    if not any(isinstance(each.event, (OrgUnitEstablished, *MOVES)) for each in deliveries):
        return
    await connection.execute(LOCK)
    for each in deliveries:
        event = each.event
        if isinstance(event, OrgUnitMoved):
            row = (each.id, event.org_code, each.sequence, event.from_path, event.org_path, event.moved_on, each.time)
            columns = ("ids", "codes", "sequences", "from_paths", "to_paths", "days", "times")
            await connection.execute(MOVE, arrays(columns, [row]))
        elif isinstance(event, OrgUnitMoveRevoked):
            row_of = [(event.org_code, each.sequence, each.time)]
            await connection.execute(REVOKE, arrays(("codes", "sequences", "times"), row_of))
    moves = await read_moves(connection)
    if moves:
        paths = (await connection.execute(select(ORG_UNIT.c.org_path).order_by(ORG_UNIT.c.org_code))).scalars()
        await connection.execute(ORG_UNIT_PLACE.delete())
        await connection.execute(PLACE, arrays(("codes", "times", "days", "paths"), places(paths, moves)))


async def read_moves(connection: AsyncConnection) -> Moves:
    """All that were ever told. Whoever reads them, and writes by them, is let finish before another one is taken in."""
    held = ORG_UNIT_MOVE.c
    rows = await connection.execute(select(ORG_UNIT_MOVE).order_by(held.known_at, held.org_code, held.sequence))
    return Moves([_told(row) for row in rows])


def _told(row: Row[tuple[object, ...]]) -> ToldMove:
    return ToldMove(Move(row.from_path, row.to_path, row.moved_on), row.known_at, row.revoked_at)


UNITS = Projection(
    name="units",
    contracts=(OrgUnitEstablished, OrgUnitRenamed, OrgUnitCorrected, OrgUnitClosed, OrgUnitClosureRevoked, *MOVES),
    apply=apply,
    tables=(ORG_UNIT, ORG_UNIT_NAME, ORG_UNIT_ESTABLISHMENT, ORG_UNIT_CLOSURE_REVOKED, ORG_UNIT_MOVE, ORG_UNIT_PLACE),
    # A release that does not keep the host from before a correction overwrites it.
    parts={"hosts": (OrgUnitCorrected,)},
)
