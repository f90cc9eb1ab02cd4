"""Org units."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from services.registry import dependencies as asked
from services.registry.network.commands import close_org_unit, establish_org_unit, rename_org_unit
from services.registry.network.domain import UnitKind
from services.registry.network.queries import Occupancy, WantedUnits, fetch_units, get_unit
from services.registry.network.schemas import (
    NETWORK,
    ClosureForm,
    ListedOrgUnitView,
    OrgCode,
    OrgUnitForm,
    OrgUnitView,
    RenamingForm,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems

router = APIRouter(tags=["service network"])


async def get_closing_checks(request: Request) -> Sequence[Occupancy]:
    """What keeps a unit from closing: `create_app` knows the rooms that may still hold something of it."""
    checks: Sequence[Occupancy] = request.app.state.closing_checks
    return checks


ClosingChecks = Annotated[Sequence[Occupancy], Depends(get_closing_checks)]


@router.post("/org-units", status_code=201, responses=problems(401, 403, 409))
async def post_org_unit(form: OrgUnitForm, work: asked.Organiser) -> OrgUnitView:
    """Establish a centre, station or room · 设立服务机构

    Every broken rule is named.
    """
    return OrgUnitView.of(await establish_org_unit(work, form.proposal()))


export_route(router, "/org-unit-exports", NETWORK)


@router.get("/org-units", responses=problems(401, 403, 404))
async def list_org_units(
    reading: asked.PlacesReading,
    *,
    kind: UnitKind | None = None,
    unit: OrgCode | None = None,
    parent: OrgCode | None = None,
    active: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ListedOrgUnitView]:
    """Units within the caller's scope by code · 服务机构列表

    At and below `unit` when given, each with the number of active units directly under it.
    """
    wanted = WantedUnits(kind=kind, unit=unit, parent=parent, active=active)
    return await fetch_units(reading, wanted, cursor, limit, view=ListedOrgUnitView.of_row)


@router.get("/org-units/{org_code}", responses=problems(401, 403, 404))
async def get_org_unit(org_code: OrgCode, reading: asked.PlacesReading) -> OrgUnitView:
    """One unit, active or closed · 查看服务机构"""
    unit = await get_unit(reading.connection, org_code)
    reading.caller.must_cover(unit.org_path)
    return OrgUnitView.of(unit)


@router.post("/org-units/{org_code}/name", responses=problems(401, 403, 404, 409))
async def post_name(org_code: OrgCode, form: RenamingForm, work: asked.Organiser) -> OrgUnitView:
    """Give a unit another official name; its code and place stay · 服务机构更名"""
    return OrgUnitView.of(await rename_org_unit(work, org_code, name=form.name, renamed_on=form.renamed_on))


@router.post("/org-units/{org_code}/closure", responses=problems(401, 403, 404, 409))
async def post_closure(
    org_code: OrgCode, form: ClosureForm, work: asked.Organiser, checks: ClosingChecks
) -> OrgUnitView:
    """Close a unit · 撤销服务机构

    Refused while it holds anything active, each kind of which is named.
    """
    return OrgUnitView.of(await close_org_unit(work, org_code, occupancies=checks, closed_on=form.closed_on))
