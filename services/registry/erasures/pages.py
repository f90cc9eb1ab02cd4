"""Erasures in a browser: proposed by one, confirmed by another who is told that nothing can be taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.erasures.commands import confirm_erasure, propose_erasure, refuse_erasure, withdraw_erasure
from services.registry.erasures.parameters import GROUNDS, OUTCOMES
from services.registry.erasures.queries import fetch_erasures, get_erasure
from services.registry.erasures.schemas import ERASURES, ErasureConfirmation, ErasureDecision, ErasurePaper, ErasureView
from services.registry.settings import Settings
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from services.registry.veterans.queries.files import get_line
from shared.approval.proposal import IS_OPEN
from shared.events.registry import VeteranDeceased
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/erasures"
ONE = LIST + "/{erasure_id}"
PROPOSED_AT = "/registry/persons/{veteran_id}/erasure"
WORDS: Mapping[str, Any] = {"grounds": GROUNDS, "outcomes": OUTCOMES}


@router.get(PROPOSED_AT)
async def show_erasure_form(
    veteran_id: UUID, reading: asked.ErasureProposingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The form that proposes an erasure."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("erasure-form.html", form=Form(version=row.version), **_asked(veteran_id, settings))


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
    async with sent.answering("erasure-form.html", stands=stands, **_asked(veteran_id, settings)):
        document, years = sent.value.document, settings.keep_after_death_years
        await propose_erasure(
            sent.keyed(work), veteran_id, document=document, keep_years=years, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}?person_id={veteran_id}")


@router.get(LIST)
async def show_erasures(
    reading: asked.ErasureReading,
    settings: asked.Configuration,
    view: Viewing,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Erasures, the last proposed first."""
    of = partial(ErasureView.of, hold_days=settings.backup_hold_days)
    page = await fetch_erasures(reading, person_id, is_open=is_open, cursor=cursor, limit=limit, view=of)
    shown: Mapping[str, Any] = {"is_open": None if is_open is None else str(is_open).lower(), "states": IS_OPEN}
    return view.show("erasures.html", page=page, cursor=cursor, **shown, **WORDS)


export_pages(router, LIST, ERASURES)


async def _named(matter: Matter) -> Mapping[str, Any]:
    row = await get_erasure(matter.reading.connection, matter.about, matter.reading.caller)
    days = matter.settings.backup_hold_days
    return {"each": ErasureView.of(row, hold_days=days), "hold_days": days, **WORDS}


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


def _asked(veteran_id: UUID, settings: Settings) -> Mapping[str, Any]:
    return {
        "veteran_id": veteran_id,
        "keep_years": settings.keep_after_death_years,
        "challenge_months": CHALLENGE_MONTHS,
    }


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form that proposes: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranDeceased, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
