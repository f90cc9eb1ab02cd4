"""From when on this county or another one pays who moves, as registry tells of it.

Every move is a row; a revocation strikes the last one that stood before it, so that what was so before is so again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import TRANSFER
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import TransferRevoked, VeteranTransferOutCompleted, VeteranTransferredIn
from shared.inbox.projection import Delivered, Projection

_MOVES = text("""
    INSERT INTO transfer_of_payment (person_id, sequence, direction, month)
    SELECT * FROM unnest(CAST(:persons AS uuid[]), CAST(:sequences AS bigint[]), CAST(:directions AS text[]),
                         CAST(:months AS date[]))
    ON CONFLICT (person_id, sequence) DO NOTHING
""")
_REVOCATIONS = text("""
    UPDATE transfer_of_payment t SET revoked_by = e.sequence
    FROM unnest(CAST(:persons AS uuid[]), CAST(:sequences AS bigint[])) e (person, sequence)
    WHERE t.person_id = e.person AND t.revoked_by IS NULL AND t.sequence = (
        SELECT max(o.sequence) FROM transfer_of_payment o
        WHERE o.person_id = e.person AND o.sequence < e.sequence
            AND (o.revoked_by IS NULL OR o.revoked_by >= e.sequence)
    )
""")


def moves(delivered: Sequence[Delivered[Event]]) -> list[tuple[Any, ...]]:
    """Person, place among his events, direction, and the last month paid here or the first one."""
    found: list[tuple[Any, ...]] = []
    for each in delivered:
        if isinstance(each.event, VeteranTransferOutCompleted):
            last = each.event.paid_through_month
            month = Month.read(last) if last else Month.of(each.event.effective_on).later(-1)
            found.append((each.event.person_id, each.sequence, "out", month.first_day))
        elif isinstance(each.event, VeteranTransferredIn):
            first = Month.read(each.event.first_month_here).first_day
            found.append((each.event.person_id, each.sequence, "in", first))
    return found


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    made = moves(delivered)
    if made:
        await connection.execute(_MOVES, arrays(("persons", "sequences", "directions", "months"), made))
    for revoked in _rounds(delivered):
        await connection.execute(_REVOCATIONS, arrays(("persons", "sequences"), revoked))


def _rounds(delivered: Sequence[Delivered[Event]]) -> list[list[tuple[Any, int]]]:
    """Revocations, one of a person at a time in their order: the first of each, then the second."""
    rounds: list[list[tuple[Any, int]]] = []
    seen: dict[Any, int] = {}
    for each in delivered:
        if isinstance(each.event, TransferRevoked):
            place = seen[each.event.person_id] = seen.get(each.event.person_id, -1) + 1
            if place == len(rounds):
                rounds.append([])
            rounds[place].append((each.event.person_id, each.sequence))
    return rounds


TRANSFERS = Projection(
    name="transfers-of-payment",
    contracts=(VeteranTransferOutCompleted, VeteranTransferredIn, TransferRevoked),
    apply=apply,
    tables=(TRANSFER,),
)
