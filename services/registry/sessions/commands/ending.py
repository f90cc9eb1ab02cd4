"""One session ends; those of thirty days ago are forgotten."""

from datetime import time
from uuid import UUID

from sqlalchemy import delete, update

from services.registry.sessions.domain import KEPT_FOR, EndCause, SessionNotFound
from services.registry.sessions.tables import SESSION
from shared.command import Transaction, command
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily


@command
async def end_session(tx: Transaction, session_id: UUID, *, cause: EndCause, account_id: UUID | None = None) -> None:
    """It is not renewed any more; its access token, valid for minutes, runs out. `account_id`: whose it must be.

    Raises `SessionNotFound`, also when it is over.
    """
    tx.concerns(f"session {session_id}")
    ended = update(SESSION).where(SESSION.c.session_id == session_id, SESSION.c.ended_at.is_(None))
    if account_id is not None:
        ended = ended.where(SESSION.c.account_id == account_id)
    if (await tx.connection.execute(ended.values(ended_at=tx.now, end_cause=cause))).rowcount == 0:
        raise SessionNotFound


async def forget_sessions(tx: Transaction, due: Due) -> Payload | None:
    """Those that began thirty days ago."""
    await tx.connection.execute(delete(SESSION).where(SESSION.c.started_at < due.at - KEPT_FOR))
    return None


FORGET_SESSIONS = Job("forget-sessions", forget_sessions, daily(time(3, 50)), deletes=True)
