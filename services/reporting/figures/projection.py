"""Every contract that a figure counts → `figure_entry`, `figure_change`, `figure_below`, `figure_freshness`."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import COUNTS, Entry, claims, contributions, folded, rolled_up
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.tables import FIGURE_BELOW, FIGURE_CHANGE, FIGURE_ENTRY, FIGURE_FRESHNESS
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

ENTER = text("""
    INSERT INTO figure_entry (figure_code, org_path, subject, day, delta, kind, event_id, known_at)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:paths AS text[]), CAST(:subjects AS text[]),
                         CAST(:days AS date[]), CAST(:deltas AS bigint[]), CAST(:kinds AS text[]),
                         CAST(:event_ids AS uuid[]), CAST(:times AS timestamptz[]))
""")
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
FRESHEN = text("""
    INSERT INTO figure_freshness AS kept (projection, partition, last_event_at)
    SELECT 'figures', * FROM unnest(CAST(:partitions AS int[]), CAST(:times AS timestamptz[]))
    ON CONFLICT (projection, partition) DO UPDATE
    SET last_event_at = greatest(kept.last_event_at, excluded.last_event_at)
""")
COLUMNS_OF_ENTRIES = ("codes", "paths", "subjects", "days", "deltas", "kinds", "event_ids", "times")
COLUMNS = ("paths", "codes", "days", "partitions", "deltas", "events")
COLUMNS_ABOVE = ("paths", "codes", "grains", "days", "partitions", "deltas", "events")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Four statements a batch, whatever its size. Entries and their sums, so order and batching leave no trace.

    Each partition has sums of its own, so that two workers do not wait for each other; rows go in sorted, so that a
    worker and the former owner of its partition do not wait for each other crosswise. No event is counted twice: the
    ledger refuses its entries, and with them the sums.
    """
    entries: dict[int, list[Entry]] = defaultdict(list)
    lines: list[tuple[Any, ...]] = []
    for each in deliveries:
        own = contributions(each.event, each.key, COUNTS)
        entries[each.partition] += own
        lines += [(*entry, each.id, each.time) for entry in own]
    cells = {partition: folded(own) for partition, own in sorted(entries.items())}
    rows = sorted((*cell, partition, *change) for partition, own in cells.items() for cell, change in own.items())
    await connection.execute(ADD, arrays(COLUMNS, rows))
    above = {partition: rolled_up(own) for partition, own in cells.items()}
    rows_above = sorted((*span, partition, *change) for partition, own in above.items() for span, change in own.items())
    await connection.execute(ADD_ABOVE, arrays(COLUMNS_ABOVE, rows_above))
    times = [(partition, max(each.time for each in deliveries if each.partition == partition)) for partition in cells]
    await connection.execute(FRESHEN, arrays(("partitions", "times"), times))
    await connection.execute(ENTER, arrays(COLUMNS_OF_ENTRIES, sorted(lines)))


FIGURES_BY_UNIT_AND_DAY = Projection(
    name="figures",
    contracts=tuple(COUNTS),
    apply=apply,
    tables=(FIGURE_ENTRY, FIGURE_CHANGE, FIGURE_BELOW, FIGURE_FRESHNESS),
    parts=claims(FIGURES),
)
