"""Locking and writing a case's row, and the mediators it needs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case, CaseChanged, CaseNotFound
from services.benefits.cases.queries import parties_of
from services.benefits.cases.rules import Mediator
from services.benefits.cases.tables import CASE, case_of
from services.benefits.directory.queries import get_terms
from services.benefits.kin.queries import close_to, must_not_be_recused
from shared.approval.recusal import Recusal
from shared.clock import local_date
from shared.command import Transaction


async def lock_case(
    tx: Transaction, case_id: UUID, *, recusal: Recusal, version: int | None = None, purpose: str = ""
) -> Case:  # fmt: skip
    """The case, held against others until the commit; `version` is the one that was decided on, where it is known;
    `recusal`: on whom the caller decides nothing (rule B8); `purpose`: what the audit keeps of why.

    Raises `CaseNotFound`, also outside the scope, `CaseChanged`, and what `must_be_others` does.
    """
    tx.concerns(f"case {case_id}", purpose=purpose)
    row = (await tx.connection.execute(select(CASE).where(CASE.c.case_id == case_id).with_for_update())).one_or_none()
    if row is None:
        raise CaseNotFound
    tx.caller.must_cover(row.org_path, CaseNotFound())
    if version is not None and row.version != version:
        raise CaseChanged
    case = case_of(row)
    await must_be_others(tx, case, recusal)
    return case


async def must_be_others(tx: Transaction, case: Case, recusal: Recusal) -> None:
    """Neither the applicant nor who is a party today is the caller, nor kin of his. Raises `DecidesOnOneself`,
    `DecidesOnKin`, `StandsInForParty`."""
    today = local_date(tx.now)
    persons = [case.applicant_id, *await parties_of(tx.connection, case.case_id, today)]
    await must_not_be_recused(tx, recusal, *persons)


async def store_case(connection: AsyncConnection, case: Case) -> None:
    """Write the case over its locked row."""
    await connection.execute(update(CASE).where(CASE.c.case_id == case.case_id).values(asdict(case)))


async def get_mediators(
    tx: Transaction, case: Case, veteran_ids: Sequence[UUID], *, on: date
) -> tuple[Mediator, ...]:  # fmt: skip
    """These veterans with their terms, in the order given: whoever has the case already, and mediators of the caller's
    scope; who of them is close to a party on the day. Raises `MediatorNotKnownYet`."""

    def reached(veteran_id: UUID, org_path: str) -> bool:
        return veteran_id in case.mediator_ids or tx.caller.covers(org_path)

    terms = await get_terms(tx.connection, set(veteran_ids), reached=reached)
    persons = [case.applicant_id, *await parties_of(tx.connection, case.case_id, on)]
    close = await close_to(tx.connection, persons, veteran_ids, on)
    return tuple(Mediator(each, terms[each], is_close=each in close) for each in veteran_ids)
