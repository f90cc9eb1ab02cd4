"""Org units."""

from typing import Any

from fastapi import Request

from services.registry import dependencies as asked
from services.registry.network.commands import (
    correct_org_unit,
    establish_org_unit,
    rename_org_unit,
)
from services.registry.network.domain import Aspect, UnitKind
from services.registry.network.queries import WantedUnits, fetch_units, get_unit, list_terms
from services.registry.network.schemas import (
    NETWORK,
    CorrectionForm,
    HistoryView,
    ListedOrgUnitView,
    OrgCode,
    OrgUnitForm,
    OrgUnitView,
    RenamingForm,
    TermView,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["service network"])


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
    closing: bool | None = None,
    on: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ListedOrgUnitView]:
    """Units within the caller's scope by code · 服务机构列表

    At and below `unit` when given, each with the number of active units directly under it. `on`: those that stood that
    day, by the names and places of that day. `closing`: those that are to be closed, or the others.
    """
    wanted = WantedUnits(kind=kind, unit=unit, parent=parent, active=active, closing=closing, on=on)
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


@router.get("/org-units/{org_code}/history", responses=problems(401, 403, 404))
async def get_history(org_code: OrgCode, reading: asked.PlacesReading) -> HistoryView:
    """What a unit was called, and under whom it stood, since when · 服务机构沿革"""
    unit = await get_unit(reading.connection, org_code)
    reading.caller.must_cover(unit.org_path)
    names, parents = [
        [
            TermView(since=term.since, value=term.value)
            for term in await list_terms(reading.connection, org_code, aspect)
        ]
        for aspect in (Aspect.NAME, Aspect.PARENT)
    ]
    return HistoryView(names=names, parents=parents)


@router.post("/org-units/{org_code}/correction", responses=problems(401, 403, 404, 409))
async def post_unit_correction(
    org_code: OrgCode, form: CorrectionForm, work: asked.Organiser, request: Request
) -> OrgUnitView:
    """Put right what was recorded wrongly of a unit · 更正服务机构信息

    All of it is said as it is right: names with their days, the establishment, the host, the division. A unit that was
    established by mistake is closed on the day of its establishment instead; a move is taken back.
    """
    corrected = form.corrected()
    said: dict[str, Any] = {"document": form.document, "version": form.version}
    unit = await correct_org_unit(work, org_code, corrected, beside=request.app.state.first_mirror, **said)
    return OrgUnitView.of(unit)
