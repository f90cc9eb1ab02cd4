"""Mediators take a case over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.benefits.cases.commands.storage import get_mediators, lock_case, store_case
from services.benefits.cases.domain import Case, assign
from services.benefits.cases.tables import CASE_ASSIGNMENT
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import CaseAssigned


@command
async def assign_mediators(
    tx: Transaction,
    case_id: UUID,
    *,
    mediator_ids: Sequence[UUID],
    assigned_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> Case:
    """Give a case to its mediators; a later assignment replaces the one before, which stays on record.

    Raises what `lock_case` does, `MediatorNotKnownYet`, `CaseAlreadyResolved`, `AssignmentRefused`.
    """
    case = await lock_case(tx, case_id, recusal=recusal, version=version)
    return await give_to(tx, case, mediator_ids=mediator_ids, assigned_on=assigned_on)


async def give_to(tx: Transaction, case: Case, *, mediator_ids: Sequence[UUID], assigned_on: date) -> Case:
    """Part of a command that has locked the case. Raises what `assign` raises, `MediatorNotKnownYet`."""
    mediators = await get_mediators(tx, case, mediator_ids, on=assigned_on)
    assigned = assign(case, mediators=mediators, assigned_on=assigned_on, today=local_date(tx.now))
    await store_case(tx.connection, assigned)
    row = {
        "case_id": case.case_id,
        "version": assigned.version,
        "mediator_ids": assigned.mediator_ids,
        "assigned_on": assigned_on,
    }
    await tx.connection.execute(insert(CASE_ASSIGNMENT).values(row))
    event = CaseAssigned(
        case_id=case.case_id,
        org_code=case.org_code,
        org_path=case.org_path,
        mediator_ids=assigned.mediator_ids,
        assigned_on=assigned_on,
    )
    tx.publish(event, sequence=assigned.version, synthetic=case.synthetic, effective_on=assigned_on)
    return assigned
