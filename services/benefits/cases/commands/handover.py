"""A mediator leaves: the cases in his hands go to others."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.benefits.cases.commands.assignment import give_to
from services.benefits.cases.domain import State
from services.benefits.cases.tables import CASE, case_of
from shared.auth.scope import within
from shared.command import Transaction, command

MOST = 200


@command
async def hand_over_cases(tx: Transaction, mediator_id: UUID, *, to: Sequence[UUID], assigned_on: date) -> list[UUID]:
    """Put others in the place of a mediator in every case of his that is not ended, within the caller's scope; whoever
    mediates with him stays. Answers the cases, the oldest first: at most 200, and none once there are none left.

    All of them or none. Raises `MediatorNotKnownYet`, `AssignmentRefused`.
    """
    tx.concerns(f"mediator {mediator_id}")
    held = select(CASE).where(
        CASE.c.mediator_ids.contains([mediator_id]), CASE.c.state == State.ASSIGNED, within(CASE.c.org_path, tx.caller)
    )
    rows = await tx.connection.execute(held.order_by(CASE.c.case_id).limit(MOST).with_for_update())
    cases = [case_of(row) for row in rows]
    for case in cases:
        staying = [each for each in case.mediator_ids if each != mediator_id]
        successors = [each for each in to if each not in staying]
        await give_to(tx, case, mediator_ids=[*staying, *successors], assigned_on=assigned_on)
    return [case.case_id for case in cases]
