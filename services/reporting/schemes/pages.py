"""Schemes of assessment in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    SchemeDrafter,
    SchemeDrafting,
    SchemeReading,
)
from services.reporting.schemes.commands import (
    adopt_scheme,
    correct_scheme,
    draft_scheme,
    end_scheme,
    withdraw_scheme,
)
from services.reporting.schemes.domain import Terms
from services.reporting.schemes.parameters import INDICATORS, SOURCES, STATES
from services.reporting.schemes.queries import fetch_schemes, get_scheme_row, list_inspectors
from services.reporting.schemes.schemas import (
    AdoptionPaper,
    EndingPaper,
    SchemeForm,
    SchemePaper,
    SchemeView,
    SchemeWithdrawalPaper,
    ShownState,
    as_typed,
    typed,
)
from shared.auth.hands import are_of
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_of

router = page_router()

LIST = "/reporting/schemes"
ONE = LIST + "/{scheme_id:uuid}"
BADGES: Mapping[str, str] = {"draft": "info", "adopted": "ok", "ended": "none", "withdrawn": "none"}
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
    offered = await _offered(reading)
    return view.show("scheme-form.html", form=Form(typed(Terms.default())), back=LIST, each=None, **offered)


@router.post(LIST + "/new")
async def draft(reading: SchemeDrafting, work: SchemeDrafter, sent: Sent[SchemeForm]) -> Response:
    """Draft one."""
    async with sent.answering("scheme-form.html", back=LIST, each=None, **await _offered(reading)):
        said = sent.value
        made = await draft_scheme(sent.keyed(work), said.terms(), said.validity(), document=said.document)
    return sent.done(f"{LIST}/{made}")


@router.get(ONE)
async def show_scheme(scheme_id: UUID, reading: SchemeReading, view: Viewing) -> Response:
    """One scheme, who wrote it, who brought it into force."""
    facts = await _one(reading, scheme_id)
    is_own = are_of(reading.caller.hands, facts["each"].written_by)
    return view.show("scheme.html", is_own=is_own, **facts, **WORDS)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return {**await _one(matter.reading, matter.about), **WORDS}


async def _written(matter: Matter[None]) -> Mapping[str, Any]:
    """With what the draft says, to be written otherwise."""
    row = await get_scheme_row(matter.reading, matter.about)
    return {**await _one(matter.reading, matter.about), **await _offered(matter.reading), "claimed": as_typed(row)}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the scheme."""
    row = await get_scheme_row(matter.reading, matter.about)
    acts = [
        (row.written_at, row.written_by[-1]),
        (row.adopted_at, row.adopted_by),
        (row.ended_at, row.ended_by),
        (row.withdrawn_at, row.withdrawn_by),
    ]
    return Standing(row.version, as_typed(row), *last_of(acts), STATES[row.state])


@deciding(router, ONE + "/correction", "schemes.draft", SchemePaper, "scheme-form.html", shown=_written, stands=_stands)
async def correct(decided: Decided[None, SchemePaper]) -> str:
    """Write it otherwise."""
    said, stood = decided.said, decided.version
    await correct_scheme(
        decided.work, decided.about, said.terms(), said.validity(), document=said.document, version=stood
    )
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/adoption", "schemes.adopt", AdoptionPaper, "scheme-adoption.html", shown=_shown, stands=_stands
)
async def adopt(decided: Decided[None, AdoptionPaper]) -> str:
    """All of it, to be looked at once more, and brought into force."""
    await adopt_scheme(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "schemes.draft",
    SchemeWithdrawalPaper,
    "scheme-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[None, SchemeWithdrawalPaper]) -> str:
    """Give a draft up, and say why."""
    await withdraw_scheme(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/end", "schemes.adopt", EndingPaper, "scheme-end.html", shown=_shown, stands=_stands)
async def end(decided: Decided[None, EndingPaper]) -> str:
    """Say until when it holds."""
    said = decided.said
    await end_scheme(decided.work, decided.about, last=said.last, reason=said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


async def _offered(reading: Reading) -> dict[str, Any]:
    """What a scheme is written with: the words, and who may be named to score."""
    return {**WORDS, "inspectors": await list_inspectors(reading.connection, reading.now)}


async def _one(reading: Reading, scheme_id: UUID) -> dict[str, Any]:
    row = await get_scheme_row(reading, scheme_id)
    return {"each": SchemeView.of_row(row), "back": f"{LIST}/{scheme_id}"}
