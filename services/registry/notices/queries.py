"""Reading notices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.notices.domain.message import opened_from
from services.registry.notices.domain.settling import NoticeForgotten, NoticeNotFound
from services.registry.notices.tables import EXTERNAL_NOTICE, INBOUND_POSITION
from services.registry.veterans.tables import VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import IdNumber, PersonName

T = TypeVar("T")

COLUMN = EXTERNAL_NOTICE.c
SEALED_AS = "sealed"


@dataclass(frozen=True, slots=True)
class WantedNotices:
    """Those that agree with everything that is given."""

    waiting: bool | None = None
    kind: str | None = None
    match: str | None = None
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """What a notice says, masked wherever it is printed; the document is the sender's."""

    number: IdNumber
    name: PersonName
    document: str


async def fetch_notices(
    reading: Reading, wanted: WantedNotices, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those in the caller's scope, the last received first."""
    found, order = _wanted(reading.caller, wanted), [COLUMN.notice_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_notices(reading: Reading, wanted: WantedNotices) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading.caller, wanted))


def _wanted(caller: Caller, wanted: WantedNotices) -> Select[Any]:
    return _within(caller).where(
        when(wanted.waiting, lambda waiting: COLUMN.outcome.is_(None) == waiting),
        when(wanted.kind, lambda kind: COLUMN.kind == kind),
        when(wanted.match, lambda match: COLUMN.match == match),
        when(wanted.sender, lambda sender: COLUMN.sender == sender),
    )


async def get_notice(connection: AsyncConnection, notice_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `NoticeNotFound` (also outside the scope)."""
    return await _one(connection, _within(caller).where(COLUMN.notice_id == notice_id))


async def lock_notice(connection: AsyncConnection, notice_id: UUID, caller: Caller) -> Row[Any]:
    """The same, for this transaction alone to change."""
    return await _one(
        connection, _within(caller).where(COLUMN.notice_id == notice_id).with_for_update(of=EXTERNAL_NOTICE)
    )


def said_in(row: Row[Any], keyring: Keyring) -> NoticeContent:
    """Raises `NoticeForgotten`."""
    if row.sealed is None:
        raise NoticeForgotten
    key = keyring.unwrap(row.wrapped_key, row.notice_id)
    return NoticeContent(*opened_from(decrypt(row.sealed, EXTERNAL_NOTICE.name, SEALED_AS, row.notice_id, key)))


async def position_of(connection: AsyncConnection, topic: str) -> int:
    """Where a topic is read on; 0 for one that nobody has read."""
    begun = insert(INBOUND_POSITION).values(topic=topic, next_offset=0)
    await connection.execute(begun.on_conflict_do_nothing())
    found = select(INBOUND_POSITION.c.next_offset).where(INBOUND_POSITION.c.topic == topic)
    offset: int = (await connection.execute(found)).scalar_one()
    return offset


async def read_on_from(connection: AsyncConnection, topic: str, offset: int) -> None:
    """Whatever was read before."""
    moved = update(INBOUND_POSITION).where(INBOUND_POSITION.c.topic == topic)
    await connection.execute(moved.values(next_offset=offset))


def _within(caller: Caller) -> Select[Any]:
    """Whoever is responsible now for the person; of nobody registered, the centre."""
    found = select(EXTERNAL_NOTICE).outerjoin(VETERAN, VETERAN.c.veteran_id == COLUMN.person_id)
    return found.where(within(func.coalesce(VETERAN.c.org_path, COLUMN.org_path), caller))


async def _one(connection: AsyncConnection, statement: Select[Any]) -> Row[Any]:
    row: Row[Any] | None = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NoticeNotFound
    return row


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notices that nobody has settled: how many, and when the oldest was received."""

    count: int
    oldest: datetime | None


async def find_waiting(connection: AsyncConnection) -> Waiting:
    """Of the whole county."""
    statement = select(func.count(), func.min(COLUMN.received_at)).where(COLUMN.outcome.is_(None))
    return Waiting(*(await connection.execute(statement)).one())
