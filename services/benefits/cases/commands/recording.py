"""A case that was handled before is recorded as a ledger tells it, by the steps that a form takes one by one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from services.benefits.cases.commands.assignment import give_to
from services.benefits.cases.commands.disclosure import is_about
from services.benefits.cases.commands.opening import take_up
from services.benefits.cases.commands.resolution import bring_to_its_end
from services.benefits.cases.commands.storage import must_be_others
from services.benefits.cases.domain import Case, CaseNotFound, CaseToldOtherwise, ToldCase
from services.benefits.cases.tables import CASE, case_of
from services.benefits.directory.queries import files_of, must_reach
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

# What is as if it had never been, so that it may be told anew.
_NEVER_WAS = "opened-in-error"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The case, and how many steps it was taken on: none, where all of it was there."""

    case_id: UUID
    steps: int


@command
async def record_handled_case(
    tx: Transaction, told: ToldCase, *, keyring: Keyring, summary: Personal, recusal: Recusal = NOT_RECUSED
) -> Recorded:
    """Open a case, give it to its mediators and end it, as far as it is told; all of that or nothing. One that is there
    goes on from where it stands.

    Raises what `open_case`, `assign_mediators` and `resolve_case` do, `CaseToldOtherwise`.
    """
    case = await _find(tx, told, keyring, summary)
    before = case.version if case else 0
    case = case or await take_up(tx, told, keyring=keyring, summary=summary)
    if told.assigned_on is not None:
        await must_be_others(tx, case, recusal)
        if case.assigned_on is None:
            case = await give_to(tx, case, mediator_ids=told.mediator_ids, assigned_on=told.assigned_on)
    if told.resolved_on is not None and told.outcome is not None and case.resolved_on is None:
        case = await bring_to_its_end(
            tx,
            case,
            outcome=told.outcome,
            resolved_on=told.resolved_on,
            document=told.document or "",
            is_from_ledger=True,
        )
    return Recorded(case.case_id, case.version - before)


async def _find(tx: Transaction, told: ToldCase, keyring: Keyring, summary: Personal) -> Case | None:
    """The case, held against others until the commit; nobody opens it meanwhile by this command. Of a unit outside the
    scope it is not told whether there is one. Raises `OutOfScope` of the unit, `CaseNotFound` where a merger brought it
    out of the scope, `CaseToldOtherwise`."""
    tx.concerns(f"person {told.applicant_id}")
    await tx.take_turn(f"case of {told.applicant_id}")
    held = CASE.c
    found = select(CASE).where(
        held.applicant_id.in_(files_of(told.applicant_id)),
        held.kind == told.kind,
        held.opened_on == told.opened_on,
        or_(held.org_code == told.org_code, held.came_from.contains([told.org_code])),
        held.withdrawal_reason.is_distinct_from(_NEVER_WAS),
    )
    rows = await tx.connection.execute(found.order_by(held.case_id).with_for_update(of=CASE))
    cases = [case_of(row) for row in rows]
    reached = [case for case in cases if tx.caller.covers(case.org_path)]
    for case in reached:
        tx.concerns(f"case {case.case_id}")
        if told.may_be(case) and await is_about(tx, case.case_id, summary, keyring=keyring):
            return case
    if reached:
        raise CaseToldOtherwise(case_id=reached[0].case_id)
    await must_reach(tx.connection, tx.caller, told.org_code)
    if cases:
        raise CaseNotFound
    return None
