"""Schemes of assessment in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    SchemeAdopter,
    SchemeAdopting,
    SchemeDrafter,
    SchemeDrafting,
    SchemeReading,
)
from services.reporting.schemes.commands import adopt_scheme, correct_scheme, draft_scheme, end_scheme
from services.reporting.schemes.domain import Terms
from services.reporting.schemes.parameters import INDICATORS, SOURCES, STATES
from services.reporting.schemes.queries import fetch_schemes, get_scheme_row
from services.reporting.schemes.schemas import (
    AdoptionPaper,
    EndingPaper,
    SchemeForm,
    SchemePaper,
    SchemeView,
    ShownState,
    as_typed,
    typed,
)
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/schemes"
ONE = LIST + "/{scheme_id:uuid}"
BADGES: Mapping[str, str] = {"draft": "info", "adopted": "ok", "ended": "none"}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "badges": BADGES,
    "indicators": INDICATORS,
    "sources": SOURCES,
}


@router.get(LIST)
async def list_schemes(
    reading: SchemeReading,
    view: Viewing,
    *,
    state: ShownState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The last drafted first."""
    page = await fetch_schemes(reading, state, cursor, limit, view=SchemeView.of_row)
    return view.show("schemes.html", page=page, cursor=cursor, state=state, **WORDS)


@router.get(LIST + "/new")
async def show_new_scheme(reading: SchemeDrafting, view: Viewing) -> Response:
    """The form, filled in with what a county begins with."""
    return view.show("scheme-form.html", form=Form(typed(Terms.default())), back=LIST, each=None, **WORDS)


@router.post(LIST + "/new")
async def draft(reading: SchemeDrafting, work: SchemeDrafter, sent: Sent[SchemeForm]) -> Response:
    """Draft one."""
    async with sent.answering("scheme-form.html", back=LIST, each=None, **WORDS):
        said = sent.value
        made = await draft_scheme(sent.keyed(work), said.terms(), said.validity(), document=said.document)
    return sent.done(f"{LIST}/{made}")


@router.get(ONE)
async def show_scheme(scheme_id: UUID, reading: SchemeReading, view: Viewing) -> Response:
    """One scheme, who wrote it, who brought it into force."""
    facts = await _one(reading, scheme_id)
    is_own = reading.caller.account_id in facts["each"].written_by
    return view.show("scheme.html", is_own=is_own, **facts, **WORDS)


@router.get(ONE + "/correction")
async def show_correction(scheme_id: UUID, reading: SchemeDrafting, view: Viewing) -> Response:
    """The form, filled in with what the draft says."""
    facts = await _one(reading, scheme_id)
    form = Form(as_typed(await get_scheme_row(reading.connection, scheme_id)), facts["each"].version)
    return view.show("scheme-form.html", form=form, **facts, **WORDS)


@router.post(ONE + "/correction")
async def correct(scheme_id: UUID, reading: SchemeDrafting, work: SchemeDrafter, sent: Sent[SchemePaper]) -> Response:
    """Write it otherwise."""
    facts = {**await _one(reading, scheme_id), **WORDS}
    async with sent.answering("scheme-form.html", stands=partial(_stands, reading, scheme_id), **facts):
        said = sent.value
        await correct_scheme(
            sent.keyed(work), scheme_id, said.terms(), said.validity(), document=said.document, version=sent.version
        )
    return sent.done(f"{LIST}/{scheme_id}")


@router.get(ONE + "/adoption")
async def show_adoption(scheme_id: UUID, reading: SchemeAdopting, view: Viewing) -> Response:
    """All of it, to be looked at once more."""
    facts = await _one(reading, scheme_id)
    return view.show("scheme-adoption.html", form=Form(version=facts["each"].version), **facts, **WORDS)


@router.post(ONE + "/adoption")
async def adopt(scheme_id: UUID, reading: SchemeAdopting, work: SchemeAdopter, sent: Sent[AdoptionPaper]) -> Response:
    """Bring it into force."""
    facts = {**await _one(reading, scheme_id), **WORDS}
    async with sent.answering("scheme-adoption.html", stands=partial(_stands, reading, scheme_id), **facts):
        await adopt_scheme(sent.keyed(work), scheme_id, version=sent.version)
    return sent.done(f"{LIST}/{scheme_id}")


@router.get(ONE + "/end")
async def show_end(scheme_id: UUID, reading: SchemeAdopting, view: Viewing) -> Response:
    """The form that ends it."""
    facts = await _one(reading, scheme_id)
    return view.show("scheme-end.html", form=Form(version=facts["each"].version), **facts, **WORDS)


@router.post(ONE + "/end")
async def end(scheme_id: UUID, reading: SchemeAdopting, work: SchemeAdopter, sent: Sent[EndingPaper]) -> Response:
    """Say until when it holds."""
    facts = {**await _one(reading, scheme_id), **WORDS}
    async with sent.answering("scheme-end.html", stands=partial(_stands, reading, scheme_id), **facts):
        said = sent.value
        await end_scheme(sent.keyed(work), scheme_id, last=said.last, reason=said.reason, version=sent.version)
    return sent.done(f"{LIST}/{scheme_id}")


async def _one(reading: Reading, scheme_id: UUID) -> dict[str, Any]:
    row = await get_scheme_row(reading.connection, scheme_id)
    return {"each": SchemeView.of_row(row), "back": f"{LIST}/{scheme_id}"}


async def _stands(reading: Reading, scheme_id: UUID) -> Standing:
    """For who filled in a form while somebody else changed the scheme."""
    row = await get_scheme_row(reading.connection, scheme_id)
    return Standing(row.version, as_typed(row), row.written_at, row.written_by[-1], STATES[row.state])
