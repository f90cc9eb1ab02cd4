"""Reading records of branch life, and what is overdue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.branch_life.domain import Known, Record, RecordNotFound, Sheet, Span
from services.registry.branch_life.parameters import Duty, RecordState
from services.registry.branch_life.tables import BRANCH_OVERDUE, BRANCH_RECORD
from services.registry.network.queries import find_path
from services.registry.party.domain import PartyKind
from services.registry.party.queries import Began, Lasted
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD, _LATE, _PARTY = BRANCH_RECORD.c, BRANCH_OVERDUE.c, PARTY_ORGANISATION.c
# What counts as held: handed in, and not returned.
STANDING = (RecordState.SUBMITTED, RecordState.ACCEPTED)
_IS_HELD = _HELD.state.in_(STANDING)


@dataclass(frozen=True, slots=True)
class WantedRecords:
    """Records that agree with everything that is given: of `unit` and below it; of one organisation, kind, state; held
    from a day to another; late ones, or those in time."""

    unit: str | None = None
    party_org: str | None = None
    kind: str | None = None
    state: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    is_late: bool | None = None


async def fetch_records(
    reading: Reading, wanted: WantedRecords, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units, the last held first, each with `name` of its organisation. Raises
    `OrgUnitNotFound`."""
    found = await _wanted(reading, wanted)
    order = [_HELD.held_on, _HELD.record_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_records(reading: Reading, wanted: WantedRecords) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _wanted(reading, wanted))


async def _wanted(reading: Reading, wanted: WantedRecords) -> Select[Any]:
    path = await find_path(reading, wanted.unit)
    return _named(BRANCH_RECORD).where(
        within(_HELD.org_path, reading.caller),
        when(path, lambda path: at_or_below(_HELD.org_path, path)),
        when(wanted.party_org, lambda code: _HELD.party_org_code == code),
        when(wanted.kind, lambda kind: _HELD.kind == kind),
        when(wanted.state, lambda state: _HELD.state == state),
        when(wanted.from_on, lambda day: _HELD.held_on >= day),
        when(wanted.to_on, lambda day: _HELD.held_on <= day),
        when(wanted.is_late, lambda late: (_HELD.late_days > 0) == late),
    )


def _named(table: Any) -> Select[Any]:
    own = table.c.party_org_code == _PARTY.party_org_code
    return select(table, _PARTY.name).select_from(table).join(PARTY_ORGANISATION, own)


async def get_record(reading: Reading, record_id: UUID) -> Row[Any]:
    """Raises `RecordNotFound`, also for one outside the caller's scope."""
    own = _named(BRANCH_RECORD).where(_HELD.record_id == record_id, within(_HELD.org_path, reading.caller))
    row: Row[Any] | None = (await reading.connection.execute(own)).first()
    if row is None:
        raise RecordNotFound
    return row


async def find_locked(connection: AsyncConnection, record_id: UUID) -> Record | None:
    """For this transaction alone to change."""
    own = select(BRANCH_RECORD).where(_HELD.record_id == record_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else record_of(row)


async def find_of_day(connection: AsyncConnection, party_org_code: str, kind: str, held_on: date) -> UUID | None:
    """The record of that kind and day that stands."""
    own = and_(_HELD.party_org_code == party_org_code, _HELD.kind == kind, _HELD.held_on == held_on)
    found: UUID | None = await connection.scalar(
        select(_HELD.record_id).where(own, _HELD.state != RecordState.WITHDRAWN)
    )
    return found


async def get_year(connection: AsyncConnection, party_org_code: str, year: int) -> Known:
    """What the organisation held in a year, and what was told to be overdue of it."""
    days = (date(year, 1, 1), date(year, 12, 31))
    own = (_HELD.party_org_code == party_org_code, _HELD.held_on.between(*days), _IS_HELD)
    held: dict[tuple[str, str], bool] = {}
    for row in await connection.execute(select(_HELD.kind, _HELD.period, _HELD.late_days).where(*own)):
        key = (row.kind, row.period)
        held[key] = held.get(key, True) and row.late_days > 0  # one in time is enough
    late = select(_LATE.kind, _LATE.period).where(_LATE.party_org_code == party_org_code, _LATE.due_on.between(*days))
    told = {(row.kind, row.period) for row in await connection.execute(late)}
    return Known(held.keys(), {key for key, is_late in held.items() if is_late}, told)


async def list_owing(
    connection: AsyncConnection, duty: Duty, span: Span, *, only: str | None = None, limit: int
) -> Sequence[Row[Any]]:
    """Organisations that stood through the span, hold nothing of the kind in it, and of whom that was not told yet."""
    stood = (_PARTY.established_on <= span.first) & (_PARTY.dissolved_on.is_(None) | (_PARTY.dissolved_on > span.last))
    held = exists().where(
        _HELD.party_org_code == _PARTY.party_org_code, _HELD.kind == duty.kind, _HELD.period == span.code, _IS_HELD
    )
    told = exists().where(
        _LATE.party_org_code == _PARTY.party_org_code, _LATE.kind == duty.kind, _LATE.period == span.code
    )
    found: Select[Any] = select(_PARTY.party_org_code, _PARTY.org_path).where(
        _PARTY.kind == duty.owed_by, stood, ~held, ~told, when(only, lambda code: _PARTY.party_org_code == code)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(found.order_by(_PARTY.party_org_code).limit(limit))).all()
    return rows


async def list_owed_by(reading: Reading, kind: PartyKind) -> Sequence[tuple[str, str]]:
    """Code and name of the branches, or groups, of the caller's units that stand."""
    found = select(_PARTY.party_org_code, _PARTY.name).where(
        _PARTY.kind == kind, _PARTY.dissolved_on.is_(None), within(_PARTY.org_path, reading.caller)
    )
    rows = await reading.connection.execute(found.order_by(_PARTY.party_org_code))
    return [(row.party_org_code, row.name) for row in rows]


@dataclass(frozen=True, slots=True)
class WantedOverdue:
    """What is overdue of `unit` and below it, of one organisation, of a kind."""

    unit: str | None = None
    party_org: str | None = None
    kind: str | None = None


async def fetch_overdue(
    reading: Reading, wanted: WantedOverdue, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What was told to be overdue and has not been held since, of the caller's units; the latest first."""
    order = [_LATE.due_on, _LATE.overdue_id]
    found = await _overdue(reading, wanted)
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_overdue(reading: Reading, wanted: WantedOverdue) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _overdue(reading, wanted))


async def _overdue(reading: Reading, wanted: WantedOverdue) -> Select[Any]:
    path = await find_path(reading, wanted.unit)
    return _named(BRANCH_OVERDUE).where(
        within(_LATE.org_path, reading.caller),
        _NOT_HELD,
        when(path, lambda path: at_or_below(_LATE.org_path, path)),
        when(wanted.party_org, lambda code: _LATE.party_org_code == code),
        when(wanted.kind, lambda kind: _LATE.kind == kind),
    )


_NOT_HELD: ColumnElement[bool] = ~exists().where(
    _HELD.party_org_code == _LATE.party_org_code, _HELD.kind == _LATE.kind, _HELD.period == _LATE.period, _IS_HELD
)


async def count_all_overdue(connection: AsyncConnection) -> int:
    """Of the whole county."""
    return await connection.scalar(select(func.count()).select_from(BRANCH_OVERDUE).where(_NOT_HELD)) or 0


_OWN: tuple[str, ...] = (
    *("record_id", "party_org_code", "org_path", "version", "told", "recorded_by", "submitted_on", "late_days"),
    *("return_reason", "return_note", "withdrawal"),
)


def sheet_of(row: Row[Any]) -> Sheet:
    """What a row of `branch_record` says."""
    return Sheet(**{each.name: row._mapping[each.name] for each in fields(Sheet)})


def record_of(row: Row[Any]) -> Record:
    """What a row of `branch_record` stands for."""
    own = {name: row._mapping[name] for name in _OWN}
    return Record(sheet=sheet_of(row), state=RecordState(row.state), written_by=tuple(row.written_by), **own)


async def _count_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    lasted = (_HELD.party_org_code == party_org_code, _HELD.held_on >= on, _HELD.state != RecordState.WITHDRAWN)
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


RECORDS_AFTER = Lasted(
    "branch-records-after",
    "当日及以后仍有 {count} 条组织生活记录。",
    "Records of branch life are of that day or later: {count}.",
    _count_after,
)


async def _find_first(connection: AsyncConnection, party_org_code: str) -> date | None:
    own = (_HELD.party_org_code == party_org_code, _HELD.state != RecordState.WITHDRAWN)
    found: date | None = await connection.scalar(select(func.min(_HELD.held_on)).where(*own))
    return found


FIRST_RECORD = Began(
    "first-branch-record",
    "该党组织最早的组织生活记录是 {first} 的，成立日期不能晚于该日。",
    "Its first record of branch life is of {first}: it was not founded later.",
    _find_first,
)
