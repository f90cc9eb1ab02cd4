"""Whether the services hold the same persons."""

from typing import Annotated

from fastapi import Query

from services.reporting.comparisons.commands import ask_comparison
from services.reporting.comparisons.parameters import Compared
from services.reporting.comparisons.queries import fetch_differences, list_comparisons
from services.reporting.comparisons.schemas import ComparisonView, DifferenceView
from services.reporting.dependencies import ComparisonAsker, FigureReading, SubjectReading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/comparisons", tags=["comparisons"], responses=problems(401, 403))

Which = Annotated[Compared | None, Query(description="of this service alone")]


@router.get("")
async def get_comparisons(reading: FigureReading) -> list[ComparisonView]:
    """What the last comparison of benefits and reporting with registry came to · 各服务在册人员比对结果"""
    return [ComparisonView.of(row) for row in await list_comparisons(reading.connection)]


@router.post("", status_code=204)
async def post_comparison(work: ComparisonAsker) -> None:
    """Have the services compared now, as they are every night · 立即比对"""
    await ask_comparison(work)


@router.get("/differences")
async def list_differences(
    reading: SubjectReading, service: Which = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[DifferenceView]:
    """Whom a service does not hold as registry does, within the caller's scope, by id · 在册人员差异"""
    return await fetch_differences(reading, service, cursor, limit, view=DifferenceView.of)
