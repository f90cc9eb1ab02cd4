"""A mediator leaves: the cases in his hands go to others."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.benefits.cases.commands.assignment import give_to
from services.benefits.cases.commands.storage import must_be_others
from services.benefits.cases.queries import in_hands_of
from services.benefits.cases.tables import case_of
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command

MOST = 200


@command
async def hand_over_cases(
    tx: Transaction, mediator_id: UUID, *, to: Sequence[UUID], assigned_on: date, recusal: Recusal = NOT_RECUSED
) -> list[UUID]:
    """Put others in the place of a mediator in every case of his that is not ended, within the caller's scope; whoever
    mediates with him stays. Answers the cases, the oldest first: at most 200, and none once there are none left.

    All of them or none. Raises what `must_be_others` does, `MediatorNotKnownYet`, `AssignmentRefused`.
    """
    tx.concerns(f"mediator {mediator_id}")
    rows = await tx.connection.execute(in_hands_of(mediator_id, tx.caller).limit(MOST).with_for_update())
    cases = [case_of(row) for row in rows]
    for case in cases:
        await must_be_others(tx, case, recusal)
        staying = [each for each in case.mediator_ids if each != mediator_id]
        successors = [each for each in to if each not in staying]
        await give_to(tx, case, mediator_ids=[*staying, *successors], assigned_on=assigned_on)
    return [case.case_id for case in cases]
