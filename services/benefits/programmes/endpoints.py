"""Programmes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.benefits.dependencies import ProgrammePublisher, ProgrammeReading
from services.benefits.programmes.commands import publish_programme
from services.benefits.programmes.parameters import GROUP
from services.benefits.programmes.queries import fetch_programmes, slot_holders
from services.benefits.programmes.schemas import ProgrammeDraft, ProgrammeGroupView, ProgrammeView
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page
from shared.http.validation import Day

router = APIRouter(tags=["programmes"])


@router.post("/programmes", status_code=201)
async def post_programme(draft: ProgrammeDraft, work: ProgrammePublisher) -> ProgrammeView:
    """Publish the next version of a programme, for the whole county · 发布项目版本"""
    return ProgrammeView.of(await publish_programme(work, draft.draft()))


@router.get("/programmes")
async def list_programmes(
    reading: ProgrammeReading,
    on: Annotated[Day | None, Query(description="in force on this day; today if absent")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ProgrammeView]:
    """The programmes in force on a day, with their rules · 某日有效的项目"""
    return await fetch_programmes(reading, on or local_date(reading.now), cursor, limit, view=ProgrammeView.of_row)


@router.get("/programme-groups")
async def list_programme_groups(reading: ProgrammeReading) -> list[ProgrammeGroupView]:
    """The programme groups, their slots and what holds them · 项目组（四免两优）"""
    return [ProgrammeGroupView.of(GROUP, await slot_holders(reading.connection))]
