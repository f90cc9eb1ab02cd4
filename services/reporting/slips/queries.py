"""Reading supervision slips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.slips.domain import Slip, SlipState, SupervisionSlipNotFound
from services.reporting.slips.parameters import OUTCOMES
from services.reporting.slips.tables import SUPERVISION_SLIP, SUPERVISION_SLIP_STEP
from services.reporting.units.queries import within_unit
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import first_of, when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_SLIP = SUPERVISION_SLIP.c
_STEP = SUPERVISION_SLIP_STEP.c


@dataclass(frozen=True, slots=True)
class WantedSlips:
    """Slips that agree with everything that is given: of `unit` and below it, of a colour, in the state `shown` (a word
    of `parameters.SHOWN`)."""

    unit: str | None = None
    colour: str | None = None
    shown: str | None = None


async def fetch_slips(
    reading: Reading, wanted: WantedSlips, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units, the last issued first. Raises `OrgUnitNotFound`, `OutOfScope`."""
    today, path = local_date(reading.now), await within_unit(reading, wanted.unit)
    found = select(SUPERVISION_SLIP).where(
        within(_SLIP.org_path, reading.caller),
        when(path, lambda path: at_or_below(_SLIP.org_path, path)),
        when(wanted.colour, lambda colour: _SLIP.colour == colour),
        when(wanted.shown, lambda word: _shown(word, today)),
    )
    return await fetch_page(
        reading.connection, found, by=[_SLIP.slip_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_slip(reading: Reading, slip_id: UUID) -> Slip:
    """Raises `SupervisionSlipNotFound`, also for one outside the caller's scope."""
    own = select(SUPERVISION_SLIP).where(_SLIP.slip_id == slip_id, within(_SLIP.org_path, reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise SupervisionSlipNotFound
    return slip_of(row)


async def find_follower(connection: AsyncConnection, slip_id: UUID) -> UUID | None:
    """The slip of the next colour that took its place."""
    found: UUID | None = await connection.scalar(select(_SLIP.slip_id).where(_SLIP.follows == slip_id))
    return found


async def list_slip_steps(connection: AsyncConnection, slip_id: UUID) -> Sequence[Row[Any]]:
    """All that was done with a slip, the last first."""
    own = select(SUPERVISION_SLIP_STEP).where(_STEP.slip_id == slip_id)
    return (await connection.execute(own.order_by(_STEP.version.desc()))).all()


async def find_slip(connection: AsyncConnection, slip_id: UUID) -> Slip | None:
    """For this transaction alone to change."""
    row = (await connection.execute(select(SUPERVISION_SLIP).where(_SLIP.slip_id == slip_id).with_for_update())).first()
    return None if row is None else slip_of(row)


async def lock_overdue_slips(connection: AsyncConnection, today: date, limit: int) -> Sequence[Slip]:
    """Slips that nobody answered in time, and that were not told yet."""
    over = select(SUPERVISION_SLIP).where(_overdue(today), _SLIP.overdue_on.is_(None))
    locked = over.order_by(_SLIP.due_on, _SLIP.slip_id).limit(limit).with_for_update(skip_locked=True)
    return [slip_of(row) for row in await connection.execute(locked)]


async def list_open_slips(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Of the caller's units, those that are not closed, the first to be due first."""
    own = select(SUPERVISION_SLIP).where(within(_SLIP.org_path, reading.caller), _SLIP.state != SlipState.CLOSED)
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(own.order_by(_SLIP.due_on, _SLIP.slip_id), limit))
    ).all()
    return rows


def slip_of(row: Row[Any]) -> Slip:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Slip)}
    return Slip(**{**said, "state": SlipState(row.state), "answered_by": tuple(row.answered_by)})


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(_SLIP.state == SlipState.ISSUED, _SLIP.due_on < today)


def _shown(word: str, today: date) -> ColumnElement[bool]:
    if word == "overdue":
        return _overdue(today)
    return (_SLIP.outcome if word in OUTCOMES else _SLIP.state) == word
