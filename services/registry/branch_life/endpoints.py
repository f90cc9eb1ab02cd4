"""Branch life: records, what is overdue, and a year of an organisation."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.branch_life.commands import (
    accept_branch_record,
    correct_branch_record,
    record_branch_meeting,
    return_branch_record,
    submit_branch_record,
    withdraw_branch_record,
)
from services.registry.branch_life.domain import duty_of, grid_of
from services.registry.branch_life.queries import (
    WantedOverdue,
    WantedRecords,
    fetch_overdue,
    fetch_records,
    get_record,
    get_year,
    list_owed_by,
)
from services.registry.branch_life.schemas.batches import (
    WORKBOOK_FORM,
    record_pasted,
    record_workbook,
    template_answer,
)
from services.registry.branch_life.schemas.records import (
    OVERDUE,
    RECORDS,
    BatchPaper,
    KindCode,
    LifeView,
    OfRecord,
    OverdueView,
    RecordBatchView,
    RecordForm,
    RecordStandsView,
    RecordView,
    ReturnForm,
    SheetCorrectionForm,
    StateCode,
    WithdrawalForm,
)
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import get_organisation
from services.registry.party.schemas import PartyOrgCode
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES

router = Router(tags=["branch life"])
_ONE = "/branch-records/{record_id:uuid}"
_OF = "/party-organisations/{party_org_code}"
Year = Annotated[int, Query(ge=1921, le=2099)]


@router.post(_OF + "/branch-records", status_code=201, responses=problems(401, 403, 404, 409))
async def post_branch_record(
    party_org_code: PartyOrgCode, form: RecordForm, work: asked.BranchLifeKeeper
) -> RecordStandsView:
    """Record a meeting of a branch or group, handed in at once or as a draft · 登记组织生活"""
    return RecordStandsView.of(await record_branch_meeting(work, party_org_code, form.sheet(), draft=form.draft))


@router.get(_OF + "/branch-life", responses=problems(401, 403, 404))
async def get_branch_life(
    party_org_code: PartyOrgCode, reading: asked.BranchLifeReading, year: Year | None = None
) -> LifeView:
    """A year of an organisation: what was held, was late, is overdue, is due · 组织生活年度情况"""
    organisation, today = await get_organisation(reading, party_org_code), local_date(reading.now)
    year = year or today.year
    known = await get_year(reading.connection, party_org_code, year)
    return LifeView.of(party_org_code, year, grid_of(organisation, known, year=year, today=today))


@router.post(_ONE + "/submission", responses=problems(401, 403, 404, 409))
async def post_branch_record_submission(
    record_id: UUID, form: OfRecord, work: asked.BranchLifeKeeper
) -> RecordStandsView:
    """Hand a draft in · 报送组织生活记录"""
    return RecordStandsView.of(await submit_branch_record(work, record_id, version=form.version))


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409))
async def post_branch_record_correction(
    record_id: UUID, form: SheetCorrectionForm, work: asked.BranchLifeKeeper
) -> RecordStandsView:
    """Say what it should have said; what it said is kept, and it is handed in again · 更正组织生活记录"""
    corrected = await correct_branch_record(work, record_id, form.sheet(), reason=form.reason, version=form.version)
    return RecordStandsView.of(corrected)


@router.post(_ONE + "/acceptance", responses=problems(401, 403, 404, 409))
async def post_branch_record_acceptance(
    record_id: UUID, form: OfRecord, work: asked.BranchLifeReviewer
) -> RecordStandsView:
    """Accept what somebody else recorded · 审核通过组织生活记录"""
    return RecordStandsView.of(await accept_branch_record(work, record_id, version=form.version))


@router.post(_ONE + "/return", responses=problems(401, 403, 404, 409))
async def post_branch_record_return(
    record_id: UUID, form: ReturnForm, work: asked.BranchLifeReviewer
) -> RecordStandsView:
    """Return it to be corrected and handed in again · 退回组织生活记录"""
    returned = await return_branch_record(work, record_id, reason=form.reason, note=form.note, version=form.version)
    return RecordStandsView.of(returned)


@router.post(_ONE + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_branch_record_withdrawal(
    record_id: UUID, form: WithdrawalForm, work: asked.BranchLifeKeeper
) -> RecordStandsView:
    """Take it back, as recorded by mistake · 撤回组织生活记录"""
    withdrawn = await withdraw_branch_record(work, record_id, reason=form.reason, note=form.note, version=form.version)
    return RecordStandsView.of(withdrawn)


@router.post("/branch-records/batches", responses=problems(401, 403, 409, 413))
async def post_branch_record_batch(form: BatchPaper, work: asked.BranchLifeKeeper) -> RecordBatchView:
    """Record many at once, as rows of a spreadsheet: each is judged, and recorded, by itself · 批量登记组织生活

    Sent again, rows that were recorded are refused as recorded already.
    """
    return await record_pasted(work, form)


@router.post(
    "/branch-records/workbooks",
    responses=problems(401, 403, 409, 413, 415, 429),
    openapi_extra=WORKBOOK_FORM,
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_branch_record_workbook(request: Request, work: asked.BranchLifeKeeper) -> RecordBatchView:
    """The same by an XLSX or CSV file · 上传组织生活记录表"""
    return await record_workbook(work, request)


@router.get("/branch-records/template.xlsx", response_class=Response, responses=TEMPLATE_RESPONSES)
async def get_branch_record_template(reading: asked.BranchLifeReading, kind: KindCode) -> Response:
    """The workbook to fill in: a row for each organisation of the caller's units · 下载组织生活记录模板"""
    return template_answer(kind, await list_owed_by(reading, duty_of(kind).owed_by))


export_route(router, "/branch-records/exports", RECORDS)
export_route(router, "/branch-overdue/exports", OVERDUE)


@router.get("/branch-records", responses=problems(401, 403, 404))
async def list_branch_records(
    reading: asked.BranchLifeReading,
    *,
    unit: OrgCode | None = None,
    party_org: PartyOrgCode | None = None,
    kind: KindCode | None = None,
    state: StateCode | None = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    is_late: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RecordView]:
    """Records of the caller's units, the last held first · 组织生活记录列表"""
    wanted = WantedRecords(unit, party_org, kind, state, from_on, to_on, is_late)
    return await fetch_records(reading, wanted, cursor, limit, view=RecordView.of)


@router.get(_ONE, responses=problems(401, 403, 404))
async def get_branch_record(record_id: UUID, reading: asked.BranchLifeReading) -> RecordView:
    """One record · 查看组织生活记录"""
    return RecordView.of(await get_record(reading, record_id))


@router.get("/branch-overdue", responses=problems(401, 403, 404))
async def list_branch_overdue(
    reading: asked.BranchLifeReading,
    *,
    unit: OrgCode | None = None,
    party_org: PartyOrgCode | None = None,
    kind: KindCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OverdueView]:
    """What was due of the caller's organisations and has not been held, the latest first · 组织生活逾期列表"""
    wanted = WantedOverdue(unit, party_org, kind)
    return await fetch_overdue(reading, wanted, cursor, limit, view=OverdueView.of)
