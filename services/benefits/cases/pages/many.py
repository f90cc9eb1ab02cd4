"""Cases that were handled before, in a workbook: the form, and what became of each row."""

from starlette.responses import Response

from services.benefits.cases.schemas.many import LAYOUT, record_cases_workbook
from services.benefits.dependencies import CaseHandler, CaseHandlerReading, Deciding
from shared.http.registry import AskingRegistry
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

MANY = "/benefits/cases/many"
PAGE = "many.html"


@router.get(MANY)
async def show_upload(_reading: CaseHandlerReading, view: Viewing) -> Response:
    """The form that hands a workbook in."""
    return view.show(PAGE, form=Form(), batch=None, called=LAYOUT.called)


@router.post(MANY, max_body_size=MOST_UPLOAD_BYTES)
async def hand_in(work: CaseHandler, by: Deciding, registry: AskingRegistry, view: Viewing) -> Response:
    """Judge each row, or record its case."""
    judging = record_cases_workbook(work, view.request, registry=registry, keyring=by.keyring, recusal=by.recusal)
    return await show_verdicts(view, PAGE, judging, called=LAYOUT.called)


@router.get(MANY + "/template.xlsx")
async def fetch_template(_reading: CaseHandlerReading) -> Response:
    """The workbook to fill in."""
    return workbook_answer(LAYOUT, "cases")
