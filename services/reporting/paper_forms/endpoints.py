"""Forms of papers over HTTP."""

from uuid import UUID

from services.reporting.dependencies import PaperFormKeeper, PaperFormReading
from services.reporting.paper_forms.commands import load_paper_form
from services.reporting.paper_forms.letters import letter_of_form
from services.reporting.paper_forms.queries import fetch_forms, form_of, get_form_row
from services.reporting.paper_forms.schemas import LoadedFormView, PaperFormForm, PaperFormView
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(prefix="/paper-forms", tags=["forms of papers"], responses=problems(401, 403))
_ONE = "/{form_id:uuid}"


@router.post("", status_code=201)
async def post_paper_form(form: PaperFormForm, work: PaperFormKeeper) -> PaperFormView:
    """Load how papers of a kind read from a day on; what is issued already stays · 装入文书式样

    What says the same as the last one of the kind is not loaded again.
    """
    return PaperFormView.of(await load_paper_form(work, form.kind, form.wording(), form.valid_from))


@router.get("")
async def list_paper_forms(
    reading: PaperFormReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[LoadedFormView]:  # fmt: skip
    """All that were loaded, the last one first · 文书式样列表"""
    return await fetch_forms(reading, cursor, limit, view=LoadedFormView.of_row)


@router.get(_ONE, responses=problems(404))
async def get_paper_form(form_id: UUID, reading: PaperFormReading) -> PaperFormView:
    """One of them · 查看文书式样"""
    return PaperFormView.of(form_of(await get_form_row(reading.connection, form_id)))


letter_route(router, _ONE + "/letter", letter_of_form, "A form with examples in it, as PDF · 文书式样示例")
