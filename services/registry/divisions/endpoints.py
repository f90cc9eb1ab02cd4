"""Divisions."""

from typing import Annotated

from fastapi import Body, Query

from services.registry import dependencies as asked
from services.registry.divisions.commands import import_divisions
from services.registry.divisions.queries import divisions_where
from services.registry.divisions.schemas import DivisionView, ImportView
from services.registry.divisions.tables import DIVISION
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/divisions", tags=["divisions"])


@router.post("/import", responses=problems(401, 403, 413))
async def post_division_list(
    work: asked.DivisionKeeper,
    content: Annotated[bytes, Body(media_type="text/csv", description="code,name,parent_code,level")],
) -> ImportView:
    """Take over a list of divisions whole, or nothing of it: each bad line is named · 导入行政区划

    Once more changes nothing.

    UTF-8 (with or without byte order mark) or GB18030, at most 2 MiB.
    """
    return ImportView.of(await import_divisions(work, content=content))


@router.get("", responses=problems(401, 403))
async def list_divisions(
    reading: asked.PlacesReading,
    *,
    parent: Annotated[str | None, Query(max_length=12, description="only what lies directly in this division")] = None,
    level: Annotated[str | None, Query(max_length=20, description="only divisions of this level")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DivisionView]:
    """Divisions in the order of the tree · 行政区划列表

    A parent before all below it, each with the number of its children.
    """
    statement = divisions_where(parent=parent, level=level)
    return await fetch_page(
        reading.connection, statement, by=[DIVISION.c.code], cursor=cursor, limit=limit, view=DivisionView.of
    )
