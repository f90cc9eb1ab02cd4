"""The end of a case was said wrongly, or there was none, by form."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.benefits.cases.commands import correct_resolution, reopen_case
from services.benefits.cases.domain import Case
from services.benefits.cases.pages.forms import RESOLUTION, choices_for, standing
from services.benefits.cases.queries import get_case
from services.benefits.cases.schemas.cases import ReopeningPaper, ResolutionPaper
from services.benefits.dependencies import CaseHandler, CaseHandlerReading, Deciding
from services.benefits.directory.queries import takes_no_cases
from shared.auth.caller import Caller
from shared.command import Work
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

CORRECTION, REOPENING = "resolution-correction.html", "reopening.html"


@router.get("/benefits/cases/{case_id}/resolution/correction")
async def show_correction(reading: CaseHandlerReading, view: Viewing, case_id: UUID) -> Response:
    """The form that says how the case really ended; what is said now stands in it."""
    case = await get_case(reading.connection, reading.caller, case_id)
    values = {**asdict(case), "mediator_ids": [str(each) for each in case.mediator_ids]}
    shown = await _shown(reading.connection, reading.caller, case)
    return view.show(CORRECTION, form=Form(values, case.version), **shown)


@router.post("/benefits/cases/{case_id}/resolution/correction")
async def save_correction(work: CaseHandler, hand: Deciding, sent: Sent[ResolutionPaper], case_id: UUID) -> Response:
    """Say so."""
    async with work.engine.connect() as connection:
        shown = await _shown(connection, work.caller, await get_case(connection, work.caller, case_id))
    async with sent.answering(CORRECTION, stands=partial(_standing, work, case_id), **shown):
        said = {name: getattr(sent.value, name) for name in ResolutionPaper.model_fields}
        await correct_resolution(sent.keyed(work), case_id, **said, recusal=hand.recusal, version=sent.version)
    return sent.done(f"/benefits/cases/{case_id}")


@router.get("/benefits/cases/{case_id}/reopening")
async def show_reopening(reading: CaseHandlerReading, view: Viewing, case_id: UUID) -> Response:
    """The form that says why the case has not ended."""
    case = await get_case(reading.connection, reading.caller, case_id)
    is_closed = await takes_no_cases(reading.connection, case.org_code)
    return view.show(REOPENING, form=Form(version=case.version), case_id=case_id, is_closed=is_closed)


@router.post("/benefits/cases/{case_id}/reopening")
async def save_reopening(work: CaseHandler, hand: Deciding, sent: Sent[ReopeningPaper], case_id: UUID) -> Response:
    """Take it up again."""
    async with work.engine.connect() as connection:
        case = await get_case(connection, work.caller, case_id)
        shown = {"case_id": case_id, "is_closed": await takes_no_cases(connection, case.org_code)}
    async with sent.answering(REOPENING, stands=partial(_standing, work, case_id), **shown):
        said = {name: getattr(sent.value, name) for name in ReopeningPaper.model_fields}
        await reopen_case(sent.keyed(work), case_id, **said, recusal=hand.recusal, version=sent.version)
    return sent.done(f"/benefits/cases/{case_id}")


async def _shown(connection: AsyncConnection, caller: Caller, case: Case) -> Mapping[str, Any]:
    """Who may have mediated: who did it on the day that is said now, and whoever is said to have."""
    choices = await choices_for(connection, caller, case, case.resolved_on or case.opened_on)
    return {"case_id": case.case_id, "choices": choices, **RESOLUTION}


async def _standing(work: Work, case_id: UUID) -> Standing:
    """The case by the names of these forms, of which the reason, and who goes on with it, are the form's own."""
    found = await standing(work, case_id)
    own = {"reason", "org_code"}
    return replace(found, values={name: value for name, value in found.values.items() if name not in own})
