"""Corrections of identities in a browser: proposed by one, on evidence, confirmed by another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.commands import deciding as decide
from services.registry.corrections.commands import propose_companion_correction, propose_identity_correction
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
from services.registry.settings import Registrar
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.pages.filing import standing_of_file
from services.registry.veterans.queries.files import get_line
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

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


async def _of_file(matter: Matter) -> Mapping[str, Any]:
    row = await get_line(matter.reading.connection, matter.about, caller=matter.reading.caller)
    return {"each": row, **_beside_file(matter.about)}


async def _of_recipient(matter: Matter) -> Mapping[str, Any]:
    row = await get_recipient(matter.reading.connection, matter.about, matter.reading.caller)
    kinds = [KINDS[each] for each in KINDS if each in OF_RECIPIENTS]
    shown = {"each": row, "person": f"{RECIPIENTS}/{matter.about}", "has_file": False, "companion": None}
    return {**IDENTITY, **shown, "kinds": kinds}


async def _file_stands(matter: Matter) -> Standing:
    return await standing_of_file(matter.reading, matter.about)


async def _record_stands(matter: Matter) -> Standing:
    return await standing_of(matter.reading, matter.about)


@deciding(
    router,
    PERSON + "/{veteran_id}/identity",
    "veterans.propose-identity",
    IdentityPaper,
    "identity-form.html",
    shown=_of_file,
    stands=_file_stands,
)
@deciding(
    router,
    RECIPIENTS + "/{person_id}/identity",
    "veterans.propose-identity",
    IdentityPaper,
    "identity-form.html",
    shown=_of_recipient,
    stands=_record_stands,
)
async def propose(decided: Decided[IdentityPaper]) -> str:
    """Propose a correction of an identity: of a file, or of somebody without one."""
    await propose_identity_correction(
        decided.work,
        decided.about,
        decided.said.wanted(),
        registrar=decided.known.registrar,
        most_an_hour=decided.known.settings.searches_an_hour,
        version=decided.version,
    )
    return f"{LIST}?person_id={decided.about}"


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
        companion = await find_companion(matter.reading, row.beside_id, row.person_id, matter.known.registrar.keyring)
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
    typed, registrar = decided.said.value, decided.known.registrar
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


def _beside_file(veteran_id: UUID) -> Mapping[str, Any]:
    return {"person": f"{PERSON}/{veteran_id}", "has_file": True, "companion": None, **IDENTITY}


async def _of_companion(reading: Reading, veteran_id: UUID, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    """That he has a record at another unit is told to whoever proposes something, which is counted. Raises
    `VeteranNotFound`, `CompanionNotFound`, `CompanionHasRecord`."""
    companion = await get_companion(reading, veteran_id, person_id, registrar.keyring)
    await must_have_no_record_here(reading, person_id)
    kinds = [KINDS[each] for each in KINDS if each in OF_COMPANIONS]
    return {**_beside_file(veteran_id), "companion": companion, "kinds": kinds}
