"""Jobs over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from services.benefits import dependencies as asked
from services.benefits.jobs.queries import find_suiting
from services.benefits.jobs.schemas import BOOKS, SuitingView
from shared.books.routes import entry_routes
from shared.http.problems import problems

router = APIRouter()

for each in BOOKS.all:
    entry_routes(router, BOOKS, each)


@router.get("/persons/{person_id}/job-matches", tags=["postings"], responses=problems(401, 403, 404))
async def list_job_matches(person_id: UUID, reading: asked.JobReading) -> SuitingView:
    """Which postings suit a person, the best first, and why · 适合某人的招聘岗位及理由"""
    return SuitingView.of(person_id, await find_suiting(reading, person_id))
