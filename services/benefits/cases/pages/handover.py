"""A mediator leaves: his cases are given to others by form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.benefits.cases.commands import hand_over_cases
from services.benefits.cases.commands.handover import MOST
from services.benefits.cases.domain import Case
from services.benefits.cases.pages.mediators import mediators_for
from services.benefits.cases.pages.words import clock_badge, state_badge
from services.benefits.cases.queries import in_hands_of
from services.benefits.cases.schemas.cases import CaseHandover
from services.benefits.cases.tables import case_of
from services.benefits.dependencies import CaseHandler, CaseHandlerReading, Deciding
from services.benefits.directory.queries import names_of_units
from shared.auth.caller import Caller
from shared.clock import local_date
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

PATH = "/benefits/cases/handover"


@router.get(PATH)
async def show_handover(reading: CaseHandlerReading, view: Viewing, mediator_id: UUID) -> Response:
    """What he has in hand, and who may take it over."""
    today = local_date(reading.now)
    facts = await _facts(reading.connection, reading.caller, mediator_id, today)
    form = Form({"mediator_id": mediator_id, "assigned_on": today})
    return view.show("handover.html", form=form, **facts)


@router.post(PATH)
async def save_handover(work: CaseHandler, by: Deciding, sent: Sent[CaseHandover], mediator_id: UUID) -> Response:
    """Hand them over: all of them or none. Back to what is left."""
    async with work.engine.connect() as connection:
        facts = await _facts(connection, work.caller, mediator_id, local_date(work.now))
    async with sent.answering("handover.html", **facts):
        told = sent.value.model_dump(include={"to", "assigned_on"})
        await hand_over_cases(sent.keyed(work), mediator_id, **told, recusal=by.recusal)
    return sent.done(f"{PATH}?mediator_id={mediator_id}")


async def _facts(connection: AsyncConnection, caller: Caller, mediator_id: UUID, today: date) -> dict[str, Any]:
    found = await connection.execute(in_hands_of(mediator_id, caller).limit(MOST))
    cases = [case_of(row) for row in found]
    return {
        "mediator_id": mediator_id,
        "cases": cases,
        "choices": await _successors(connection, caller, cases, mediator_id, today),
        "units": await names_of_units(connection, {case.org_code for case in cases}),
        "today": today,
        "state_badge": state_badge,
        "clock_badge": clock_badge,
    }


async def _successors(
    connection: AsyncConnection, caller: Caller, cases: Sequence[Case], mediator_id: UUID, today: date
) -> Mapping[UUID, str]:
    """Who else mediates today in the stations of these cases, with his units."""
    found = await mediators_for(connection, caller, cases, today)
    return {who: units for who, units in found.items() if who != mediator_id}
