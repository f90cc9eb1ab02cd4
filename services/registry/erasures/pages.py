"""Erasures in a browser: proposed by one, confirmed by another who is told that nothing can be taken back."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.erasures.commands import confirm_erasure, propose_erasure, refuse_erasure, withdraw_erasure
from services.registry.erasures.parameters import GROUNDS, OUTCOMES
from services.registry.erasures.queries import fetch_erasures, get_erasure
from services.registry.erasures.schemas import ErasureConfirmation, ErasureDecision, ErasurePaper, ErasureView
from services.registry.settings import Settings
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from services.registry.veterans.queries.files import get_line
from shared.command import Work
from shared.events.registry import VeteranDeceased
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Received, Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/erasures"
PROPOSED_AT = "/registry/persons/{veteran_id}/erasure"
IS_OPEN = (Named("true", "待确认", "open"), Named("false", "已有结果", "decided"))
WORDS: Mapping[str, Any] = {"grounds": GROUNDS, "outcomes": OUTCOMES}
REFUSAL = Text("驳回", "Refuse")
WITHDRAWAL = Text("撤回", "Withdraw")


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


@router.get(LIST + "/{erasure_id}/confirmation")
async def show_erasure_confirmation(
    erasure_id: UUID, reading: asked.ErasureConfirmingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The form in which a second person types which file it is."""
    return view.show("erasure-confirmation.html", form=Form(), **await _named(reading, erasure_id, settings))


@router.post(LIST + "/{erasure_id}/confirmation")
async def confirm(
    erasure_id: UUID,
    *,
    reading: asked.ErasureConfirmingReading,
    work: asked.ErasureConfirmer,
    settings: asked.Configuration,
    sent: Sent[ErasureConfirmation],
) -> Response:
    """Confirm it."""
    named = await _named(reading, erasure_id, settings)
    async with sent.answering("erasure-confirmation.html", **named):
        typed, years = sent.value.file_number, settings.keep_after_death_years
        await confirm_erasure(sent.keyed(work), erasure_id, file_number=typed, keep_years=years)
    return sent.done(f"{LIST}?person_id={named['each'].person_id}")


@router.get(LIST + "/{erasure_id}/refusal")
async def show_erasure_refusal(
    erasure_id: UUID, reading: asked.ErasureConfirmingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The form that asks why it is refused."""
    named = await _named(reading, erasure_id, settings)
    return view.show("erasure-end.html", form=Form(), end=REFUSAL, **named)


@router.post(LIST + "/{erasure_id}/refusal")
async def refuse(
    erasure_id: UUID,
    *,
    reading: asked.ErasureConfirmingReading,
    work: asked.ErasureConfirmer,
    settings: asked.Configuration,
    sent: Sent[ErasureDecision],
) -> Response:
    """Refuse it."""
    return await _end(sent, REFUSAL, refuse_erasure, work, await _named(reading, erasure_id, settings))


@router.get(LIST + "/{erasure_id}/withdrawal")
async def show_erasure_withdrawal(
    erasure_id: UUID, reading: asked.ErasureProposingReading, settings: asked.Configuration, view: Viewing
) -> Response:
    """The form that asks why one's own proposal is taken back."""
    named = await _named(reading, erasure_id, settings)
    return view.show("erasure-end.html", form=Form(), end=WITHDRAWAL, **named)


@router.post(LIST + "/{erasure_id}/withdrawal")
async def withdraw(
    erasure_id: UUID,
    *,
    reading: asked.ErasureProposingReading,
    work: asked.ErasureProposer,
    settings: asked.Configuration,
    sent: Sent[ErasureDecision],
) -> Response:
    """Take it back."""
    return await _end(sent, WITHDRAWAL, withdraw_erasure, work, await _named(reading, erasure_id, settings))


async def _end(
    sent: Received[ErasureDecision],
    title: Text,
    end: Callable[..., Awaitable[None]],
    work: Work,
    named: Mapping[str, Any],
) -> Response:
    async with sent.answering("erasure-end.html", end=title, **named):
        await end(sent.keyed(work), named["each"].erasure_id, reason=sent.value.reason)
    return sent.done(LIST)


def _asked(veteran_id: UUID, settings: Settings) -> Mapping[str, Any]:
    return {
        "veteran_id": veteran_id,
        "keep_years": settings.keep_after_death_years,
        "challenge_months": CHALLENGE_MONTHS,
    }


async def _named(reading: Reading, erasure_id: UUID, settings: Settings) -> Mapping[str, Any]:
    row = await get_erasure(reading.connection, erasure_id, reading.caller)
    days = settings.backup_hold_days
    return {"each": ErasureView.of(row, hold_days=days), "hold_days": days, **WORDS}


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form that proposes: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranDeceased, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
