"""Yearly confirmations in a browser: who is still to be seen, and what was recorded of a person."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.confirmations.commands import record_confirmation, record_missed, revoke_confirmation
from services.registry.confirmations.domain import ConfirmationNotFound
from services.registry.confirmations.letters import letter_of_confirmation
from services.registry.confirmations.parameters import METHODS, REASONS, RESULTS, REVOCATIONS
from services.registry.confirmations.queries import fetch_unconfirmed, find_confirmation, list_confirmations
from services.registry.confirmations.schemas import (
    UNCONFIRMED,
    ConfirmationForm,
    ConfirmationView,
    MissedForm,
    RevocationForm,
)
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import LISTED, VeteranNotFound, get_place, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/unconfirmed"
_OF = "/registry/persons/{veteran_id}/confirmations"
_REVOCATION = "/registry/confirmations/{confirmation_id}/revocation"
WORDS: Mapping[str, Any] = {
    "methods": METHODS,
    "results": RESULTS,
    "reasons": REVOCATIONS,
    "method_words": list(METHODS.values()),
    "result_words": list(RESULTS.values()),
    "reason_words": REASONS,
}


@router.get(LIST)
async def list_of_unconfirmed(
    reading: asked.FileReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    year: Annotated[int | None, Query(ge=1900, le=2099)] = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Whom nobody has made sure of: in this year, or in another."""
    wanted = year or local_date(reading.now).year
    page = await fetch_unconfirmed(
        reading,
        wanted,
        unit,
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    return view.show("unconfirmed.html", page=page, cursor=cursor, year=wanted, unit=unit, units=units)


export_pages(router, LIST, UNCONFIRMED)


@router.get(_OF)
async def show_confirmations(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """What was recorded of a person: a part of the person's page."""
    found = [ConfirmationView.of(row) for row in await list_confirmations(reading, veteran_id)]
    return view.show("confirmations.html", veteran_id=veteran_id, confirmations=found, **WORDS)


@router.get(_OF + "/new")
async def show_new(veteran_id: UUID, reading: asked.ConfirmationKeeping, view: Viewing) -> Response:
    """The form that records a confirmation."""
    await get_place(reading.connection, veteran_id, reading.caller)
    form = Form({"year": local_date(reading.now).year, "confirmed_on": local_date(reading.now)})
    return view.show("confirmation-form.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/new")
async def record(veteran_id: UUID, work: asked.ConfirmationKeeper, sent: Sent[ConfirmationForm]) -> Response:
    """Record it."""
    async with sent.answering("confirmation-form.html", veteran_id=veteran_id, **WORDS):
        await record_confirmation(sent.keyed(work), veteran_id, sent.value.confirmed())
    return sent.done(f"/registry/persons/{veteran_id}/confirmations")


@router.get(_OF + "/missed")
async def show_missed(veteran_id: UUID, reading: asked.ConfirmationKeeping, view: Viewing) -> Response:
    """The form that records that a year was missed."""
    await get_place(reading.connection, veteran_id, reading.caller)
    form = Form({"year": local_date(reading.now).year - 1})
    return view.show("confirmation-missed.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/missed")
async def miss(veteran_id: UUID, work: asked.ConfirmationKeeper, sent: Sent[MissedForm]) -> Response:
    """Record it."""
    async with sent.answering("confirmation-missed.html", veteran_id=veteran_id, **WORDS):
        await record_missed(sent.keyed(work), veteran_id, year=sent.value.year, document=sent.value.document)
    return sent.done(f"/registry/persons/{veteran_id}/confirmations")


async def _shown(matter: Matter) -> Mapping[str, Any]:
    return {"confirmation": await _found(matter.reading, matter.about), **WORDS}


@deciding(router, _REVOCATION, "confirmations.keep", RevocationForm, "confirmation-revocation.html", shown=_shown)
async def revoke(decided: Decided[RevocationForm]) -> str:
    """Revoke a record."""
    said = decided.said
    await revoke_confirmation(decided.work, decided.about, reason=said.reason, document=said.document)
    return f"/registry/persons/{decided.shown['confirmation'].person_id}/confirmations"


letter_pages(router, _OF + "/{confirmation_id}/letter", letter_of_confirmation, back=_OF)


async def _found(reading: Reading, confirmation_id: UUID) -> ConfirmationView:
    """Raises `ConfirmationNotFound`, also for one of a person outside the caller's scope."""
    row = await find_confirmation(reading.connection, confirmation_id)
    if row is None:
        raise ConfirmationNotFound
    try:
        await get_place(reading.connection, row.person_id, reading.caller)
    except VeteranNotFound as hidden:
        raise ConfirmationNotFound from hidden.__cause__
    return ConfirmationView.of(row)
