"""What is kept of checks, and which go on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.entries.queries import OF_A_UNIT
from services.registry.standards.domain import FIVE, found, in_order
from services.registry.standards.tables import FIVE_HAVES, UNIFIED_STANDARD
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.events.registry.county import standards as told
from shared.language import Text

CHECKED, ENDED = "checked", "ended"
_AGAIN = Text("再次核查", "Check again")
CLOSED = Step(ENDED, Text("机构撤销", "The unit was closed"), frozenset({CHECKED}), ENDED, "ended_on")
"""By the closing of the unit alone; nobody says so."""


def _check(*takes: str) -> Step:
    return Step("check", _AGAIN, frozenset({CHECKED}), CHECKED, "checked_on", takes=takes, keeps=found(*takes))


FIVE_HAVES_DEFINITION = BookDefinition(
    "five-haves",
    FIVE_HAVES,
    OF_A_UNIT,
    Telling(
        told.FiveHaves,
        told.FiveHavesChecked,
        told.FiveHavesCorrected,
        told.FiveHavesRevoked,
        {"check": told.FiveHavesRechecked, ENDED: told.FiveHavesEnded},
    ),
    Days(("checked_on",)),
    begins=CHECKED,
    steps=(_check(*FIVE),),
    unique=("uq_five_haves_org_code",),
    starts={"earlier": []},
    checks=in_order,
)
UNIFIED_DEFINITION = BookDefinition(
    "unified-standard",
    UNIFIED_STANDARD,
    OF_A_UNIT,
    Telling(
        told.UnifiedStandard,
        told.UnifiedStandardChecked,
        told.UnifiedStandardCorrected,
        told.UnifiedStandardRevoked,
        {"check": told.UnifiedStandardRechecked, ENDED: told.UnifiedStandardEnded},
    ),
    Days(("checked_on",)),
    begins=CHECKED,
    steps=(_check("passed"),),
    unique=("uq_unified_standard_item",),
    starts={"earlier": []},
    checks=in_order,
)
CHECK_DEFINITIONS = (FIVE_HAVES_DEFINITION, UNIFIED_DEFINITION)


async def list_checked(connection: AsyncConnection, book: BookDefinition, org_code: str) -> Sequence[Row[Any]]:
    """Those of a unit that go on, for this transaction alone to change."""
    return await _list(connection, book, org_code, book.table.c.state == CHECKED)


async def list_ended(connection: AsyncConnection, book: BookDefinition, org_code: str, on: date) -> Sequence[Row[Any]]:
    """Those that ended with a unit on that day, for this transaction alone to change."""
    held = book.table.c
    return await _list(connection, book, org_code, (held.state == ENDED) & (held.ended_on == on))


async def _list(
    connection: AsyncConnection, book: BookDefinition, org_code: str, which: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    held = book.table.c
    own = select(book.table).where(held.org_code == org_code, which)
    return (await connection.execute(own.order_by(held.entry_id).with_for_update())).all()
