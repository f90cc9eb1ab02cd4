"""A case is given up before it was resolved."""

from datetime import date
from uuid import UUID

from services.benefits.cases.commands.storage import lock_case, store_case
from services.benefits.cases.domain import Case, withdraw
from services.benefits.cases.parameters import WithdrawalCode
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import CaseWithdrawn


@command
async def withdraw_case(
    tx: Transaction,
    case_id: UUID,
    *,
    reason: WithdrawalCode,
    withdrawn_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> Case:
    """Withdraw a case, assigned or not.

    Raises what `lock_case` does, `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`, `WithdrawalRefused`.
    """
    case = await lock_case(tx, case_id, recusal=recusal, version=version)
    withdrawn = withdraw(case, reason=reason, withdrawn_on=withdrawn_on, today=local_date(tx.now))
    await store_case(tx.connection, withdrawn)
    event = CaseWithdrawn(
        case_id=case_id,
        kind=case.kind,
        reason=reason,
        org_code=case.org_code,
        org_path=case.org_path,
        applicant_id=case.applicant_id,
        opened_on=case.opened_on,
        withdrawn_on=withdrawn_on,
    )
    tx.publish(event, sequence=withdrawn.version, synthetic=case.synthetic, effective_on=withdrawn_on)
    return withdrawn
