"""Every contract that a figure counts → `figure_entry`, `figure_change`, `figure_below`, `figure_total`,
`figure_freshness`; and what follows from units that moved, a function of entries and moves alone: in whatever order
both arrive, the same stands there in the end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, ColumnElement, Text, bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import (
    COUNTS,
    Carried,
    Cell,
    Change,
    Entry,
    carried,
    claims,
    contributions,
    folded,
    of_all_days,
    rolled_up,
    sums_of_units,
)
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.tables import FIGURE_BELOW, FIGURE_CHANGE, FIGURE_ENTRY, FIGURE_FRESHNESS, FIGURE_TOTAL
from services.reporting.units.domain import Moves
from services.reporting.units.projection import read_moves
from shared.auth.moved import MOVES
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

ADD = text("""
    INSERT INTO figure_change AS kept (org_path, figure_code, day, partition, delta, events)
    SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:codes AS text[]), CAST(:days AS date[]),
                         CAST(:partitions AS int[]), CAST(:deltas AS bigint[]), CAST(:events AS bigint[]))
    ON CONFLICT (org_path, figure_code, day, partition) DO UPDATE
    SET delta = kept.delta + excluded.delta, events = kept.events + excluded.events
""")
ADD_ABOVE = text("""
    INSERT INTO figure_below AS kept (org_path, figure_code, grain, starts_on, partition, delta, events)
    SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:codes AS text[]), CAST(:grains AS text[]),
                         CAST(:days AS date[]), CAST(:partitions AS int[]), CAST(:deltas AS bigint[]),
                         CAST(:events AS bigint[]))
    ON CONFLICT (org_path, figure_code, grain, starts_on, partition) DO UPDATE
    SET delta = kept.delta + excluded.delta, events = kept.events + excluded.events
""")
ADD_TOTAL = text("""
    INSERT INTO figure_total AS kept
           (org_path, figure_code, partition, delta_here, events_here, delta_below, events_below)
    SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:codes AS text[]), CAST(:partitions AS int[]),
                         CAST(:deltas_here AS bigint[]), CAST(:events_here AS bigint[]),
                         CAST(:deltas_below AS bigint[]), CAST(:events_below AS bigint[]))
    ON CONFLICT (org_path, figure_code, partition) DO UPDATE
    SET delta_here = kept.delta_here + excluded.delta_here, events_here = kept.events_here + excluded.events_here,
        delta_below = kept.delta_below + excluded.delta_below, events_below = kept.events_below + excluded.events_below
""")
SUM_COLUMNS = ("paths", "codes", "days", "partitions", "deltas", "events")
SUM_COLUMNS_ABOVE = ("paths", "codes", "grains", "days", "partitions", "deltas", "events")

TOTAL_COLUMNS = ("paths", "codes", "partitions", "deltas_here", "events_here", "deltas_below", "events_below")


async def add(connection: AsyncConnection, cells: Mapping[int, Mapping[Cell, Change]]) -> None:
    """By partition; in sorted order, so that two workers do not wait for each other crosswise."""
    rows = sorted((*cell, partition, *change) for partition, own in cells.items() for cell, change in own.items())
    await connection.execute(ADD, arrays(SUM_COLUMNS, rows))
    above = {partition: rolled_up(own) for partition, own in cells.items()}
    rows_above = sorted((*span, partition, *change) for partition, own in above.items() for span, change in own.items())
    await connection.execute(ADD_ABOVE, arrays(SUM_COLUMNS_ABOVE, rows_above))
    totals = [
        (path, code, partition, *sums.here, *sums.below)
        for partition, own in cells.items()
        for path, figures in sums_of_units(of_all_days(own)).items()
        for code, sums in figures.items()
    ]
    await connection.execute(ADD_TOTAL, arrays(TOTAL_COLUMNS, sorted(totals)))


PARTITION = -1  # of the sums of what is carried
Line = tuple[UUID, Carried]

CARRY = text("""
    INSERT INTO figure_entry (event_id, follows_from, figure_code, org_path, subject, day, known_at, kind, delta)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:causes AS uuid[]), CAST(:codes AS text[]), CAST(:paths AS text[]),
                         CAST(:subjects AS text[]), CAST(:days AS date[]), CAST(:times AS timestamptz[]),
                         CAST(:kinds AS text[]), CAST(:deltas AS bigint[]))
""")
CARRIED_COLUMNS = ("ids", "causes", "codes", "paths", "subjects", "days", "times", "kinds", "deltas")
_ENTRY = FIGURE_ENTRY.c
_TOLD = _ENTRY.follows_from.is_(None)
UNITS: ColumnElement[Any] = bindparam("units", type_=ARRAY(Text()))
# Whoever has an entry at or below one of these units, with all his entries.
CONCERNED = (
    select(_ENTRY.figure_code, _ENTRY.subject)
    .where(func.string_to_array(_ENTRY.org_path, ".").bool_op("&&")(UNITS), _TOLD)
    .distinct()
    .subquery("concerned")
)
THEIRS = (_ENTRY.figure_code == CONCERNED.c.figure_code, _ENTRY.subject == CONCERNED.c.subject)
ENTRIES = select(
    _ENTRY.figure_code,
    _ENTRY.org_path,
    _ENTRY.subject,
    _ENTRY.day,
    _ENTRY.delta,
    _ENTRY.kind,
    _ENTRY.event_id,
    _ENTRY.known_at,
).where(*THEIRS, _TOLD)
TAKE_OUT = (
    delete(FIGURE_ENTRY)
    .where(*THEIRS, ~_TOLD)
    .returning(
        _ENTRY.follows_from,
        _ENTRY.figure_code,
        _ENTRY.org_path,
        _ENTRY.subject,
        _ENTRY.day,
        _ENTRY.known_at,
        _ENTRY.kind,
        _ENTRY.delta,
    )
)
# A sum of nothing is none: which there are must not tell in which order things came.
TIDY = (
    delete(FIGURE_CHANGE).where(FIGURE_CHANGE.c.partition == PARTITION, FIGURE_CHANGE.c.events == 0),
    delete(FIGURE_BELOW).where(FIGURE_BELOW.c.partition == PARTITION, FIGURE_BELOW.c.events == 0),
    delete(FIGURE_TOTAL).where(
        FIGURE_TOTAL.c.partition == PARTITION, FIGURE_TOTAL.c.events_here == 0, FIGURE_TOTAL.c.events_below == 0
    ),
)


async def carry(connection: AsyncConnection, lines: Sequence[Line]) -> None:
    """What follows from new entries."""
    if lines:
        rows = sorted((_id_of(cause, each), cause, *each) for cause, each in lines)
        await connection.execute(CARRY, arrays(CARRIED_COLUMNS, rows))
        await add(connection, {PARTITION: folded(each for _, each in lines)})


async def carry_anew(connection: AsyncConnection, org_codes: Collection[str], moves: Moves) -> None:
    """What follows from all entries that a move of these units may concern."""
    if not org_codes:
        return
    units = {"units": sorted(moves.together_with(org_codes))}
    before = [Carried(*line) for _, *line in await connection.execute(TAKE_OUT, units)]
    after = list(_follows(await connection.execute(ENTRIES, units), moves))
    await add(connection, {PARTITION: folded(before, -1)})
    await carry(connection, after)
    for statement in TIDY:
        await connection.execute(statement)


def _id_of(cause: UUID, line: Carried) -> UUID:
    """One event leads to several entries of a day, each as of when it was known."""
    return uuid5(cause, f"{line.kind} {line.known_at.isoformat()}")


def _follows(rows: Iterable[Any], moves: Moves) -> Iterable[Line]:
    by_event = defaultdict(list)
    for *entry, event_id, known_at in rows:
        by_event[event_id, known_at].append(Entry(*entry))
    for (event_id, known_at), entries in by_event.items():
        yield from ((event_id, each) for each in carried(entries, known_at, moves))


ENTER = text("""
    INSERT INTO figure_entry (figure_code, org_path, subject, day, delta, kind, event_id, known_at)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:paths AS text[]), CAST(:subjects AS text[]),
                         CAST(:days AS date[]), CAST(:deltas AS bigint[]), CAST(:kinds AS text[]),
                         CAST(:event_ids AS uuid[]), CAST(:times AS timestamptz[]))
""")
FRESHEN = text("""
    INSERT INTO figure_freshness AS kept (projection, partition, last_event_at)
    SELECT 'figures', * FROM unnest(CAST(:partitions AS int[]), CAST(:times AS timestamptz[]))
    ON CONFLICT (projection, partition) DO UPDATE
    SET last_event_at = greatest(kept.last_event_at, excluded.last_event_at)
""")
COLUMNS_OF_ENTRIES = ("codes", "paths", "subjects", "days", "deltas", "kinds", "event_ids", "times")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Six statements a batch, whatever its size, and some more once units have moved. Entries and their sums, so order
    and batching leave no trace.

    Each partition has sums of its own, so that two workers do not wait for each other; rows go in sorted, so that a
    worker and the former owner of its partition do not wait for each other crosswise. No event is counted twice: the
    ledger refuses its entries, and with them the sums.
    """
    moves = await read_moves(connection)
    entries: dict[int, list[Entry]] = defaultdict(list)
    lines: list[tuple[Any, ...]] = []
    follows: list[tuple[UUID, Carried]] = []
    for each in deliveries:
        own = contributions(each.event, each.key, COUNTS)
        entries[each.partition] += own
        lines += [(*entry, each.id, each.time) for entry in own]
        follows += [(each.id, entry) for entry in carried(own, each.time, moves)] if moves else []
    await add(connection, {partition: folded(own) for partition, own in sorted(entries.items())})
    times = [(partition, max(each.time for each in deliveries if each.partition == partition)) for partition in entries]
    await connection.execute(FRESHEN, arrays(("partitions", "times"), sorted(times)))
    await connection.execute(ENTER, arrays(COLUMNS_OF_ENTRIES, sorted(lines)))
    if moves:
        await carry(connection, follows)
        await carry_anew(
            connection, {each.event.org_code for each in deliveries if isinstance(each.event, MOVES)}, moves
        )


FIGURES_BY_UNIT_AND_DAY = Projection(
    name="figures",
    contracts=(*COUNTS, *MOVES),
    apply=apply,
    tables=(FIGURE_ENTRY, FIGURE_CHANGE, FIGURE_BELOW, FIGURE_TOTAL, FIGURE_FRESHNESS),
    # A release that knows no totals adds nothing to them.
    parts=claims(FIGURES) | {"totals": (*COUNTS, *MOVES)},
)
