"""The end of a case was said wrongly, or there was none: what was said stays on record."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.benefits.cases.commands.resolution import said_of
from services.benefits.cases.commands.storage import get_mediators, lock_case, store_case
from services.benefits.cases.commands.transfer import give
from services.benefits.cases.domain import Case, CaseChanged, Right, correct, reopen
from services.benefits.cases.parameters import CORRECTED, REOPENED, OutcomeCode
from services.benefits.cases.queries import get_case
from services.benefits.cases.rules import Reopening
from services.benefits.cases.tables import CASE_PAST
from services.benefits.directory.domain import OrgUnit
from services.benefits.directory.queries import hold_org_unit, hold_veteran, takes_no_cases
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected, Resolution


@command
async def correct_resolution(
    tx: Transaction,
    case_id: UUID,
    *,
    outcome: OutcomeCode,
    resolved_on: date,
    document: str,
    mediator_ids: Sequence[UUID],
    reason: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> Case:
    """Say how a case really ended, all of it: outcome, day, document, who mediated. It stays resolved.

    Raises what `lock_case` does, `CaseNotResolved`, `MediatorNotKnownYet`, `CorrectionRefused`, `CaseUnchanged`.
    """
    case = await lock_case(tx, case_id, recusal=recusal, version=version, purpose=reason)
    mediators = await get_mediators(tx, case, mediator_ids, on=resolved_on)
    today = local_date(tx.now)
    corrected = correct(case, Right(mediators, outcome, resolved_on, document.strip()), today=today)
    await _keep(tx, case, CORRECTED, reason)
    await store_case(tx.connection, corrected)
    event = CaseResolutionCorrected(**said_of(corrected), corrected_on=today, before=Resolution(**said_of(case)))
    tx.publish(event, sequence=corrected.version, synthetic=case.synthetic, effective_on=resolved_on)
    return corrected


@command
async def reopen_case(
    tx: Transaction,
    case_id: UUID,
    *,
    reason: str,
    org_code: str | None = None,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> Case:
    """Take a case up again that was resolved or withdrawn by mistake: it goes on as if it had not ended. Where its
    organisation is closed by now, or is to be, at the one that is named (`org_code`), within the caller's scope too.

    Raises what `lock_case` does, `ApplicantErased`, `OrgUnitNotKnownYet`, `OutOfScope` (both of that one),
    `CaseNotEnded`, `ReopeningRefused`.
    """
    tx.concerns(f"case {case_id}", purpose=reason)
    found = await get_case(tx.connection, tx.caller, case_id)
    (await hold_veteran(tx.connection, found.applicant_id)).must_be_known()
    # Held before the case, as by whoever opens one: nobody answers that nothing is open there before this has ended.
    unit = await hold_org_unit(tx.connection, found.org_code)
    successor = await _hold_successor(tx, found, org_code)
    case = await lock_case(tx, case_id, recusal=recusal, version=version, purpose=reason)
    if case.org_code != unit.org_code:
        raise CaseChanged
    facts = Reopening(
        await takes_no_cases(tx.connection, case.org_code),
        successor is not None,
        successor is not None and await takes_no_cases(tx.connection, successor.org_code),
    )
    reopened = reopen(case, facts, today=local_date(tx.now))
    await _keep(tx, case, REOPENED, reason)
    await store_case(tx.connection, reopened)
    event = CaseReopened(
        case_id=case_id,
        kind=case.kind,
        org_code=case.org_code,
        org_path=case.org_path,
        applicant_id=case.applicant_id,
        mediator_ids=case.mediator_ids,
        opened_on=case.opened_on,
        outcome=case.outcome,
        resolved_on=case.resolved_on,
        reason=case.withdrawal_reason,
        withdrawn_on=case.withdrawn_on,
        reopened_on=local_date(tx.now),
    )
    tx.publish(event, sequence=reopened.version, synthetic=case.synthetic)
    if successor is None:
        return reopened
    given = reopened.taken_over(successor.org_code, successor.org_path)
    await give(tx, reopened, given)
    return given


async def _hold_successor(tx: Transaction, case: Case, org_code: str | None) -> OrgUnit | None:
    """Another organisation that is named to go on with the case. Raises `OrgUnitNotKnownYet`, `OutOfScope`."""
    if org_code is None or org_code == case.org_code:
        return None
    unit = await hold_org_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    return unit


async def _keep(tx: Transaction, case: Case, act: str, because: str) -> None:
    """What was believed until now."""
    row = {
        "case_id": case.case_id,
        "version": case.version,
        "mediator_ids": case.mediator_ids,
        "outcome": case.outcome,
        "resolved_on": case.resolved_on,
        "document": case.document,
        "withdrawn_on": case.withdrawn_on,
        "withdrawal_reason": case.withdrawal_reason,
        "act": act,
        "because": because,
        "recorded_by": tx.caller.account_id,
        "known_until": tx.now,
    }
    await tx.connection.execute(insert(CASE_PAST).values(row))
