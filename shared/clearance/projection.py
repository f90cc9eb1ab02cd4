"""Which organisations are to be closed, learnt from registry's events: a row for each that was asked about and neither
closed nor kept since."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clearance.tables import CLOSING_UNIT
from shared.database.bulk import arrays
from shared.events.registry import OrgUnitClosed, OrgUnitClosing, OrgUnitClosingWithdrawn
from shared.inbox.projection import Delivered, Projection

ClosingEvent = OrgUnitClosing | OrgUnitClosingWithdrawn | OrgUnitClosed

_COLUMNS = ("codes", "asked", "successors")
_ASK = text("""
    INSERT INTO closing_unit (org_code, asked, successor_code)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:asked AS integer[]), CAST(:successors AS text[]))
    ON CONFLICT (org_code) DO UPDATE SET asked = excluded.asked, successor_code = excluded.successor_code
""")
_END = text("DELETE FROM closing_unit WHERE org_code = ANY (CAST(:codes AS text[]))")


async def apply_closings(connection: AsyncConnection, delivered: Sequence[Delivered[ClosingEvent]]) -> None:
    """Two statements; of several events of an organisation the last stands."""
    last = {each.event.org_code: each for each in delivered}
    ended = sorted(code for code, each in last.items() if not isinstance(each.event, OrgUnitClosing))
    asked = [
        (code, each.sequence, each.event.successor_code)
        for code, each in sorted(last.items())
        if isinstance(each.event, OrgUnitClosing)
    ]
    if asked:
        await connection.execute(_ASK, arrays(_COLUMNS, asked))
    if ended:
        await connection.execute(_END, {"codes": ended})


CLOSING_UNITS = Projection(
    "closing-units", (OrgUnitClosing, OrgUnitClosingWithdrawn, OrgUnitClosed), apply_closings, (CLOSING_UNIT,)
)
