"""What tests of ends that were said wrongly start from."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import correct_resolution, reopen_case, resolve_case
from services.benefits.cases.domain import Case
from tests.benefits.given import County, given_assigned_case
from tests.given import given_work

DOCUMENT, APRIL = "新民调〔2019〕12号", date(2019, 4, 10)
BECAUSE = "录入时选错"


async def given_resolved(engine: AsyncEngine, county: County) -> Case:
    case = await given_assigned_case(engine, county)
    return await resolve_case(
        given_work(engine), case.case_id, outcome="agreement-reached", resolved_on=APRIL, document=DOCUMENT
    )


async def correcting(engine: AsyncEngine, case: Case, **changes: Any) -> Case:
    said = {
        "outcome": case.outcome, "resolved_on": case.resolved_on or APRIL, "document": case.document or DOCUMENT,
        "mediator_ids": case.mediator_ids, "reason": BECAUSE,
    }  # fmt: skip
    work = changes.pop("work", None) or given_work(engine)
    return await correct_resolution(work, case.case_id, **{**said, **changes})


async def reopening(engine: AsyncEngine, case_id: UUID, **more: Any) -> Case:
    work = more.pop("work", None) or given_work(engine)
    return await reopen_case(work, case_id, reason="误点办结", **more)
