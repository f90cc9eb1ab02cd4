"""Whether promises are kept."""

from typing import Annotated, Literal

from fastapi import Query

from services.reporting.dependencies import FigureReading
from services.reporting.promises.queries import fetch_days
from services.reporting.promises.schemas import PromiseDayView
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/promises", tags=["promises"], responses=problems(401, 403))

Which = Annotated[
    Literal["registered", "decided", "resolved", "reported"] | None, Query(description="of this promise alone")
]
Open = Annotated[bool, Query(description="only days that have not closed")]


@router.get("")
async def list_promises(
    reading: FigureReading, *, promise: Which = None, only_open: Open = False, cursor: Cursor = None, limit: Limit = 50
) -> Page[PromiseDayView]:
    """Whether what was registered, decided, resolved and reported was published, applied and told · 承诺事项核对"""
    return await fetch_days(
        reading, promise=promise, only_open=only_open, cursor=cursor, limit=limit, view=PromiseDayView.of
    )
