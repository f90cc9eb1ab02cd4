"""Party organisations from a workbook."""

from fastapi import Request
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.party_lists.parameters import LAYOUT
from services.registry.party_lists.schemas import PartyBatchView, found_from_workbook, proposed
from shared.http.problems import problems
from shared.http.router import Router
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

router = Router(tags=["Party organisations"])


@router.post(
    "/party-organisation-workbooks",
    responses=problems(401, 403, 413, 415, 429),
    openapi_extra=workbook_form(),
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_party_workbook(request: Request, work: asked.Organiser) -> PartyBatchView:
    """Found the organisations of an XLSX or CSV file, branches first; a trial founds none · 上传党组织表格"""
    return await found_from_workbook(work, request)


@router.get("/party-organisation-template.xlsx", response_class=Response, responses=TEMPLATE_RESPONSES)
async def get_party_template(reading: asked.OrganiserReading) -> Response:
    """The workbook to fill in, with a row for each unit that has no organisation · 下载党组织表格模板"""
    return workbook_answer(LAYOUT, "party-organisation", await proposed(reading))
