"""The service organisation that handles cases is merged into another one, which takes them over; where the merger is
taken back, they come back."""

from collections.abc import Callable

from sqlalchemy import Column, ColumnElement, select

from services.benefits.cases.commands.storage import store_case
from services.benefits.cases.domain import Case
from services.benefits.cases.queries import UNDER_WAY
from services.benefits.cases.tables import CASE, REVOKED_MERGER, case_of
from services.benefits.directory.domain import OrgUnit
from services.benefits.directory.queries import hold_org_unit
from shared.clearance.tables import CLOSING_UNIT
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import CaseTransferred

MOST = 200


@command
async def transfer_cases(tx: Transaction, org_code: str) -> int:
    """Open cases go to the organisation that this one is merged into, the oldest first and at most 200; whoever
    mediates goes on. Answers how many went. Raises `OrgUnitNotKnownYet`."""
    tx.concerns(f"org-unit {org_code}")
    successor = await _successor(tx, org_code, CLOSING_UNIT.c.org_code, CLOSING_UNIT.c.successor_code)
    if successor is None:
        return 0
    unit = await hold_org_unit(tx.connection, successor)
    return await _give(tx, unit, Case.taken_over, CASE.c.org_code == org_code)


@command
async def return_cases(tx: Transaction, org_code: str) -> int:
    """The merger was taken back: what it brought to the other organisation and is open still comes back, the oldest
    first and at most 200; whoever mediates goes on. Answers how many came. Raises `OrgUnitNotKnownYet`."""
    tx.concerns(f"org-unit {org_code}")
    successor = await _successor(tx, org_code, REVOKED_MERGER.c.org_code, REVOKED_MERGER.c.successor_code)
    if successor is None:
        return 0
    unit = await hold_org_unit(tx.connection, org_code)
    return await _give(tx, unit, Case.given_back, CASE.c.org_code == successor, CASE.c.came_from[1] == org_code)


async def _successor(tx: Transaction, org_code: str, own: Column[str], successor: Column[str]) -> str | None:
    """It stays so until the transaction ends."""
    found: str | None = await tx.connection.scalar(select(successor).where(own == org_code).with_for_update(read=True))
    return found


async def _give(
    tx: Transaction, unit: OrgUnit, given: Callable[[Case, str, str], Case], *where: ColumnElement[bool]
) -> int:
    there = select(CASE).where(*where, CASE.c.state.in_(UNDER_WAY)).order_by(CASE.c.case_id)
    rows = (await tx.connection.execute(there.limit(MOST).with_for_update())).all()
    for case in map(case_of, rows):
        await give(tx, case, given(case, unit.org_code, unit.org_path))
    return len(rows)


async def give(tx: Transaction, case: Case, given: Case) -> None:
    """Part of a command that has locked the case: it is at another organisation from now on."""
    await store_case(tx.connection, given)
    event = CaseTransferred(
        case_id=case.case_id,
        kind=case.kind,
        from_org_code=case.org_code,
        from_org_path=case.org_path,
        org_code=given.org_code,
        org_path=given.org_path,
        transferred_on=local_date(tx.now),
    )
    tx.publish(event, sequence=given.version, synthetic=case.synthetic)
