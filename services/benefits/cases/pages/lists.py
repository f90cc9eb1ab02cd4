"""Lists of cases: those of one's units, those of one person, those that are due."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.benefits.cases.domain import CaseState
from services.benefits.cases.pages.words import clock_badge, state_badge
from services.benefits.cases.queries import (
    Deadline,
    WantedCases,
    cases_within,
    count_not_ended,
    fetch_cases,
    not_ended,
)
from services.benefits.cases.schemas.exported import CASES, DEADLINES, ENDS, STATES
from services.benefits.cases.tables import CASE, case_of
from services.benefits.dependencies import CaseReading
from services.benefits.directory.queries import names_of_units
from services.benefits.overdue.queries import list_waiting
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router

router = page_router()

Unit = Annotated[str | None, Query(max_length=24)]
SHOWN_DUE = 5
LIST = "/benefits/cases"


@router.get("/benefits/cases")
async def list_cases(
    *,
    reading: CaseReading,
    view: Viewing,
    unit: Unit = None,
    state: CaseState | None = None,
    settled: bool | None = None,
    deadline: Deadline | None = None,
    ended_by: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Cases within the caller's scope, the last opened first."""
    wanted = WantedCases(unit=unit, state=state, settled=settled, deadline=deadline, ended_by=ended_by)
    page = await fetch_cases(reading, wanted, cursor, limit, view=case_of)
    return view.show(
        "cases.html",
        page=page,
        cursor=cursor,
        wanted=wanted,
        ends=ENDS,
        states=STATES.values(),
        deadlines=DEADLINES.values(),
        today=local_date(reading.now),
        units=await names_of_units(reading.connection, {case.org_code for case in page.items}),
        state_badge=state_badge,
        clock_badge=clock_badge,
    )


export_pages(router, LIST, CASES)


@router.get("/benefits/of-person/{person_id}")
async def list_cases_of_person(reading: CaseReading, view: Viewing, person_id: UUID, cursor: Cursor = None) -> Response:
    """The cases a person asked for, within the caller's scope; also a part of registry's page of the person."""
    page = await fetch_cases(reading, WantedCases(applicant=person_id), cursor, 20, view=case_of)
    return view.show(
        "of-person.html",
        page=page,
        cursor=cursor,
        person_id=person_id,
        today=local_date(reading.now),
        units=await names_of_units(reading.connection, {case.org_code for case in page.items}),
        state_badge=state_badge,
        clock_badge=clock_badge,
    )


@router.get("/benefits/due")
async def list_due(reading: CaseReading, view: Viewing) -> Response:
    """What is late and what is due soon; a part of the first page."""
    today = local_date(reading.now)
    urgent = cases_within(reading.caller).where(not_ended(Deadline.LATE, today) | not_ended(Deadline.DUE, today))
    rows = await reading.connection.execute(urgent.order_by(CASE.c.due_on, CASE.c.case_id).limit(SHOWN_DUE))
    cases = [case_of(row) for row in rows]
    return view.show(
        "due.html",
        cases=cases,
        units=await names_of_units(reading.connection, {case.org_code for case in cases}),
        counts=await count_not_ended(reading.connection, reading.caller, today),
        waiting=await list_waiting(reading),
        today=today,
        clock_badge=clock_badge,
    )
