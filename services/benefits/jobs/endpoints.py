"""Jobs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.jobs.domain import monday_of
from services.benefits.jobs.queries import fetch_pushes, find_suiting
from services.benefits.jobs.schemas import BOOKS, PUSHES, ListedPush, SuitingView
from shared.books.routes import entry_routes
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day, OrgCode

router = Router()

for each in BOOKS.all:
    entry_routes(router, BOOKS, each)


@router.get("/persons/{person_id}/job-matches", tags=["postings"], responses=problems(401, 403, 404))
async def list_job_matches(person_id: UUID, reading: asked.JobReading) -> SuitingView:
    """Which postings suit a person, the best first, and why · 适合某人的招聘岗位及理由"""
    return SuitingView.of(person_id, await find_suiting(reading, person_id))


export_route(router, "/job-pushes/exports", PUSHES)


@router.get("/job-pushes", tags=["postings"], responses=problems(401, 403, 409))
async def list_job_pushes(
    reading: asked.JobReading,
    *,
    unit: OrgCode | None = None,
    week: Annotated[Day | None, Query(description="any day of it")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ListedPush]:
    """What was put together for whom, the last first · 每周为人员汇集的岗位"""
    monday = monday_of(week) if week else None
    return await fetch_pushes(reading, unit, monday, cursor, limit, view=ListedPush.of)
