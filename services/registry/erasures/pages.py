"""Erasures in a browser: proposed by one, confirmed by another who is told that nothing can be taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.erasures.commands import confirm_erasure, propose_erasure, refuse_erasure, withdraw_erasure
from services.registry.erasures.parameters import GROUNDS, OUTCOMES
from services.registry.erasures.queries import PROPOSED, is_known_otherwise
from services.registry.erasures.schemas import ERASURES, ErasureConfirmation, ErasureDecision, ErasurePaper, ErasureView
from services.registry.recipients.pages import standing_of
from services.registry.recipients.queries import get_recipient
from services.registry.settings import Settings
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from services.registry.veterans.pages.filing import standing_of_file
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from services.registry.veterans.queries.files import get_line
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterId
from shared.web.page import Viewing, page_router
from shared.web.standing import Standing

router = page_router()

LIST = "/registry/erasures"
ONE = LIST + "/{erasure_id}"
PERSON, RECIPIENT = "/registry/persons", "/registry/recipients"
WORDS: Mapping[str, Any] = {"grounds": GROUNDS, "outcomes": OUTCOMES, "states": IS_OPEN, "whose": WHOSE}


async def _of_file(matter: Matter) -> Mapping[str, Any]:
    row = await get_line(matter.reading.connection, matter.about, caller=matter.reading.caller)
    shown = {"each": row, "person": f"{PERSON}/{matter.about}", "has_file": True, "is_kept": False}
    return {**shown, **_terms(matter.known.settings)}


async def _of_recipient(matter: Matter) -> Mapping[str, Any]:
    connection = matter.reading.connection
    row = await get_recipient(connection, matter.about, matter.reading.caller)
    is_kept = await is_known_otherwise(connection, matter.about)
    shown = {"each": row, "person": f"{RECIPIENT}/{matter.about}", "has_file": False, "is_kept": is_kept}
    return {**shown, **_terms(matter.known.settings)}


def _terms(settings: Settings) -> Mapping[str, Any]:
    return {
        "keep_years": settings.keep_after_death_years,
        "challenge_months": CHALLENGE_MONTHS,
    }


async def _file_stands(matter: Matter) -> Standing:
    return await standing_of_file(matter.reading, matter.about)


async def _record_stands(matter: Matter) -> Standing:
    return await standing_of(matter.reading, matter.about)


@deciding(
    router,
    PERSON + "/{veteran_id}/erasure",
    "erasures.propose",
    ErasurePaper,
    "erasure-form.html",
    shown=_of_file,
    stands=_file_stands,
)
@deciding(
    router,
    RECIPIENT + "/{person_id}/erasure",
    "erasures.propose",
    ErasurePaper,
    "erasure-form.html",
    shown=_of_recipient,
    stands=_record_stands,
)
async def propose(decided: Decided[ErasurePaper]) -> str:
    """Propose it: of a file, or of somebody without one."""
    document, years = decided.said.document, decided.known.settings.keep_after_death_years
    await propose_erasure(
        decided.work, decided.about, document=document, keep_years=years, version=decided.version
    )  # fmt: skip
    return f"{LIST}?person_id={decided.about}"


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
    days = matter.known.settings.backup_hold_days
    each = ErasureView.of(row, hold_days=days)
    is_kept = not each.has_file and await is_known_otherwise(matter.reading.connection, each.person_id)
    return {"each": each, "hold_days": days, "is_kept": is_kept, **WORDS}


@deciding(
    router, ONE + "/confirmation", "erasures.confirm", ErasureConfirmation, "erasure-confirmation.html", shown=_named
)
async def confirm(decided: Decided[ErasureConfirmation]) -> str:
    """Confirm it: a second person types which file it is."""
    typed, years = decided.said.file_number, decided.known.settings.keep_after_death_years
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
