"""A list of units."""

from typing import Annotated

from fastapi import Body, Request
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.unit_lists.commands import import_units
from services.registry.unit_lists.domain import HEADER
from services.registry.unit_lists.parameters import LAYOUT
from services.registry.unit_lists.schemas import UnitBatchView, UnitListView, take_over_workbook
from shared.http.problems import problems
from shared.http.router import Router
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

router = Router(tags=["service network"])


@router.post("/org-unit-lists", responses=problems(401, 403, 413))
async def post_unit_list(
    work: asked.UnitListKeeper,
    content: Annotated[bytes, Body(media_type="text/csv", description=",".join(HEADER))],
) -> UnitListView:
    """Establish every unit of a list that is missing, or none of them: each bad line is named · 按名单设立服务机构

    Once more changes nothing.

    UTF-8 (with or without byte order mark) or GB18030, at most 2 MiB.
    """
    return UnitListView.of(await import_units(work, content=content))


@router.post(
    "/org-unit-workbooks",
    responses=problems(401, 403, 413, 415, 429),
    openapi_extra=workbook_form(),
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_unit_workbook(request: Request, work: asked.UnitListKeeper) -> UnitBatchView:
    """Establish the units of an XLSX or CSV file, row by row; a trial establishes none · 上传机构表格"""
    return await take_over_workbook(work, request)


@router.get("/org-unit-template.xlsx", response_class=Response, responses=TEMPLATE_RESPONSES)
async def get_unit_template(_reading: asked.UnitListReading) -> Response:
    """The workbook of units to fill in · 下载机构表格模板"""
    return workbook_answer(LAYOUT, "org-unit")
