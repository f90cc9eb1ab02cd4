"""Reading requests."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.data_requests.domain import DataRequest, DataRequestNotFound
from services.registry.data_requests.tables import DATA_REQUEST
from services.registry.veterans.tables import PERSON, VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD = DATA_REQUEST.c
_NAMES = [each.name for each in fields(DataRequest)]


@dataclass(frozen=True, slots=True)
class WantedRequests:
    """Requests that agree with everything that is given; `overdue`: open, and due before today."""

    person_id: UUID | None = None
    is_open: bool | None = None
    overdue: bool | None = None


def _within(caller: Caller) -> Select[Any]:
    return (
        select(DATA_REQUEST, ACCOUNT.c.display_name, VETERAN.c.org_path, PERSON.c.synthetic)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .join(PERSON, PERSON.c.person_id == _HELD.person_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.opened_by)
        .where(within(VETERAN.c.org_path, caller))
    )


async def fetch_requests(
    reading: Reading, wanted: WantedRequests, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of persons in the caller's scope, the first due first."""
    found, order = _wanted(reading, wanted), [_HELD.due_on, _HELD.request_id]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def count_requests(reading: Reading, wanted: WantedRequests) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading, wanted))


def _wanted(reading: Reading, wanted: WantedRequests) -> Select[Any]:
    return _within(reading.caller).where(
        when(wanted.person_id, lambda person: _HELD.person_id == person),
        when(wanted.is_open, lambda is_open: _HELD.outcome.is_(None) == is_open),
        when(wanted.overdue, lambda overdue: is_late(local_date(reading.now)) == overdue),
    )


def is_late(today: date) -> Any:
    """Nobody has answered, and the last day for it is over."""
    return _HELD.outcome.is_(None) & (_HELD.due_on < today)


async def count_overdue(connection: AsyncConnection, today: date) -> int:
    """Of the whole county."""
    return await connection.scalar(select(func.count()).select_from(DATA_REQUEST).where(is_late(today))) or 0


async def get_request(connection: AsyncConnection, request_id: UUID, caller: Caller) -> Row[Any]:
    """A row of the same. Raises `DataRequestNotFound`, also for a person outside the caller's scope."""
    found = await connection.execute(_within(caller).where(_HELD.request_id == request_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise DataRequestNotFound
    return row


async def lock_request(
    connection: AsyncConnection, request_id: UUID, caller: Caller
) -> tuple[DataRequest, Row[Any]]:  # fmt: skip
    """The request, for this transaction alone to close, and its row with `org_path` and `synthetic` of the person.
    Raises `DataRequestNotFound`."""
    await connection.execute(select(_HELD.request_id).where(_HELD.request_id == request_id).with_for_update())
    row = await get_request(connection, request_id, caller)
    return DataRequest(**{name: row._mapping[name] for name in _NAMES}), row
