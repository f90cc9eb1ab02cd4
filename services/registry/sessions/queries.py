"""Reading sessions."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.sessions.domain import Session, SessionEnded
from services.registry.sessions.tables import SESSION
from services.registry.settings import SessionTerms
from shared.auth.tables import ACCOUNT_EPOCH
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


async def fetch_own_sessions(
    reading: Reading, terms: SessionTerms, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The caller's sessions that go on, the last begun first."""
    held, me = SESSION.c, reading.caller.account_id
    epoch = select(ACCOUNT_EPOCH.c.epoch).where(ACCOUNT_EPOCH.c.account_id == me).scalar_subquery()
    found = select(SESSION).where(
        held.account_id == me,
        held.ended_at.is_(None),
        held.epoch >= func.coalesce(epoch, 0),
        held.renewed_at > reading.now - terms.idle,
        held.started_at > reading.now - terms.longest,
    )
    return await fetch_page(
        reading.connection, found, by=[held.session_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_holder(connection: AsyncConnection, session_id: UUID) -> UUID:
    """The account of a session. Raises `SessionEnded` when it is not known any more."""
    found = await connection.scalar(select(SESSION.c.account_id).where(SESSION.c.session_id == session_id))
    if found is None:
        raise SessionEnded
    account_id: UUID = found
    return account_id


async def lock_session(connection: AsyncConnection, session_id: UUID) -> Session:
    """The session, locked until the transaction ends. Raises `SessionEnded` when it is not known any more."""
    row = (await connection.execute(_SESSION.where(SESSION.c.session_id == session_id).with_for_update())).one_or_none()
    if row is None:
        raise SessionEnded
    return Session(**row._mapping)


_SESSION = select(
    SESSION.c.session_id,
    SESSION.c.account_id,
    SESSION.c.epoch,
    SESSION.c.second_factor,
    SESSION.c.renewal,
    SESSION.c.started_at,
    SESSION.c.renewed_at,
    SESSION.c.ended_at,
)
