"""The service organisation that handles cases is merged into another one, which takes them over."""

from dataclasses import replace

from sqlalchemy import select

from services.benefits.cases.commands.storage import store_case
from services.benefits.cases.queries import UNDER_WAY
from services.benefits.cases.tables import CASE, case_of
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
    successor = await tx.connection.scalar(
        select(CLOSING_UNIT.c.successor_code).where(CLOSING_UNIT.c.org_code == org_code).with_for_update(read=True)
    )
    if successor is None:
        return 0
    unit = await hold_org_unit(tx.connection, successor)
    there = select(CASE).where(CASE.c.org_code == org_code, CASE.c.state.in_(UNDER_WAY)).order_by(CASE.c.case_id)
    rows = (await tx.connection.execute(there.limit(MOST).with_for_update())).all()
    for case in map(case_of, rows):
        changed = replace(case, org_code=unit.org_code, org_path=unit.org_path, version=case.version + 1)
        await store_case(tx.connection, changed)
        event = CaseTransferred(
            case_id=case.case_id,
            kind=case.kind,
            from_org_code=case.org_code,
            from_org_path=case.org_path,
            org_code=unit.org_code,
            org_path=unit.org_path,
            transferred_on=local_date(tx.now),
        )
        tx.publish(event, sequence=changed.version, synthetic=case.synthetic)
    return len(rows)
