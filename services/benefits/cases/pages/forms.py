"""What is done to a case by form: open, assign, resolve, withdraw."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.benefits.cases.commands import assign_mediators, open_case, resolve_case, withdraw_case
from services.benefits.cases.domain import Case
from services.benefits.cases.pages.mediators import mediators_for
from services.benefits.cases.parameters import KINDS, OUTCOMES, WITHDRAWALS
from services.benefits.cases.queries import get_case
from services.benefits.cases.schemas.cases import CaseAssignment, CaseOpening, CaseResolution, CaseWithdrawal
from services.benefits.cases.schemas.exported import STATES
from services.benefits.dependencies import (
    CaseHandler,
    CaseHandlerReading,
    CaseOpener,
    CaseOpenerReading,
    Deciding,
    Keys,
)
from services.benefits.directory.queries import find_unit_of
from shared.auth.caller import Caller
from shared.clock import local_date
from shared.command import Work
from shared.events.benefits import CaseOpened
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

OPENING: dict[str, Any] = {"kinds": list(KINDS.values())}
RESOLUTION: dict[str, Any] = {"outcomes": list(OUTCOMES.values())}
WITHDRAWAL: dict[str, Any] = {"reasons": list(WITHDRAWALS.values())}


@router.get("/benefits/cases/new")
async def show_opening(reading: CaseOpenerReading, view: Viewing, applicant_id: UUID | None = None) -> Response:
    """The form to open a case; the unit that answers for the applicant stands in it."""
    unit = await find_unit_of(reading.connection, reading.caller, applicant_id) if applicant_id else None
    values = {"applicant_id": applicant_id, "org_code": unit, "opened_on": local_date(reading.now), "parties_count": 2}
    return view.show("opening.html", form=Form({**values, "kind": "dispute"}), **OPENING)


@router.post("/benefits/cases/new")
async def save_opening(work: CaseOpener, keys: Keys, sent: Sent[CaseOpening]) -> Response:
    """Open it."""
    async with sent.answering("opening.html", **OPENING):
        facts = {name: getattr(sent.value, name) for name in CaseOpening.model_fields}
        case = await open_case(sent.keyed(work), keyring=keys, **facts)
    return sent.done(f"/benefits/cases/{case.case_id}")


@router.get("/benefits/cases/{case_id}/assignment")
async def show_assignment(reading: CaseHandlerReading, view: Viewing, case_id: UUID) -> Response:
    """The form to give the case to mediators; those who have it are chosen."""
    today = local_date(reading.now)
    case = await get_case(reading.connection, reading.caller, case_id)
    values = {"mediator_ids": [str(each) for each in case.mediator_ids], "assigned_on": today}
    choices = await choices_for(reading.connection, reading.caller, case, today)
    return view.show("assignment.html", form=Form(values, case.version), case_id=case_id, choices=choices)


@router.post("/benefits/cases/{case_id}/assignment")
async def save_assignment(work: CaseHandler, hand: Deciding, sent: Sent[CaseAssignment], case_id: UUID) -> Response:
    """Assign it."""
    async with work.engine.connect() as connection:
        case = await get_case(connection, work.caller, case_id)
        choices = await choices_for(connection, work.caller, case, local_date(work.now))
    stands = partial(standing, work, case_id)
    async with sent.answering("assignment.html", stands=stands, case_id=case_id, choices=choices):
        await assign_mediators(
            sent.keyed(work),
            case_id,
            mediator_ids=sent.value.mediator_ids,
            assigned_on=sent.value.assigned_on,
            recusal=hand.recusal,
            version=sent.version,
        )
    return sent.done(f"/benefits/cases/{case_id}")


@router.get("/benefits/cases/{case_id}/resolution")
async def show_resolution(reading: CaseHandlerReading, view: Viewing, case_id: UUID) -> Response:
    """The form to end the case."""
    case = await get_case(reading.connection, reading.caller, case_id)
    form = Form({"resolved_on": local_date(reading.now)}, case.version)
    return view.show("resolution.html", form=form, case_id=case_id, **RESOLUTION)


@router.post("/benefits/cases/{case_id}/resolution")
async def save_resolution(work: CaseHandler, hand: Deciding, sent: Sent[CaseResolution], case_id: UUID) -> Response:
    """End it."""
    stands = partial(standing, work, case_id)
    async with sent.answering("resolution.html", stands=stands, case_id=case_id, **RESOLUTION):
        await resolve_case(
            sent.keyed(work),
            case_id,
            outcome=sent.value.outcome,
            resolved_on=sent.value.resolved_on,
            document=sent.value.document,
            recusal=hand.recusal,
            version=sent.version,
        )
    return sent.done(f"/benefits/cases/{case_id}")


@router.get("/benefits/cases/{case_id}/withdrawal")
async def show_withdrawal(reading: CaseOpenerReading, view: Viewing, case_id: UUID) -> Response:
    """The form to give the case up."""
    case = await get_case(reading.connection, reading.caller, case_id)
    form = Form({"withdrawn_on": local_date(reading.now)}, case.version)
    return view.show("withdrawal.html", form=form, case_id=case_id, **WITHDRAWAL)


@router.post("/benefits/cases/{case_id}/withdrawal")
async def save_withdrawal(work: CaseOpener, hand: Deciding, sent: Sent[CaseWithdrawal], case_id: UUID) -> Response:
    """Withdraw it."""
    stands = partial(standing, work, case_id)
    async with sent.answering("withdrawal.html", stands=stands, case_id=case_id, **WITHDRAWAL):
        await withdraw_case(
            sent.keyed(work),
            case_id,
            reason=sent.value.reason,
            withdrawn_on=sent.value.withdrawn_on,
            recusal=hand.recusal,
            version=sent.version,
        )
    return sent.done(f"/benefits/cases/{case_id}")


async def standing(work: Work, case_id: UUID) -> Standing:
    """The case by the names of the forms above."""
    async with work.engine.connect() as connection:
        case = await get_case(connection, work.caller, case_id)
        at, by = await last_change(connection, CaseOpened, case_id, f"case {case_id}")
    values = {**asdict(case), "reason": case.withdrawal_reason}
    return Standing(case.version, values, at, by, STATES[case.state])


async def choices_for(connection: AsyncConnection, caller: Caller, case: Case, today: date) -> Mapping[UUID, str]:
    """Who may mediate today in the station of the case, and who mediates now, with his units."""
    found = await mediators_for(connection, caller, [case], today)
    return {**dict.fromkeys(case.mediator_ids, ""), **found}
