"""One's own matters over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.eligibility.schemas import EntitlementView
from services.benefits.jobs.schemas import SuitingView
from services.benefits.mine.commands import (
    apply_for_own_job,
    set_own_job_pushes,
    withdraw_own_job_application,
)
from services.benefits.mine.queries import (
    fetch_own_payments,
    find_own_jobs,
    list_own_applications,
    list_own_awards,
    list_own_benefits,
    list_own_entitlements,
    list_own_job_applications,
    list_own_payees,
)
from services.benefits.mine.schemas import (
    OwnApplicationView,
    OwnAwardView,
    OwnBenefitView,
    OwnEntryView,
    OwnJobApplicationForm,
    OwnJobApplicationView,
    OwnJobPushes,
    OwnPayeeView,
    OwnPaymentView,
    own_entries,
)
from shared.clock import local_date
from shared.entries.schemas import EntryDone
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["mine"])


@router.get("/mine/entitlements", responses=problems(401, 403, 404, 503))
async def get_own_entitlements(
    reading: asked.OwnReading,
    person_id: asked.OwnPerson,
    keyring: asked.Keys,
    on: Annotated[Day | None, Query(description="as of this day; today if absent")] = None,
) -> list[EntitlementView]:
    """What comes of every programme in force for oneself, clause by clause · 本人可享受的项目及依据"""
    found = await list_own_entitlements(reading.connection, person_id, on or local_date(reading.now), keyring)
    return [EntitlementView.of(version, finding) for version, finding in found]


@router.get("/mine/applications", responses=problems(401, 403, 404, 503))
async def get_own_applications(reading: asked.OwnReading, person_id: asked.OwnPerson) -> list[OwnApplicationView]:
    """How one's own applications stand, the last first · 本人申请的进展"""
    return [OwnApplicationView.of(row) for row in await list_own_applications(reading.connection, person_id)]


@router.get("/mine/benefits", responses=problems(401, 403, 404, 503))
async def get_own_benefits(reading: asked.OwnReading, person_id: asked.OwnPerson) -> list[OwnBenefitView]:
    """What was granted to oneself, and where it stands this month · 本人的待遇"""
    found = await list_own_benefits(reading.connection, person_id, local_date(reading.now))
    return [OwnBenefitView.of(row) for row in found]


@router.get("/mine/payments", responses=problems(401, 403, 404, 503))
async def get_own_payments(
    reading: asked.OwnReading, person_id: asked.OwnPerson, cursor: Cursor = None, limit: Limit = 50
) -> Page[OwnPaymentView]:
    """What was paid to oneself, what waits for the bank, and what failed, the last month first · 本人的发放明细"""
    return await fetch_own_payments(reading, person_id, cursor, limit, view=OwnPaymentView.of)


@router.get("/mine/payee-accounts", responses=problems(401, 403, 404, 503))
async def get_own_payees(
    reading: asked.OwnReading, person_id: asked.OwnPerson, keyring: asked.Keys
) -> list[OwnPayeeView]:
    """The accounts that one is paid into: the bank and the last four digits · 本人的收款账户"""
    return [OwnPayeeView.by(keyring)(row) for row in await list_own_payees(reading.connection, person_id)]


@router.get("/mine/awards", responses=problems(401, 403, 404, 503))
async def get_own_awards(reading: asked.OwnReading, person_id: asked.OwnPerson) -> list[OwnAwardView]:
    """One's own awards, and those under public notice · 本人的荣誉"""
    return [OwnAwardView.of(row) for row in await list_own_awards(reading.connection, person_id)]


@router.get("/mine/entries", responses=problems(401, 403, 404, 503))
async def get_own_entries(reading: asked.OwnReading, person_id: asked.OwnPerson) -> list[OwnEntryView]:
    """One's own card, plate, merit bulletins, courses, visits · 本人的优待证、光荣牌、喜报、体检、培训、走访"""
    found = await own_entries(reading.connection, person_id)
    return [view for entries in found for view in entries.views()]


@router.get("/mine/jobs", responses=problems(401, 403, 404, 503))
async def get_own_jobs(reading: asked.OwnJobReading, person_id: asked.OwnPersonForJobs) -> SuitingView:
    """Which postings suit oneself, the best first, and why · 适合本人的招聘岗位及理由"""
    found = await find_own_jobs(reading.connection, person_id, local_date(reading.now))
    return SuitingView.of(person_id, found)


@router.post("/mine/jobs", status_code=204, responses=problems(401, 403, 404, 409, 503))
async def post_own_job_pushes(form: OwnJobPushes, work: asked.OwnJobWork, person_id: asked.OwnPersonForJobs) -> None:
    """Whether one is told of work that suits · 停止、恢复接收岗位推送"""
    await set_own_job_pushes(work, person_id, told=form.told)


@router.get("/mine/job-applications", responses=problems(401, 403, 404, 503))
async def get_own_job_applications(
    reading: asked.OwnJobReading, person_id: asked.OwnPersonForJobs
) -> list[OwnJobApplicationView]:
    """Which postings one applied for, and what came of it · 本人的应聘"""
    found = await list_own_job_applications(reading.connection, person_id)
    return [OwnJobApplicationView.of(row) for row in found]


@router.post("/mine/job-applications", status_code=201, responses=problems(401, 403, 404, 409, 503))
async def post_own_job_application(
    form: OwnJobApplicationForm, work: asked.OwnJobWork, person_id: asked.OwnPersonForJobs
) -> EntryDone:
    """Apply for a posting · 本人应聘"""
    return EntryDone(entry_id=await apply_for_own_job(work, person_id, form.posting_id), version=1)


@router.post(
    "/mine/job-applications/{entry_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409, 503)
)
async def post_own_job_withdrawal(entry_id: UUID, work: asked.OwnJobWork, person_id: asked.OwnPersonForJobs) -> None:
    """Apply for it no more · 本人撤回应聘"""
    await withdraw_own_job_application(work, person_id, entry_id)
