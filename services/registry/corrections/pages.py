"""Corrections in a browser: one field at a time; identities by two persons; what a file has said."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.commands import (
    correct_field,
    propose_companion_correction,
    propose_identity_correction,
)
from services.registry.corrections.commands import (
    deciding as decide,
)
from services.registry.corrections.domain.correction import get_correctable
from services.registry.corrections.letters import letter_of_identity_correction
from services.registry.corrections.parameters import CORRECTABLE, EVIDENCE, KINDS, OF_COMPANIONS, OUTCOMES
from services.registry.corrections.queries.facts import list_known
from services.registry.corrections.queries.identities import fetch_identity_corrections, get_identity_correction
from services.registry.corrections.queries.values import text_of_value, value_in
from services.registry.corrections.schemas import (
    IDENTITY_CORRECTIONS,
    ConfirmationForm,
    CorrectionPaper,
    DecisionForm,
    IdentityCorrectionView,
    IdentityPaper,
)
from services.registry.divisions.queries import names_of_divisions
from services.registry.families.queries.companions import find_companion, get_companion, must_have_no_record
from services.registry.network.queries import names_of_units
from services.registry.recipients.queries import get_recipient
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.parameters.fields import FIELD, OPEN, Field
from services.registry.veterans.parameters.forms import PARTS
from services.registry.veterans.queries.files import get_line
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.clock import end_of
from shared.events.registry import VeteranProfileUpdated
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import letter_pages
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/identity-corrections"
ONE = LIST + "/{correction_id}"
PERSON = "/registry/persons"
OF_COMPANION = PERSON + "/{veteran_id}/companions/{person_id}/identity"
RECIPIENTS = "/registry/recipients"
FLAGS = (Named("true", "是", "yes"), Named("false", "否", "no"))
WORDS: Mapping[str, Any] = {
    "fields": FIELD,
    "kind_words": KINDS,
    "evidence_words": EVIDENCE,
    "outcomes": OUTCOMES,
    "states": IS_OPEN,
    "whose": WHOSE,
}
IDENTITY: Mapping[str, Any] = {"kinds": list(KINDS.values()), "evidences": list(EVIDENCE.values())}


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
async def show_facts(
    veteran_id: UUID,
    reading: asked.FileReading,
    view: Viewing,
    *,
    on: FilterDay = None,
    known_on: FilterDay = None,
) -> Response:
    """What the file has said, with both times of it: a part of the person's page. By itself it is asked what held on a
    day, as it was known on another."""
    known_at = None if known_on is None else end_of(known_on)
    known = await list_known(reading, veteran_id, on=on, known_at=known_at)
    codes = {each.value for each in known if each.value}
    return view.show(
        "facts.html",
        veteran_id=veteran_id,
        known=known,
        on=on,
        known_on=known_on,
        units=await names_of_units(reading.connection, codes),
        divisions=await names_of_divisions(reading.connection, codes),
        **WORDS,
    )


@router.get("/registry/persons/{veteran_id}/identity")
async def show_identity(veteran_id: UUID, reading: asked.IdentityProposingReading, view: Viewing) -> Response:
    """The form that proposes a correction of an identity."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("identity-form.html", form=Form(version=row.version), **_of_file(veteran_id))


@router.post("/registry/persons/{veteran_id}/identity")
async def propose(
    veteran_id: UUID, work: asked.IdentityProposer, registrar: asked.Registration, sent: Sent[IdentityPaper]
) -> Response:
    """Propose it."""
    async with sent.answering("identity-form.html", **_of_file(veteran_id)):
        await propose_identity_correction(sent.keyed(work), veteran_id, sent.value.wanted(), registrar=registrar)
    return sent.done(f"{LIST}?person_id={veteran_id}")


@router.get("/registry/recipients/{person_id}/identity")
async def show_identity_of_recipient(
    person_id: UUID, reading: asked.IdentityProposingReading, view: Viewing
) -> Response:  # fmt: skip
    """The same form of somebody without a file."""
    row = await get_recipient(reading.connection, person_id, reading.caller)
    return view.show("identity-form.html", form=Form(version=row.version), **_of_recipient(person_id))


@router.post("/registry/recipients/{person_id}/identity")
async def propose_of_recipient(
    person_id: UUID, work: asked.IdentityProposer, registrar: asked.Registration, sent: Sent[IdentityPaper]
) -> Response:
    """Propose it."""
    async with sent.answering("identity-form.html", **_of_recipient(person_id)):
        await propose_identity_correction(sent.keyed(work), person_id, sent.value.wanted(), registrar=registrar)
    return sent.done(f"{LIST}?person_id={person_id}")


@router.get(OF_COMPANION)
async def show_identity_of_companion(
    veteran_id: UUID,
    person_id: UUID,
    reading: asked.IdentityProposingReading,
    registrar: asked.Registration,
    view: Viewing,
) -> Response:
    """The same form of a relative or proxy who has no record of his own."""
    shown = await _of_companion(reading, veteran_id, person_id, registrar)
    return view.show("identity-form.html", form=Form(), **shown)


@router.post(OF_COMPANION)
async def propose_of_companion(
    veteran_id: UUID,
    person_id: UUID,
    *,
    reading: asked.IdentityProposingReading,
    work: asked.IdentityProposer,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[IdentityPaper],
) -> Response:
    """Propose it."""
    shown = await _of_companion(reading, veteran_id, person_id, registrar)
    async with sent.answering("identity-form.html", **shown):
        await propose_companion_correction(
            sent.keyed(work),
            veteran_id,
            person_id,
            sent.value.wanted(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
        )
    return sent.done(f"{LIST}?person_id={person_id}")


@router.get(LIST)
async def list_of_identity_corrections(
    reading: asked.FileReading,
    view: Viewing,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Corrections of identities, the last proposed first."""
    wanted = WantedProposals(person_id, is_open, mine)
    page = await fetch_identity_corrections(reading, wanted, cursor, limit, view=IdentityCorrectionView.of)
    return view.show("identities.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, IDENTITY_CORRECTIONS)


async def _named(matter: Matter) -> Mapping[str, Any]:
    row = await get_identity_correction(matter.reading.connection, matter.about, matter.reading.caller)
    companion = None
    if row.beside_id is not None:
        companion = await find_companion(matter.reading, row.beside_id, row.person_id, matter.registrar.keyring)
    return {"each": IdentityCorrectionView.of(row), "companion": companion, **WORDS}


@deciding(
    router,
    ONE + "/confirmation",
    "veterans.confirm-identity",
    ConfirmationForm,
    "identity-confirmation.html",
    shown=_named,
)
async def confirm(decided: Decided[ConfirmationForm]) -> str:
    """Confirm it: a second person types what the document says."""
    typed, registrar = decided.said.value, decided.registrar
    await decide.confirm(decided.work, decided.about, typed=typed, registrar=registrar)
    each = decided.shown["each"]
    if each.beside_id:
        return f"{PERSON}/{each.beside_id}"
    return f"{PERSON if each.has_file else RECIPIENTS}/{each.person_id}"


@deciding(
    router, ONE + "/refusal", "veterans.confirm-identity", DecisionForm, "identity-end.html", shown=_named, end=REFUSAL
)
async def refuse(decided: Decided[DecisionForm]) -> str:
    """Refuse it, and say why."""
    await decide.refuse(decided.work, decided.about, reason=decided.said.reason)
    return LIST


@deciding(
    router,
    ONE + "/withdrawal",
    "veterans.propose-identity",
    DecisionForm,
    "identity-end.html",
    shown=_named,
    end=WITHDRAWAL,
)
async def withdraw(decided: Decided[DecisionForm]) -> str:
    """Take one's own back, and say why."""
    await decide.withdraw(decided.work, decided.about, reason=decided.said.reason)
    return LIST


letter_pages(router, ONE + "/letter", letter_of_identity_correction, back=LIST)


def _of_file(veteran_id: UUID) -> Mapping[str, Any]:
    return {"person": f"{PERSON}/{veteran_id}", "has_file": True, "companion": None, **IDENTITY}


def _of_recipient(person_id: UUID) -> Mapping[str, Any]:
    return {"person": f"{RECIPIENTS}/{person_id}", "has_file": False, "companion": None, **IDENTITY}


async def _of_companion(reading: Reading, veteran_id: UUID, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    """Raises `VeteranNotFound`, `CompanionNotFound`, `CompanionHasRecord`."""
    companion = await get_companion(reading, veteran_id, person_id, registrar.keyring)
    await must_have_no_record(reading.connection, person_id)
    kinds = [KINDS[each] for each in KINDS if each in OF_COMPANIONS]
    return {**_of_file(veteran_id), "companion": companion, "kinds": kinds}


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
