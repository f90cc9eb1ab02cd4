"""Reading sessions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.sessions.domain import Session, SessionEnded
from services.registry.sessions.tables import SESSION
from shared.auth.tables import ACCOUNT_EPOCH


def sessions_of(account_id: UUID, *, idle: timedelta, longest: timedelta, now: datetime) -> Select[Any]:
    """Those that go on."""
    epoch = select(ACCOUNT_EPOCH.c.epoch).where(ACCOUNT_EPOCH.c.account_id == account_id).scalar_subquery()
    return select(SESSION).where(
        SESSION.c.account_id == account_id,
        SESSION.c.ended_at.is_(None),
        SESSION.c.epoch >= func.coalesce(epoch, 0),
        SESSION.c.renewed_at > now - idle,
        SESSION.c.started_at > now - longest,
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
