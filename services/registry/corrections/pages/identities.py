"""Corrections of identities in a browser: proposed by one, on evidence, confirmed by another."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.commands import (
    deciding as decide,
)
from services.registry.corrections.commands import (
    propose_companion_correction,
    propose_identity_correction,
)
from services.registry.corrections.letters import letter_of_identity_correction
from services.registry.corrections.parameters import EVIDENCE, KINDS, OF_COMPANIONS, OF_RECIPIENTS, OUTCOMES
from services.registry.corrections.queries.identities import PROPOSED
from services.registry.corrections.schemas import (
    IDENTITY_CORRECTIONS,
    ConfirmationForm,
    DecisionForm,
    IdentityCorrectionView,
    IdentityPaper,
)
from services.registry.families.queries.companions import find_companion, get_companion, must_have_no_record_here
from services.registry.recipients.pages import standing_of
from services.registry.recipients.queries import get_recipient
from services.registry.settings import Registrar, Settings
from services.registry.veterans.domain.standing import STATES
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.queries.files import get_line
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.command import Work
from shared.events.registry import VeteranProfileUpdated
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Received, Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/identity-corrections"
ONE = LIST + "/{correction_id}"
PERSON = "/registry/persons"
OF_COMPANION = PERSON + "/{veteran_id}/companions/{person_id}/identity"
RECIPIENTS = "/registry/recipients"
WORDS: Mapping[str, Any] = {
    "kind_words": KINDS,
    "evidence_words": EVIDENCE,
    "outcomes": OUTCOMES,
    "states": IS_OPEN,
    "whose": WHOSE,
}
IDENTITY: Mapping[str, Any] = {"kinds": list(KINDS.values()), "evidences": list(EVIDENCE.values())}


@router.get("/registry/persons/{veteran_id}/identity")
async def show_identity(veteran_id: UUID, reading: asked.IdentityProposingReading, view: Viewing) -> Response:
    """The form that proposes a correction of an identity."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("identity-form.html", form=Form(version=row.version), **_of_file(veteran_id))


@router.post("/registry/persons/{veteran_id}/identity")
async def propose(
    veteran_id: UUID,
    *,
    reading: asked.IdentityProposingReading,
    work: asked.IdentityProposer,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[IdentityPaper],
) -> Response:
    """Propose it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("identity-form.html", stands=stands, **_of_file(veteran_id)):
        await _propose(sent, work, veteran_id, registrar, settings)
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
    person_id: UUID,
    *,
    reading: asked.IdentityProposingReading,
    work: asked.IdentityProposer,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[IdentityPaper],
) -> Response:
    """Propose it."""
    stands = partial(standing_of, reading, person_id)
    async with sent.answering("identity-form.html", stands=stands, **_of_recipient(person_id)):
        await _propose(sent, work, person_id, registrar, settings)
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
    person_id: FilterId = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Corrections of identities, the last proposed first."""
    wanted = WantedProposals(person_id, is_open, mine)
    page = await PROPOSED.fetch(reading, wanted, cursor, limit, view=IdentityCorrectionView.of)
    return view.show("identities.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, IDENTITY_CORRECTIONS)


async def _named(matter: Matter) -> Mapping[str, Any]:
    row = await PROPOSED.get(matter.reading.connection, matter.about, matter.reading.caller)
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


async def _propose(
    sent: Received[IdentityPaper], work: Work, person_id: UUID, registrar: Registrar, settings: Settings
) -> None:
    await propose_identity_correction(
        sent.keyed(work),
        person_id,
        sent.value.wanted(),
        registrar=registrar,
        most_an_hour=settings.searches_an_hour,
        version=sent.version,
    )


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranProfileUpdated, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[row.state])


def _of_file(veteran_id: UUID) -> Mapping[str, Any]:
    return {"person": f"{PERSON}/{veteran_id}", "has_file": True, "companion": None, **IDENTITY}


def _of_recipient(person_id: UUID) -> Mapping[str, Any]:
    kinds = [KINDS[each] for each in KINDS if each in OF_RECIPIENTS]
    return {**IDENTITY, "person": f"{RECIPIENTS}/{person_id}", "has_file": False, "companion": None, "kinds": kinds}


async def _of_companion(reading: Reading, veteran_id: UUID, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    """That he has a record at another unit is told to whoever proposes something, which is counted. Raises
    `VeteranNotFound`, `CompanionNotFound`, `CompanionHasRecord`."""
    companion = await get_companion(reading, veteran_id, person_id, registrar.keyring)
    await must_have_no_record_here(reading, person_id)
    kinds = [KINDS[each] for each in KINDS if each in OF_COMPANIONS]
    return {**_of_file(veteran_id), "companion": companion, "kinds": kinds}
