"""What is done to a case by form: open, assign, resolve, withdraw."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits.cases.commands import assign_mediators, open_case, resolve_case, withdraw_case
from services.benefits.cases.domain import Case
from services.benefits.cases.pages.mediators import mediators_for
from services.benefits.cases.parameters import KINDS, OUTCOMES, WITHDRAWALS
from services.benefits.cases.queries import get_case
from services.benefits.cases.schemas.cases import CaseAssignment, CaseOpening, CaseResolution, CaseWithdrawal
from services.benefits.cases.schemas.exported import STATES
from services.benefits.dependencies import CaseOpener, CaseOpenerReading, Keys, decider
from services.benefits.directory.queries import find_unit_of
from shared.clock import local_date
from shared.events.benefits import CaseOpened
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/benefits/cases"
ONE = LIST + "/{case_id:uuid}"
OPEN, HANDLE = "cases.open", "cases.handle"
OPENING: dict[str, Any] = {"kinds": list(KINDS.values())}
RESOLUTION: dict[str, Any] = {"outcomes": list(OUTCOMES.values())}
WITHDRAWAL: dict[str, Any] = {"reasons": list(WITHDRAWALS.values())}


@router.get(LIST + "/new")
async def show_opening(reading: CaseOpenerReading, view: Viewing, applicant_id: UUID | None = None) -> Response:
    """The form to open a case; the unit that answers for the applicant stands in it."""
    unit = await find_unit_of(reading.connection, reading.caller, applicant_id) if applicant_id else None
    values = {"applicant_id": applicant_id, "org_code": unit, "opened_on": local_date(reading.now), "parties_count": 2}
    return view.show("opening.html", form=Form({**values, "kind": "dispute"}), **OPENING)


@router.post(LIST + "/new")
async def save_opening(work: CaseOpener, keys: Keys, sent: Sent[CaseOpening]) -> Response:
    """Open it."""
    async with sent.answering("opening.html", **OPENING):
        facts = {name: getattr(sent.value, name) for name in CaseOpening.model_fields}
        case = await open_case(sent.keyed(work), keyring=keys, **facts)
    return sent.done(f"{LIST}/{case.case_id}")


async def find_case(matter: Matter[None]) -> Case:
    """Raises `CaseNotFound`."""
    return await get_case(matter.reading.connection, matter.reading.caller, matter.about)


async def standing(matter: Matter[None]) -> Standing:
    """The case by the names of the forms."""
    case = await find_case(matter)
    at, by = await last_change(matter.reading.connection, CaseOpened, case.case_id, f"case {case.case_id}")
    values = {**asdict(case), "reason": case.withdrawal_reason}
    return Standing(case.version, values, at, by, STATES[case.state])


async def do_as_said(command: Callable[..., Awaitable[Case]], decided: Decided[None, Any]) -> str:
    """What a form says is what its command asks for."""
    said = {name: getattr(decided.said, name) for name in type(decided.said).model_fields}
    case = await command(decided.work, decided.about, **said, recusal=decided.by.recusal, version=decided.version)
    return f"{LIST}/{case.case_id}"


async def _assigning(matter: Matter[None]) -> Mapping[str, Any]:
    """Who may mediate; those who do are chosen."""
    case, today = await find_case(matter), local_date(matter.reading.now)
    choices = await choices_for(matter, case, today)
    claimed = {"mediator_ids": [str(each) for each in case.mediator_ids], "assigned_on": today}
    return {"each": case, "choices": choices, "claimed": claimed}


async def _resolving(matter: Matter[None]) -> Mapping[str, Any]:
    return {"each": await find_case(matter), "claimed": {"resolved_on": local_date(matter.reading.now)}}


async def _withdrawing(matter: Matter[None]) -> Mapping[str, Any]:
    return {"each": await find_case(matter), "claimed": {"withdrawn_on": local_date(matter.reading.now)}}


@deciding(
    router, ONE + "/assignment", HANDLE, CaseAssignment, "assignment.html", shown=_assigning, stands=standing,
    by=decider,
)  # fmt: skip
async def assign(decided: Decided[None, CaseAssignment]) -> str:
    """Give the case to mediators."""
    return await do_as_said(assign_mediators, decided)


@deciding(
    router, ONE + "/resolution", HANDLE, CaseResolution, "resolution.html", shown=_resolving, stands=standing,
    by=decider, **RESOLUTION,
)  # fmt: skip
async def resolve(decided: Decided[None, CaseResolution]) -> str:
    """End the case."""
    return await do_as_said(resolve_case, decided)


@deciding(
    router, ONE + "/withdrawal", OPEN, CaseWithdrawal, "withdrawal.html", shown=_withdrawing, stands=standing,
    by=decider, **WITHDRAWAL,
)  # fmt: skip
async def withdraw(decided: Decided[None, CaseWithdrawal]) -> str:
    """Give the case up."""
    return await do_as_said(withdraw_case, decided)


async def choices_for(matter: Matter[None], case: Case, day: date) -> Mapping[UUID, str]:
    """Who may mediate on the day in the station of the case, and who mediates now, with his units."""
    found = await mediators_for(matter.reading.connection, matter.reading.caller, [case], day)
    return {**dict.fromkeys(case.mediator_ids, ""), **found}
