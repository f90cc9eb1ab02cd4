"""Forms of papers in a browser: what holds and what was loaded, one with an example, loading another."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.reporting.dependencies import PaperFormKeeper, PaperFormKeeping, PaperFormReading
from services.reporting.paper_forms.commands import load_paper_form
from services.reporting.paper_forms.letters import letter_of_form
from services.reporting.paper_forms.parameters import FIELDS, KINDS
from services.reporting.paper_forms.queries import fetch_forms, form_of, get_form_on, get_form_row, get_last_form
from services.reporting.paper_forms.schemas import KindCode, LoadedFormView, PaperFormForm, as_typed
from shared.clock import local_date
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/reporting/paper-forms"
ONE = LIST + "/{form_id:uuid}"
WORDS: Mapping[str, Any] = {"kinds": KINDS, "fields": FIELDS}
OfKind = Annotated[KindCode, Query(description="kind of paper")]


@router.get(LIST)
async def list_forms(
    reading: PaperFormReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20
) -> Response:  # fmt: skip
    """What holds today, kind by kind, and all that were loaded."""
    today = local_date(reading.now)
    standing = [await get_form_on(reading.connection, kind, today) for kind in KINDS]
    page = await fetch_forms(reading, cursor, limit, view=LoadedFormView.of_row)
    return view.show("paper-forms.html", page=page, cursor=cursor, standing=standing, today=today, **WORDS)


@router.get(LIST + "/new")
async def show_new_form(reading: PaperFormKeeping, view: Viewing, kind: OfKind = "bulletin") -> Response:
    """The form, filled in with what was loaded last."""
    last = await get_last_form(reading.connection, kind)
    return view.show("paper-form-new.html", form=Form(as_typed(last)), kind=KINDS[kind], **WORDS)


@router.post(LIST + "/new")
async def load(
    reading: PaperFormKeeping, work: PaperFormKeeper, sent: Sent[PaperFormForm], kind: OfKind = "bulletin"
) -> Response:  # fmt: skip
    """Load another one."""
    async with sent.answering("paper-form-new.html", kind=KINDS[kind], **WORDS):
        said = sent.value
        loaded = await load_paper_form(sent.keyed(work), said.kind, said.wording(), said.valid_from)
    return sent.done(f"{LIST}/{loaded.form_id}" if loaded.form_id else LIST)


@router.get(ONE)
async def show_form(form_id: UUID, reading: PaperFormReading, view: Viewing) -> Response:
    """One of them, who loaded it, and from when on it holds."""
    row = await get_form_row(reading.connection, form_id)
    facts: Mapping[str, Any] = {"each": LoadedFormView.of_row(row), "paper": form_of(row)}
    return view.show("paper-form.html", **facts, **WORDS)


letter_pages(router, ONE + "/letter", letter_of_form, back=LIST + "/{form_id}")
