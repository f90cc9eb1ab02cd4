"""Every contract that a figure counts → `figure_change`, `figure_below`, `figure_freshness`."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.database import arrays
from services.reporting.figures.domain import COUNTS, folded, rolled_up
from services.reporting.figures.tables import FIGURE_BELOW, FIGURE_CHANGE, FIGURE_FRESHNESS
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

ADD = text("""
    INSERT INTO figure_change AS kept (org_path, figure_code, day, delta, events)
    SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:codes AS text[]), CAST(:days AS date[]),
                         CAST(:deltas AS bigint[]), CAST(:events AS bigint[]))
    ON CONFLICT (org_path, figure_code, day) DO UPDATE
    SET delta = kept.delta + excluded.delta, events = kept.events + excluded.events
""")
ADD_ABOVE = text("""
    INSERT INTO figure_below AS kept (org_path, figure_code, grain, starts_on, delta, events)
    SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:codes AS text[]), CAST(:grains AS text[]), CAST(:days AS date[]),
                         CAST(:deltas AS bigint[]), CAST(:events AS bigint[]))
    ON CONFLICT (org_path, figure_code, grain, starts_on) DO UPDATE
    SET delta = kept.delta + excluded.delta, events = kept.events + excluded.events
""")
FRESHEN = text("""
    INSERT INTO figure_freshness AS kept (projection, last_event_at) VALUES ('figures', CAST(:at AS timestamptz))
    ON CONFLICT (projection) DO UPDATE SET last_event_at = greatest(kept.last_event_at, excluded.last_event_at)
""")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Three statements a batch, whatever its size. Sums only, so order and batching leave no trace.

    Rows go in sorted, so that two workers never wait for each other crosswise.
    """
    cells = folded((delivered.event for delivered in deliveries), COUNTS)
    above = rolled_up(cells)
    rows = ((*cell, *cells[cell]) for cell in sorted(cells))
    await connection.execute(ADD, arrays(("paths", "codes", "days", "deltas", "events"), rows))
    rows_above = ((*span, *above[span]) for span in sorted(above))
    await connection.execute(ADD_ABOVE, arrays(("paths", "codes", "grains", "days", "deltas", "events"), rows_above))
    await connection.execute(FRESHEN, {"at": max(delivered.time for delivered in deliveries)})


FIGURES_BY_UNIT_AND_DAY = Projection(
    name="figures",
    contracts=tuple(COUNTS),
    apply=apply,
    tables=(FIGURE_CHANGE, FIGURE_BELOW, FIGURE_FRESHNESS),
)
