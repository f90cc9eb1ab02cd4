"""A workbook of units in a browser: the form, and what became of each row."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.unit_lists.parameters import LAYOUT
from services.registry.unit_lists.schemas import take_over_workbook
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

MANY = "/registry/org-unit-lists"
WORDS: Mapping[str, Any] = {"called": LAYOUT.called}


@router.get(MANY)
async def show_upload(_reading: asked.UnitListReading, view: Viewing) -> Response:
    """The form that hands a workbook in."""
    return view.show("unit-list.html", form=Form(), batch=None, **WORDS)


@router.post(MANY, max_body_size=MOST_UPLOAD_BYTES)
async def hand_in(work: asked.UnitListKeeper, view: Viewing) -> Response:
    """Judge each row, or establish its unit."""
    return await show_verdicts(view, "unit-list.html", take_over_workbook(work, view.request), **WORDS)


@router.get(MANY + "/template.xlsx")
async def fetch_template(_reading: asked.UnitListReading) -> Response:
    """The workbook to fill in."""
    return workbook_answer(LAYOUT, "org-unit")
