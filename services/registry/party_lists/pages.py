"""A workbook of Party organisations in a browser: the form, and what became of each row."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.party_lists.parameters import LAYOUT
from services.registry.party_lists.schemas import found_from_workbook, proposed
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

MANY = "/registry/party-organisation-lists"
WORDS: Mapping[str, Any] = {"called": LAYOUT.called}


@router.get(MANY)
async def show_upload(reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that hands a workbook in, and how many units have no organisation yet."""
    return view.show("party-list.html", form=Form(), batch=None, missing=len(await proposed(reading)), **WORDS)


@router.post(MANY, max_body_size=MOST_UPLOAD_BYTES)
async def hand_in(work: asked.Organiser, view: Viewing) -> Response:
    """Judge each row, or found its organisation."""
    return await show_verdicts(view, "party-list.html", found_from_workbook(work, view.request), **WORDS)


@router.get(MANY + "/template.xlsx")
async def fetch_template(reading: asked.OrganiserReading) -> Response:
    """The workbook to fill in."""
    return workbook_answer(LAYOUT, "party-organisation", await proposed(reading))
