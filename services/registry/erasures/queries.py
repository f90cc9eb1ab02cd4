"""Erasures that were proposed."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.erasures.domain import ErasureProposal
from services.registry.erasures.tables import ERASURE
from services.registry.families.queries.companions import BESIDE
from services.registry.recipients.queries import answers_for, with_who_answers
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import VOID, State
from services.registry.veterans.tables import DATA_KEY, VETERAN
from shared.approval.listed import WantedProposals, agreeing
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD = ERASURE.c
FILES = select(VETERAN.c.veteran_id).where(VETERAN.c.state != State.WITHDRAWN)


def _within(caller: Caller) -> Select[Any]:
    return (
        select(ERASURE, RECIPIENT.c.person_id.is_(None).label("has_file"), ACCOUNT.c.display_name)
        .select_from(with_who_answers(ERASURE))
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by)
        .where(answers_for(caller))
    )


async def fetch_erasures(
    reading: Reading, wanted: WantedProposals, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the persons in the caller's scope, the last proposed first."""
    found, order = _wanted(reading.caller, wanted), [_HELD.erasure_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_erasures(reading: Reading, wanted: WantedProposals) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading.caller, wanted))


def _wanted(caller: Caller, wanted: WantedProposals) -> Select[Any]:
    return _within(caller).where(
        agreeing(ERASURE, wanted, caller),
        when(wanted.about, lambda person: _HELD.person_id == person),
        when(wanted.mine or None, lambda _: answers_for(permitted(caller, "erasures.confirm"))),
    )


async def get_erasure(connection: AsyncConnection, erasure_id: UUID, caller: Caller) -> Row[Any]:
    """A row of the same. Raises `ProposalNotFound`, also for a person outside the caller's scope."""
    row: Row[Any] | None = (
        await connection.execute(_within(caller).where(_HELD.erasure_id == erasure_id))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise ProposalNotFound
    return row


async def is_companion(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether somebody without a file of his own stands beside a veteran who is known: then name and number stay."""
    if await connection.scalar(FILES.where(VETERAN.c.veteran_id == person_id)) is not None:
        return False
    return await stands_beside(connection, person_id)


async def is_void_beside(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether somebody whose file is void, so that it alone could go, stands beside a veteran who is known."""
    void = FILES.where(VETERAN.c.veteran_id == person_id, VETERAN.c.state.in_(VOID))
    return await connection.scalar(void) is not None and await stands_beside(connection, person_id)


async def stands_beside(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether somebody is a relative or proxy of a veteran who is known."""
    beside = BESIDE.subquery().c
    known = select(beside.veteran_id).join(DATA_KEY, DATA_KEY.c.person_id == beside.veteran_id)
    return await connection.scalar(known.where(beside.person_id == person_id).limit(1)) is not None


async def lock_erasure(connection: AsyncConnection, erasure_id: UUID, caller: Caller) -> ErasureProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`."""
    await connection.execute(select(_HELD.erasure_id).where(_HELD.erasure_id == erasure_id).with_for_update())
    row = await get_erasure(connection, erasure_id, caller)
    return ErasureProposal(row.erasure_id, row.proposed_by, row.outcome, row.person_id, row.document)
