"""What other services answer of units that are to be closed. The last answer of each holds."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.reorganisations.tables import UNIT_ANSWER
from shared.database.bulk import arrays
from shared.events import benefits, notifications, reporting
from shared.events.catalogue import published
from shared.events.clearing import OpenMatter
from shared.inbox.projection import Delivered, Projection

CONTRACTS = tuple(
    contract
    for owner in (benefits, reporting, notifications)
    for contract in (owner.OrgUnitCleared, owner.OrgUnitNotCleared)
)
_COLUMNS = ("codes", "services", "asked", "matters", "times")
_ANSWERED = text("""
    INSERT INTO org_unit_answer (org_code, service, asked, open, answered_at)
    SELECT code, service, asked, CAST(matters AS jsonb), answered_at
    FROM unnest(CAST(:codes AS text[]), CAST(:services AS text[]), CAST(:asked AS integer[]),
                CAST(:matters AS text[]), CAST(:times AS timestamptz[]))
         AS told (code, service, asked, matters, answered_at)
    ON CONFLICT (org_code, service) DO UPDATE
    SET asked = excluded.asked, open = excluded.open, answered_at = excluded.answered_at
""")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
    """One statement; of a service's answers about a unit the last stands."""
    last = {(each.event.org_code, published(type(each.event)).owner): each for each in delivered}
    lines = [
        (code, service, each.event.asked, _open(getattr(each.event, "matters", ())), each.time)
        for (code, service), each in sorted(last.items())
    ]
    await connection.execute(_ANSWERED, arrays(_COLUMNS, lines))


def _open(matters: Sequence[OpenMatter]) -> str:
    return msgspec.json.encode({each.matter: each.count for each in matters}).decode()


ANSWERS = Projection("unit-answers", CONTRACTS, apply, (UNIT_ANSWER,))
