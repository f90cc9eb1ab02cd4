"""Recording, correcting and withdrawing opening figures."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.reporting.openings.domain import Opening, OpeningFigureExists, must_be_possible
from services.reporting.openings.queries import COLUMN, counted_since, has_standing, lock_standing
from services.reporting.openings.tables import OPENING_FIGURE
from services.reporting.units.domain import code_of
from services.reporting.units.queries import get_unit
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def record_opening_figure(tx: Transaction, org_code: str, opening: Opening) -> UUID:
    """What a unit had done by the end of a day, where it stood on that day. Raises `OrgUnitNotFound`, `OutOfScope`,
    `OpeningFigureInvalid`, `OpeningFigureExists`."""
    unit = await get_unit(tx.connection, org_code, local_date(tx.now))
    tx.caller.must_cover(unit.path)
    return await _write(tx, unit.code, opening, replaces=None)


@command
async def correct_opening_figure(
    tx: Transaction, opening_id: UUID, *, counted_to: date, value: int, document: str
) -> UUID:
    """Another value, day or document for the same unit and figure; the one before is kept, with when it ended.

    Raises `OpeningFigureNotFound`, `OpeningFigureEnded`, `OpeningFigureInvalid`.
    """
    row = await lock_standing(tx.connection, opening_id, tx.caller)
    await _end(tx, opening_id, reason=None)
    opening = Opening(row.figure_code, counted_to, value, document)
    return await _write(tx, code_of(row.org_path), opening, replaces=opening_id)


@command
async def withdraw_opening_figure(tx: Transaction, opening_id: UUID, *, reason: str) -> None:
    """It was never to be recorded. Raises `OpeningFigureNotFound`, `OpeningFigureEnded`."""
    tx.concerns(f"opening {opening_id}", purpose=reason)
    await lock_standing(tx.connection, opening_id, tx.caller)
    await _end(tx, opening_id, reason=reason)


async def _write(tx: Transaction, org_code: str, opening: Opening, *, replaces: UUID | None) -> UUID:
    opening_id = new_id()
    tx.concerns(f"opening {opening_id}", purpose=opening.document)
    since = await counted_since(tx.connection, org_code, opening.figure_code)
    must_be_possible(opening, today=local_date(tx.now), counted_since=since)
    await tx.take_turn(f"opening figure {opening.figure_code} of {org_code}")
    if await has_standing(tx.connection, org_code, opening.figure_code):
        raise OpeningFigureExists
    place = await get_unit(tx.connection, org_code, opening.counted_to)
    line: dict[str, Any] = {
        "opening_id": opening_id,
        "figure_code": opening.figure_code,
        "org_path": place.path,
        "counted_to": opening.counted_to,
        "value": opening.value,
        "document": opening.document,
        "replaces": replaces,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    written = insert(OPENING_FIGURE).values(line).on_conflict_do_nothing().returning(COLUMN.opening_id)
    if await tx.connection.scalar(written) is None:
        raise OpeningFigureExists
    return opening_id


async def _end(tx: Transaction, opening_id: UUID, *, reason: str | None) -> None:
    ended = {"ended_by": tx.caller.account_id, "ended_at": tx.now, "end_reason": reason}
    await tx.connection.execute(update(OPENING_FIGURE).where(COLUMN.opening_id == opening_id).values(ended))
