"""Erasures that were proposed."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.erasures.domain import ErasureProposal
from services.registry.erasures.tables import ERASURE
from services.registry.veterans.tables import VETERAN
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = ERASURE.c


def _within(caller: Caller) -> Select[Any]:
    return (
        select(ERASURE, ACCOUNT.c.display_name, VETERAN.c.version)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by)
        .where(within(VETERAN.c.org_path, caller))
    )


async def fetch_erasures(
    reading: Reading,
    person_id: UUID | None,
    *,
    is_open: bool | None,
    cursor: str | None,
    limit: int,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Those of the persons in the caller's scope, the last proposed first: of one, or of all; open, or decided."""
    found = _within(reading.caller).where(
        when(person_id, lambda person: _HELD.person_id == person),
        when(is_open, lambda is_open: _HELD.outcome.is_(None) == is_open),
    )
    return await fetch_page(
        reading.connection,
        found,
        by=[_HELD.erasure_id],
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


async def get_erasure(connection: AsyncConnection, erasure_id: UUID, caller: Caller) -> Row[Any]:
    """A row of the same. Raises `ProposalNotFound`, also for a person outside the caller's scope."""
    row: Row[Any] | None = (
        await connection.execute(_within(caller).where(_HELD.erasure_id == erasure_id))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise ProposalNotFound
    return row


async def lock_erasure(connection: AsyncConnection, erasure_id: UUID, caller: Caller) -> ErasureProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`."""
    await connection.execute(select(_HELD.erasure_id).where(_HELD.erasure_id == erasure_id).with_for_update())
    row = await get_erasure(connection, erasure_id, caller)
    return ErasureProposal(row.erasure_id, row.proposed_by, row.outcome, row.person_id, row.document)
