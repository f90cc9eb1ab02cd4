"""Corrections in a browser: one field at a time; identities by two persons; what a file has said."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.commands import (
    confirm_identity_correction,
    correct_field,
    propose_identity_correction,
    refuse_identity_correction,
    withdraw_identity_correction,
)
from services.registry.corrections.domain.correction import get_correctable
from services.registry.corrections.letters import letter_of_identity_correction
from services.registry.corrections.parameters import CORRECTABLE, EVIDENCE, KINDS, OUTCOMES
from services.registry.corrections.queries.facts import list_known
from services.registry.corrections.queries.identities import fetch_identity_corrections, get_identity_correction
from services.registry.corrections.queries.values import text_of_value, value_in
from services.registry.corrections.schemas import (
    ConfirmationForm,
    CorrectionPaper,
    DecisionForm,
    IdentityCorrectionView,
    IdentityPaper,
)
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES
from services.registry.veterans.parameters.fields import FIELD, OPEN, Field
from services.registry.veterans.parameters.forms import PARTS
from services.registry.veterans.queries.files import get_line
from shared.command import Work
from shared.events.registry import VeteranProfileUpdated
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.letters.answering import letter_pages
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Received, Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/identity-corrections"
PERSON = "/registry/persons"
IS_OPEN = (Named("true", "待确认", "open"), Named("false", "已有结果", "decided"))
FLAGS = (Named("true", "是", "yes"), Named("false", "否", "no"))
WORDS: Mapping[str, Any] = {"fields": FIELD, "kind_words": KINDS, "evidence_words": EVIDENCE, "outcomes": OUTCOMES}
IDENTITY: Mapping[str, Any] = {"kinds": list(KINDS.values()), "evidences": list(EVIDENCE.values())}
REFUSAL = Text("驳回", "Refuse")
WITHDRAWAL = Text("撤回", "Withdraw")


@router.get("/registry/persons/{veteran_id}/corrections")
async def list_correctable(veteran_id: UUID, reading: asked.CorrectingReading, view: Viewing) -> Response:
    """The fields, to choose the one that is to be corrected."""
    await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("corrections.html", veteran_id=veteran_id, parts_of_form=PARTS, correctable=CORRECTABLE)


@router.get("/registry/persons/{veteran_id}/corrections/{field}")
async def show_correction(
    veteran_id: UUID, field: str, reading: asked.CorrectingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form for one field, with what the file says now where everybody in scope may read that."""
    corrected = get_correctable(field)
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    form = Form({"value": _shown(row, corrected, registrar)}, row.version)
    return view.show("correction.html", form=form, veteran_id=veteran_id, field=corrected, flags=FLAGS)


@router.post("/registry/persons/{veteran_id}/corrections/{field}")
async def correct(
    veteran_id: UUID,
    field: str,
    *,
    reading: asked.CorrectingReading,
    work: asked.Correcting,
    registrar: asked.Registration,
    sent: Sent[CorrectionPaper],
) -> Response:
    """Correct it."""
    corrected = get_correctable(field)
    stands = partial(_standing, reading, veteran_id, corrected, registrar)
    facts: Mapping[str, Any] = {"veteran_id": veteran_id, "field": corrected, "flags": FLAGS}
    async with sent.answering("correction.html", stands=stands, **facts):
        said = sent.value.correction(field)
        await correct_field(sent.keyed(work), veteran_id, said, registrar=registrar, version=sent.version)
    return sent.done(f"{PERSON}/{veteran_id}")


@router.get("/registry/persons/{veteran_id}/facts")
async def show_facts(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """What the file has said, with both times of it: a part of the person's page."""
    known = await list_known(reading, veteran_id)
    return view.show("facts.html", veteran_id=veteran_id, known=known, **WORDS)


@router.get("/registry/persons/{veteran_id}/identity")
async def show_identity(veteran_id: UUID, reading: asked.IdentityProposingReading, view: Viewing) -> Response:
    """The form that proposes a correction of an identity."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("identity-form.html", form=Form(version=row.version), veteran_id=veteran_id, **IDENTITY)


@router.post("/registry/persons/{veteran_id}/identity")
async def propose(
    veteran_id: UUID, work: asked.IdentityProposer, registrar: asked.Registration, sent: Sent[IdentityPaper]
) -> Response:
    """Propose it."""
    async with sent.answering("identity-form.html", veteran_id=veteran_id, **IDENTITY):
        await propose_identity_correction(sent.keyed(work), veteran_id, sent.value.wanted(), registrar=registrar)
    return sent.done(f"{LIST}?person_id={veteran_id}")


@router.get(LIST)
async def list_of_identity_corrections(
    reading: asked.FileReading,
    view: Viewing,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Corrections of identities, the last proposed first."""
    page = await fetch_identity_corrections(
        reading, person_id, is_open=is_open, cursor=cursor, limit=limit, view=IdentityCorrectionView.of
    )
    shown: Mapping[str, Any] = {"is_open": None if is_open is None else str(is_open).lower(), "states": IS_OPEN}
    return view.show("identities.html", page=page, cursor=cursor, **shown, **WORDS)


@router.get(LIST + "/{correction_id}/confirmation")
async def show_confirmation(correction_id: UUID, reading: asked.IdentityConfirmingReading, view: Viewing) -> Response:
    """The form in which a second person types what the document says."""
    return view.show("identity-confirmation.html", form=Form(), **await _named(reading, correction_id))


@router.post(LIST + "/{correction_id}/confirmation")
async def confirm(
    correction_id: UUID,
    *,
    reading: asked.IdentityConfirmingReading,
    work: asked.IdentityConfirmer,
    registrar: asked.Registration,
    sent: Sent[ConfirmationForm],
) -> Response:
    """Confirm it."""
    facts = await _named(reading, correction_id)
    async with sent.answering("identity-confirmation.html", **facts):
        typed = sent.value.value
        await confirm_identity_correction(sent.keyed(work), correction_id, typed=typed, registrar=registrar)
    return sent.done(f"{PERSON}/{facts['each'].person_id}")


@router.get(LIST + "/{correction_id}/refusal")
async def show_refusal(correction_id: UUID, reading: asked.IdentityConfirmingReading, view: Viewing) -> Response:
    """The form that asks why it is refused."""
    named = await _named(reading, correction_id)
    return view.show("identity-end.html", form=Form(), end=REFUSAL, **named)


@router.post(LIST + "/{correction_id}/refusal")
async def refuse(
    correction_id: UUID,
    reading: asked.IdentityConfirmingReading,
    work: asked.IdentityConfirmer,
    sent: Sent[DecisionForm],
) -> Response:
    """Refuse it."""
    return await _end(sent, REFUSAL, refuse_identity_correction, work, await _named(reading, correction_id))


@router.get(LIST + "/{correction_id}/withdrawal")
async def show_withdrawal(correction_id: UUID, reading: asked.IdentityProposingReading, view: Viewing) -> Response:
    """The form that asks why one's own proposal is taken back."""
    named = await _named(reading, correction_id)
    return view.show("identity-end.html", form=Form(), end=WITHDRAWAL, **named)


@router.post(LIST + "/{correction_id}/withdrawal")
async def withdraw(
    correction_id: UUID,
    reading: asked.IdentityProposingReading,
    work: asked.IdentityProposer,
    sent: Sent[DecisionForm],
) -> Response:
    """Take it back."""
    return await _end(sent, WITHDRAWAL, withdraw_identity_correction, work, await _named(reading, correction_id))


letter_pages(router, LIST + "/{correction_id}/letter", letter_of_identity_correction, back=LIST)


async def _end(
    sent: Received[DecisionForm],
    title: Text,
    end: Callable[..., Awaitable[None]],
    work: Work,
    named: Mapping[str, Any],
) -> Response:
    async with sent.answering("identity-end.html", end=title, **named):
        await end(sent.keyed(work), named["each"].correction_id, reason=sent.value.reason)
    return sent.done(LIST)


async def _named(reading: Reading, correction_id: UUID) -> Mapping[str, Any]:
    row = await get_identity_correction(reading.connection, correction_id, reading.caller)
    return {"each": IdentityCorrectionView.of(row), **WORDS}


def _shown(row: Row[Any], field: Field, registrar: Registrar) -> str | None:
    """What the file says of a field that everybody in scope may read."""
    value = value_in(row, field, registrar.keyring) if field.pii is OPEN else None
    return None if value is None else text_of_value(value)


async def _standing(reading: Reading, veteran_id: UUID, field: Field, registrar: Registrar) -> Standing:
    """The file by the names of the form that corrects a field."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranProfileUpdated, veteran_id, f"veteran {veteran_id}")
    values = {"value": _shown(row, field, registrar)} if field.pii is OPEN else {}
    return Standing(row.version, values, at, by, STATES[row.state])
