"""Erasures that were proposed."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.case_parties.queries import is_party
from services.registry.erasures.domain import ErasureProposal
from services.registry.erasures.tables import ERASURE
from services.registry.families.queries.companions import BESIDE
from services.registry.recipients.queries import answers_for, with_who_answers
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import VOID, FileState
from services.registry.veterans.tables import DATA_KEY, VETERAN
from shared.approval.listed import Proposals
from shared.auth.caller import Caller
from shared.auth.permissions import permitted

T = TypeVar("T")

_HELD = ERASURE.c
FILES = select(VETERAN.c.veteran_id).where(VETERAN.c.state != FileState.WITHDRAWN)


def _within(caller: Caller) -> Select[Any]:
    return (
        select(ERASURE, RECIPIENT.c.person_id.is_(None).label("has_file"), ACCOUNT.c.display_name)
        .select_from(with_who_answers(ERASURE))
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by)
        .where(answers_for(caller))
    )


PROPOSED = Proposals(
    ERASURE, _HELD.person_id, _within, lambda caller: answers_for(permitted(caller, "erasures.confirm"))
)
"""Those of the persons in the caller's scope."""


async def is_known_otherwise(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether somebody without a file of his own stands beside a veteran who is known, or is a party to a case: then
    name and number stay."""
    if await connection.scalar(FILES.where(VETERAN.c.veteran_id == person_id)) is not None:
        return False
    return await stands_beside(connection, person_id) or await is_party(connection, person_id)


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
    row = await PROPOSED.lock(connection, erasure_id, caller)
    return ErasureProposal(
        row.erasure_id, row.proposed_by, row.outcome, row.person_id, row.document, proposed_for=row.proposed_for
    )
