"""A case ends, once, with an outcome document."""

from datetime import date
from typing import Any
from uuid import UUID

from services.benefits.cases.commands.storage import get_mediators, lock_case, store_case
from services.benefits.cases.domain import Case, resolve
from services.benefits.cases.parameters import OutcomeCode
from services.benefits.metrics import DAYS_TO_RESOLUTION
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import CaseResolved


@command
async def resolve_case(
    tx: Transaction,
    case_id: UUID,
    *,
    outcome: OutcomeCode,
    resolved_on: date,
    document: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> Case:
    """End a case with its outcome and the reference of the outcome document.

    Raises what `lock_case` does, `CaseNotAssigned`, `CaseAlreadyResolved`, `ResolutionRefused`.
    """
    case = await lock_case(tx, case_id, recusal=recusal, version=version)
    return await bring_to_its_end(tx, case, outcome=outcome, resolved_on=resolved_on, document=document)


async def bring_to_its_end(
    tx: Transaction,
    case: Case,
    *,
    outcome: OutcomeCode,
    resolved_on: date,
    document: str,
    is_from_ledger: bool = False,
) -> Case:
    """Part of a command that has locked the case. Raises what `resolve` does, `MediatorNotKnownYet`."""
    resolved = resolve(
        case,
        mediators=await get_mediators(tx, case, case.mediator_ids, on=resolved_on),
        outcome=outcome,
        resolved_on=resolved_on,
        document=document.strip(),
        today=local_date(tx.now),
        is_from_ledger=is_from_ledger,
    )
    await store_case(tx.connection, resolved)
    event = CaseResolved(**said_of(resolved))
    tx.publish(event, sequence=resolved.version, synthetic=case.synthetic, effective_on=resolved_on)
    tx.once_committed(lambda: DAYS_TO_RESOLUTION.labels(case.kind, outcome).observe(event.days))
    return resolved


def said_of(case: Case) -> dict[str, Any]:
    """What is told of how a resolved case ended."""
    return {
        "case_id": case.case_id,
        "kind": case.kind,
        "outcome": case.outcome,
        "org_code": case.org_code,
        "org_path": case.org_path,
        "applicant_id": case.applicant_id,
        "mediator_ids": case.mediator_ids,
        "opened_on": case.opened_on,
        "resolved_on": case.resolved_on,
        "days": case.days,
        "entered_on": case.entered_on,
    }
