"""A list of units."""

from typing import Annotated

from fastapi import APIRouter, Body

from services.registry import dependencies as asked
from services.registry.unit_lists.commands import import_units
from services.registry.unit_lists.domain import HEADER
from services.registry.unit_lists.schemas import UnitListView
from shared.http.problems import problems

router = APIRouter(tags=["service network"])


@router.post("/org-unit-lists", responses=problems(401, 403, 413))
async def post_unit_list(
    work: asked.UnitListKeeper,
    content: Annotated[bytes, Body(media_type="text/csv", description=",".join(HEADER))],
) -> UnitListView:
    """Establish every unit of a list that is missing, or none of them: each bad line is named · 按名单设立服务机构

    Once more changes nothing.

    UTF-8 (with or without byte order mark) or GB18030, at most 2 MiB.
    """
    return UnitListView.of(await import_units(work, content=content))
