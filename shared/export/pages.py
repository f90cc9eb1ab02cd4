"""The form that asks what a list is taken away for.

@router.get("/benefits/cases/export")
async def show_export(reading: CaseExportReading, view: Viewing) -> Response:
    return show_export_form(view, CASES, "/benefits/cases")

@router.post("/benefits/cases/export")
async def export(work: CaseExporter, sent: Sent[CasesExport]) -> Response:
    async with sent.answering(TEMPLATE, **of_export(CASES, "/benefits/cases")):
        content = await exported_cases(work, sent.value)
    return as_workbook(CASES, content)
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from shared.export.columns import Sheet
from shared.export.taking import MOST_ROWS
from shared.web.forms import Form
from shared.web.page import View

TEMPLATE = "export-list.html"


def show_export_form(view: View, sheet: Sheet, back: str) -> Response:
    """The form for the list at `back` as it was filtered; the list's own filters are read when it is sent."""
    asked = view.request.query_params
    filters = {each.name: asked[each.name] for each in sheet.filters if asked.get(each.name)}
    return view.show(TEMPLATE, form=Form(filters), **of_export(sheet, back))


def of_export(sheet: Sheet, back: str) -> Mapping[str, Any]:
    """What the template needs besides the form."""
    return {"sheet": sheet, "back": back, "most": MOST_ROWS}
