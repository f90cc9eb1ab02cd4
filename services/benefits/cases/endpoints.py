"""Cases over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.benefits.cases.commands import (
    assign_mediators,
    correct_resolution,
    disclose_case,
    hand_over_cases,
    open_case,
    reopen_case,
    resolve_case,
    withdraw_case,
)
from services.benefits.cases.domain import CaseState
from services.benefits.cases.letters import letter_of_case
from services.benefits.cases.queries import WantedCases, fetch_cases, get_case, list_past
from services.benefits.cases.schemas.cases import (
    CaseAssignment,
    CaseContentView,
    CaseDisclosure,
    CaseHandover,
    CaseOpening,
    CaseReopening,
    CaseResolution,
    CaseView,
    CaseWithdrawal,
    HandedOverView,
    PastEndView,
    ResolutionCorrection,
    ShownCaseView,
)
from services.benefits.cases.schemas.exported import CASES
from services.benefits.cases.schemas.many import LAYOUT, CaseBatchView, record_cases_workbook
from services.benefits.cases.tables import case_of
from services.benefits.dependencies import (
    CaseDiscloser,
    CaseHandler,
    CaseHandlerReading,
    CaseOpener,
    CaseReading,
    Configuration,
    Deciding,
    Keys,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.registry import AskingRegistry
from shared.http.router import Router
from shared.letters.answering import letter_route
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

router = Router(prefix="/cases", tags=["cases"])


@router.post("", status_code=201, responses=problems(409, 410))
async def post_case(opening: CaseOpening, work: CaseOpener, keys: Keys) -> CaseView:
    """Open a case for a veteran · 立案

    409 `veteran-not-known-yet` and `org-unit-not-known-yet` are worth repeating: registry's event may be under way.
    """
    case = await open_case(
        work,
        keyring=keys,
        kind=opening.kind,
        org_code=opening.org_code,
        applicant_id=opening.applicant_id,
        parties_count=opening.parties_count,
        opened_on=opening.opened_on,
        summary=opening.summary,
    )
    return CaseView.of(case)


@router.post("/{case_id}/assignment", responses=problems(404, 409, 503))
async def post_assignment(case_id: UUID, assignment: CaseAssignment, work: CaseHandler, by: Deciding) -> CaseView:
    """Give a case to its mediators, instead of any before · 指派调解员

    409 `mediator-not-known-yet` is worth repeating: registry's event may be under way.
    """
    said = assignment.model_dump(include={"mediator_ids", "assigned_on"})
    case = await assign_mediators(work, case_id, **said, recusal=by.recusal)
    return CaseView.of(case)


@router.post("/handover", responses=problems(409, 503))
async def post_handover(handover: CaseHandover, work: CaseHandler, by: Deciding) -> HandedOverView:
    """Put others in the place of a mediator, in all his cases within the caller's scope · 案件移交"""
    case_ids = await hand_over_cases(
        work, handover.mediator_id, to=handover.to, assigned_on=handover.assigned_on, recusal=by.recusal
    )
    return HandedOverView(case_ids=case_ids)


@router.post("/{case_id}/resolution", responses=problems(404, 409, 503))
async def post_resolution(case_id: UUID, resolution: CaseResolution, work: CaseHandler, by: Deciding) -> CaseView:
    """End a case with its outcome document; the applicant is told by notifications · 办结"""
    case = await resolve_case(
        work,
        case_id,
        outcome=resolution.outcome,
        resolved_on=resolution.resolved_on,
        document=resolution.document,
        recusal=by.recusal,
    )
    return CaseView.of(case)


@router.post("/{case_id}/resolution/correction", responses=problems(404, 409, 503))
async def post_resolution_correction(
    case_id: UUID, correction: ResolutionCorrection, work: CaseHandler, by: Deciding
) -> CaseView:
    """Say how a case really ended, where that was typed wrong; it stays resolved · 更正办结登记"""
    said = {name: getattr(correction, name) for name in ResolutionCorrection.model_fields}
    return CaseView.of(await correct_resolution(work, case_id, **said, recusal=by.recusal))


@router.post("/{case_id}/reopening", responses=problems(404, 409, 410, 503))
async def post_reopening(case_id: UUID, reopening: CaseReopening, work: CaseHandler, by: Deciding) -> CaseView:
    """Take a case up again that was resolved or withdrawn by mistake · 恢复办理"""
    said = {name: getattr(reopening, name) for name in CaseReopening.model_fields}
    return CaseView.of(await reopen_case(work, case_id, **said, recusal=by.recusal))


@router.post("/{case_id}/withdrawal", responses=problems(404, 409, 503))
async def post_withdrawal(case_id: UUID, withdrawal: CaseWithdrawal, work: CaseOpener, by: Deciding) -> CaseView:
    """Give a case up before it is resolved; the applicant is told by notifications · 撤回"""
    case = await withdraw_case(
        work, case_id, reason=withdrawal.reason, withdrawn_on=withdrawal.withdrawn_on, recusal=by.recusal
    )
    return CaseView.of(case)


@router.post("/{case_id}/disclosures", responses=problems(404, 410, 429))
async def post_disclosure(
    case_id: UUID, disclosure: CaseDisclosure, work: CaseDiscloser, keys: Keys, settings: Configuration
) -> CaseContentView:
    """Read what the dispute is about, for a purpose that the audit keeps · 查看案情（留痕）"""
    summary = await disclose_case(
        work,
        case_id,
        keyring=keys,
        purpose=disclosure.purpose,
        most_an_hour=settings.disclosures_an_hour,
    )
    return CaseContentView(case_id=case_id, summary=summary.reveal())


@router.post(
    "/workbooks",
    responses=problems(413, 415, 429, 503),
    openapi_extra=workbook_form(),
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_cases_workbook(
    request: Request, work: CaseHandler, by: Deciding, registry: AskingRegistry
) -> CaseBatchView:
    """Record cases that were handled before, from an XLSX or CSV file, row by row; a trial records none · 上传纠纷台账

    Each row is judged as the forms are that open, assign and resolve one, and is filled in as far as the case had come.
    What is there is not recorded twice, and goes on from where it stands. Rows that are refused with a code in
    `-not-known-yet` are worth repeating.
    """
    return await record_cases_workbook(work, request, registry=registry, keyring=by.keyring, recusal=by.recusal)


@router.get("/template.xlsx", response_class=Response, responses=TEMPLATE_RESPONSES)
async def get_cases_template(_reading: CaseHandlerReading) -> Response:
    """The workbook to fill in, a row for each case · 下载纠纷台账模板"""
    return workbook_answer(LAYOUT, "cases")


export_route(router, "/exports", CASES)


@router.get("")
async def list_cases(
    reading: CaseReading,
    *,
    unit: Annotated[str | None, Query(max_length=24, description="org code; that organisation and all below")] = None,
    state: CaseState | None = None,
    mediator: Annotated[UUID | None, Query(description="person id: cases now in the hands of this mediator")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CaseView]:
    """Cases within the caller's scope, the last opened first, without content · 案件列表"""
    wanted = WantedCases(unit=unit, state=state, mediator=mediator)
    return await fetch_cases(reading, wanted, cursor, limit, view=lambda row: CaseView.of(case_of(row)))


@router.get("/{case_id:uuid}", responses=problems(404))
async def show_case(case_id: UUID, reading: CaseReading) -> ShownCaseView:
    """One case, without content · 案件"""
    view = CaseView.of(await get_case(reading.connection, reading.caller, case_id))
    past = [PastEndView.of(row) for row in await list_past(reading.connection, case_id)]
    return ShownCaseView(**dict(view), past=past)


letter_route(
    router,
    "/{case_id:uuid}/letter",
    letter_of_case,
    "What an applicant is handed when his case has ended, as PDF · 打印办结告知书",
)
