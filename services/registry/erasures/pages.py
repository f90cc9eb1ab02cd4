"""Erasures in a browser: proposed by one, confirmed by another who is told that nothing can be taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.erasures.commands import confirm_erasure, propose_erasure, refuse_erasure, withdraw_erasure
from services.registry.erasures.parameters import GROUNDS, OUTCOMES
from services.registry.erasures.queries import PROPOSED, is_companion
from services.registry.erasures.schemas import ERASURES, ErasureConfirmation, ErasureDecision, ErasurePaper, ErasureView
from services.registry.recipients.pages import standing_of
from services.registry.recipients.queries import get_recipient
from services.registry.settings import Settings
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from services.registry.veterans.queries.files import get_line
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.events.registry import VeteranDeceased
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/erasures"
ONE = LIST + "/{erasure_id}"
PERSON, RECIPIENT = "/registry/persons", "/registry/recipients"
PROPOSED_AT = PERSON + "/{veteran_id}/erasure"
PROPOSED_OF_RECIPIENT = RECIPIENT + "/{person_id}/erasure"
WORDS: Mapping[str, Any] = {"grounds": GROUNDS, "outcomes": OUTCOMES, "states": IS_OPEN, "whose": WHOSE}


@router.get(PROPOSED_AT)
async def show_erasure_form(
    veteran_id: UUID, reading: asked.ErasureProposingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The form that proposes an erasure."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("erasure-form.html", form=Form(version=row.version), **_of_file(veteran_id, settings))


@router.post(PROPOSED_AT)
async def propose(
    veteran_id: UUID,
    *,
    reading: asked.ErasureProposingReading,
    work: asked.ErasureProposer,
    settings: asked.Configuration,
    sent: Sent[ErasurePaper],
) -> Response:
    """Propose it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("erasure-form.html", stands=stands, **_of_file(veteran_id, settings)):
        document, years = sent.value.document, settings.keep_after_death_years
        await propose_erasure(
            sent.keyed(work), veteran_id, document=document, keep_years=years, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}?person_id={veteran_id}")


@router.get(PROPOSED_OF_RECIPIENT)
async def show_erasure_form_of_recipient(
    person_id: UUID, reading: asked.ErasureProposingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The same form of somebody without a file."""
    row = await get_recipient(reading.connection, person_id, reading.caller)
    shown = await _of_recipient(reading, person_id, settings)
    return view.show("erasure-form.html", form=Form(version=row.version), **shown)


@router.post(PROPOSED_OF_RECIPIENT)
async def propose_of_recipient(
    person_id: UUID,
    *,
    reading: asked.ErasureProposingReading,
    work: asked.ErasureProposer,
    settings: asked.Configuration,
    sent: Sent[ErasurePaper],
) -> Response:
    """Propose it."""
    stands, shown = partial(standing_of, reading, person_id), await _of_recipient(reading, person_id, settings)
    async with sent.answering("erasure-form.html", stands=stands, **shown):
        document, years = sent.value.document, settings.keep_after_death_years
        await propose_erasure(
            sent.keyed(work), person_id, document=document, keep_years=years, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}?person_id={person_id}")


@router.get(LIST)
async def show_erasures(
    reading: asked.ErasureReading,
    settings: asked.Configuration,
    view: Viewing,
    *,
    person_id: FilterId = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Erasures, the last proposed first."""
    of = partial(ErasureView.of, hold_days=settings.backup_hold_days)
    wanted = WantedProposals(person_id, is_open, mine)
    page = await PROPOSED.fetch(reading, wanted, cursor, limit, view=of)
    return view.show("erasures.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, ERASURES)


async def _named(matter: Matter) -> Mapping[str, Any]:
    row = await PROPOSED.get(matter.reading.connection, matter.about, matter.reading.caller)
    days = matter.settings.backup_hold_days
    each = ErasureView.of(row, hold_days=days)
    is_kept = not each.has_file and await is_companion(matter.reading.connection, each.person_id)
    return {"each": each, "hold_days": days, "is_kept": is_kept, **WORDS}


@deciding(
    router, ONE + "/confirmation", "erasures.confirm", ErasureConfirmation, "erasure-confirmation.html", shown=_named
)
async def confirm(decided: Decided[ErasureConfirmation]) -> str:
    """Confirm it: a second person types which file it is."""
    typed, years = decided.said.file_number, decided.settings.keep_after_death_years
    await confirm_erasure(decided.work, decided.about, file_number=typed, keep_years=years)
    return f"{LIST}?person_id={decided.shown['each'].person_id}"


@deciding(router, ONE + "/refusal", "erasures.confirm", ErasureDecision, "erasure-end.html", shown=_named, end=REFUSAL)
async def refuse(decided: Decided[ErasureDecision]) -> str:
    """Refuse it, and say why."""
    await refuse_erasure(decided.work, decided.about, reason=decided.said.reason)
    return LIST


@deciding(
    router, ONE + "/withdrawal", "erasures.propose", ErasureDecision, "erasure-end.html", shown=_named, end=WITHDRAWAL
)
async def withdraw(decided: Decided[ErasureDecision]) -> str:
    """Take one's own back, and say why."""
    await withdraw_erasure(decided.work, decided.about, reason=decided.said.reason)
    return LIST


def _of_file(veteran_id: UUID, settings: Settings) -> Mapping[str, Any]:
    return {"person": f"{PERSON}/{veteran_id}", "has_file": True, "is_kept": False, **_terms(settings)}


async def _of_recipient(reading: Reading, person_id: UUID, settings: Settings) -> Mapping[str, Any]:
    is_kept = await is_companion(reading.connection, person_id)
    return {"person": f"{RECIPIENT}/{person_id}", "has_file": False, "is_kept": is_kept, **_terms(settings)}


def _terms(settings: Settings) -> Mapping[str, Any]:
    return {
        "keep_years": settings.keep_after_death_years,
        "challenge_months": CHALLENGE_MONTHS,
    }


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form that proposes: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranDeceased, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
