"""Requests of persons in a browser: the first due first."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.data_requests.commands import close_request, open_request
from services.registry.data_requests.letters import letter_of_request
from services.registry.data_requests.parameters import ASKERS, KINDS, LATENESS, OUTCOMES, REFUSALS, STATES
from services.registry.data_requests.queries import WantedRequests, fetch_requests, get_request
from services.registry.data_requests.schemas import REQUESTS, AnswerForm, DataRequestForm, DataRequestView
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/data-requests"
_AT = "/registry/persons/{veteran_id}/data-requests"
WORDS: Mapping[str, Any] = {"kinds": KINDS, "askers": ASKERS, "outcomes": OUTCOMES, "clauses": REFUSALS}
CHOICES: Mapping[str, Any] = {"kind_words": list(KINDS.values()), "asker_words": list(ASKERS.values())}
ENDS: Mapping[str, Any] = {"outcome_words": list(OUTCOMES.values()), "clause_words": list(REFUSALS.values())}


@router.get(_AT + "/new")
async def show_request_form(veteran_id: UUID, reading: asked.DataRequestOpening, view: Viewing) -> Response:
    """The form that records one."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("request-form.html", form=Form(), veteran_id=veteran_id, **CHOICES)


@router.post(_AT + "/new")
async def record(
    veteran_id: UUID, work: asked.DataRequestOpener, registrar: asked.Registration, sent: Sent[DataRequestForm]
) -> Response:
    """Record it."""
    async with sent.answering("request-form.html", veteran_id=veteran_id, **CHOICES):
        await open_request(sent.keyed(work), veteran_id, sent.value.asked(), keyring=registrar.keyring)
    return sent.done(f"{LIST}?person_id={veteran_id}")


@router.get(LIST)
async def show_requests(
    reading: asked.DataRequestReading,
    view: Viewing,
    *,
    person_id: FilterId = None,
    is_open: bool | None = None,
    overdue: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Requests, the first due first."""
    wanted = WantedRequests(person_id, is_open, overdue)
    of = partial(DataRequestView.of, today=local_date(reading.now))
    page = await fetch_requests(reading, wanted, cursor, limit, view=of)
    return view.show(
        "requests.html", page=page, cursor=cursor, wanted=wanted, states=STATES, lateness=LATENESS, **WORDS
    )


export_pages(router, LIST, REQUESTS)


@router.get(LIST + "/{request_id}/answer")
async def show_answer_form(request_id: UUID, reading: asked.DataRequestAnswering, view: Viewing) -> Response:
    """The form that closes one."""
    return view.show("request-answer.html", form=Form(), **await _named(reading, request_id))


@router.post(LIST + "/{request_id}/answer")
async def answer(
    request_id: UUID, reading: asked.DataRequestAnswering, work: asked.DataRequestAnswerer, sent: Sent[AnswerForm]
) -> Response:
    """Close it."""
    async with sent.answering("request-answer.html", **await _named(reading, request_id)):
        await close_request(sent.keyed(work), request_id, sent.value.answer())
    return sent.done(LIST)


letter_pages(router, LIST + "/{request_id}/letter", letter_of_request, back=LIST)


async def _named(reading: Reading, request_id: UUID) -> Mapping[str, Any]:
    row = await get_request(reading.connection, request_id, reading.caller)
    return {"each": DataRequestView.of(row, today=local_date(reading.now)), **WORDS, **ENDS}
