"""What the directory tells: staff, who may mediate; our service of figures, whom it holds."""

from typing import Annotated

from fastapi import Query

from services.benefits.dependencies import CaseReading, Comparing
from services.benefits.directory.queries import held_persons, mediators_on, must_reach
from services.benefits.directory.schemas import MediatorView
from services.benefits.directory.tables import MEDIATOR
from shared.auth.own_services import is_of_ours
from shared.clock import local_date
from shared.digests.held import HeldPerson, UnitDigest
from shared.digests.reading import applied_versions, list_digests, list_held
from shared.digests.schemas import PersonsAsked
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.refusals import NotAllowed
from shared.http.router import Router
from shared.http.validation import Day

router = Router()

Unit = Annotated[str | None, Query(max_length=24, description="org code; that service organisation and all below it")]


@router.get("/mediators", tags=["mediators"])
async def list_mediators(
    reading: CaseReading,
    unit: Unit = None,
    on: Annotated[Day | None, Query(description="who held the role on this day; today if absent")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MediatorView]:
    """Veterans who hold the mediator's role on a day, within the caller's scope · 某日在任的调解员"""
    if unit is not None:
        await must_reach(reading.connection, reading.caller, unit)
    day = on or local_date(reading.now)
    return await fetch_page(
        reading.connection,
        mediators_on(day, reading.caller, unit=unit),
        by=[MEDIATOR.c.role_id],
        cursor=cursor,
        limit=limit,
        view=MediatorView.of,
    )


@router.get("/unit-digests", tags=["comparisons"], responses=problems(401, 403))
async def list_unit_digests(reading: Comparing) -> list[UnitDigest]:
    """Of each unit a digest of whom the directory holds there · 各机构名录人员摘要"""
    await _must_be_ours(reading)
    return await list_digests(reading.connection, held_persons())


@router.post("/unit-digests/persons", tags=["comparisons"], responses=problems(401, 403))
async def list_held_persons(form: PersonsAsked, reading: Comparing) -> list[HeldPerson]:
    """The ids of a unit whose digest differs, and what is known of some besides · 摘要不一致机构的人员编号"""
    await _must_be_ours(reading)
    return await list_held(
        reading.connection, held_persons(), applied_versions(), org_path=form.org_path, person_ids=form.person_ids
    )


async def _must_be_ours(reading: Reading) -> None:
    if not await is_of_ours(reading.connection, reading.caller):
        raise NotAllowed
