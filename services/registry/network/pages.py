"""The service network: its units as of a day, one unit with those below it, and what may be done to it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.commands import close_org_unit, establish_org_unit, rename_org_unit
from services.registry.network.domain import OrgUnit, OrgUnitNotFound, UnitKind
from services.registry.network.queries import (
    Occupancy,
    WantedUnits,
    active_names,
    fetch_units,
    get_unit,
    names_of_units,
)
from services.registry.network.schemas import (
    NETWORK,
    ClosureForm,
    ListedOrgUnitView,
    OrgCode,
    OrgUnitForm,
    OrgUnitView,
    RenamingForm,
)
from shared.clock import local_date
from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.events.registry import OrgUnitRenamed
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/network"

WORDS: Mapping[str, Any] = {
    "kinds": ORG_UNIT_KIND.by_code(),
    "hosts": HOST_KIND.by_code(),
    "unit_kinds": ORG_UNIT_KIND.codes,
    "host_kinds": HOST_KIND.codes,
}


@router.get("/registry/network")
async def list_network(
    reading: asked.PlacesReading,
    view: Viewing,
    *,
    name: FilterText = None,
    kind: UnitKind | None = None,
    unit: OrgCode | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Units that stood on a day, by code: in the order of the tree."""
    day = on or local_date(reading.now)
    wanted = WantedUnits(named=name, kind=kind, unit=unit, on=day)
    page = await fetch_units(reading, wanted, cursor, limit, view=ListedOrgUnitView.of_row)
    return view.show("network.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


@router.get("/registry/network/choices")
async def list_choices(reading: asked.PlacesReading, view: Viewing) -> Response:
    """The active units of the reader's scope, to choose from in any form: a part of it."""
    return view.show("choices.html", units=await active_names(reading.connection, reading.caller))


export_pages(router, LIST, NETWORK)


@router.get("/registry/network/new")
async def show_new_unit(reading: asked.OrganiserReading, view: Viewing, parent: OrgCode | None = None) -> Response:
    """The form for a unit below `parent`."""
    return view.show("unit-form.html", form=Form({"parent_code": parent or ""}), **WORDS)


@router.post("/registry/network/new")
async def found_unit(work: asked.Organiser, sent: Sent[OrgUnitForm]) -> Response:
    """Establish it."""
    async with sent.answering("unit-form.html", **WORDS):
        unit = await establish_org_unit(sent.keyed(work), sent.value.proposal())
    return sent.done(f"/registry/network/{unit.org_code}")


@router.get("/registry/network/{org_code}")
async def show_unit(
    org_code: OrgCode,
    reading: asked.PlacesReading,
    view: Viewing,
    *,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """One unit, and those directly below it on a day."""
    unit = await _get(reading, org_code)
    day = on or local_date(reading.now)
    wanted = WantedUnits(parent=org_code, on=day)
    page = await fetch_units(reading, wanted, cursor, limit, view=ListedOrgUnitView.of_row)
    above = unit.path.rpartition(".")[0]
    shown: Mapping[str, Any] = {
        "names": await names_of_units(reading.connection, {unit.parent_code} if unit.parent_code else ()),
        "may_open_parent": reading.caller.covers(above),
    }
    return view.show("unit.html", unit=unit, page=page, cursor=cursor, day=day, **shown, **WORDS)


@router.get("/registry/network/{org_code}/name")
async def show_renaming(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for another name."""
    unit = await _found(reading, org_code)
    return view.show("renaming.html", form=Form({"name": unit.name}, unit.version), unit=OrgUnitView.of(unit))


@router.post("/registry/network/{org_code}/name")
async def rename_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[RenamingForm]
) -> Response:
    """Rename it."""
    stands = partial(_standing, reading, org_code)
    async with sent.answering("renaming.html", stands=stands, unit=await _get(reading, org_code)):
        await rename_org_unit(
            sent.keyed(work),
            org_code,
            name=sent.value.name,
            renamed_on=sent.value.renamed_on,
            version=sent.version,
        )
    return sent.done(f"/registry/network/{org_code}")


@router.get("/registry/network/{org_code}/closure")
async def show_closure(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that closes a unit."""
    return view.show("closure.html", form=Form(), unit=await _get(reading, org_code))


@router.post("/registry/network/{org_code}/closure")
async def close_unit(
    org_code: OrgCode,
    reading: asked.OrganiserReading,
    work: asked.Organiser,
    sent: Sent[ClosureForm],
) -> Response:
    """Close it; what it still holds is named."""
    checks: Sequence[Occupancy] = sent.view.request.app.state.closing_checks
    async with sent.answering("closure.html", unit=await _get(reading, org_code)):
        await close_org_unit(sent.keyed(work), org_code, occupancies=checks, closed_on=sent.value.closed_on)
    return sent.done(f"/registry/network/{org_code}")


async def _found(reading: Reading, org_code: str) -> OrgUnit:
    """Raises `OrgUnitNotFound`, also for a unit that lies outside the caller's scope."""
    unit = await get_unit(reading.connection, org_code)
    if not reading.caller.covers(unit.org_path):
        raise OrgUnitNotFound(org_code=org_code)
    return unit


async def _get(reading: Reading, org_code: str) -> OrgUnitView:
    return OrgUnitView.of(await _found(reading, org_code))


async def _standing(reading: Reading, org_code: str) -> Standing:
    """The unit by the names of the form for another name."""
    unit = await _found(reading, org_code)
    at, by = await last_change(reading.connection, OrgUnitRenamed, org_code, f"org-unit {org_code}")
    return Standing(unit.version, {"name": unit.name, "renamed_on": unit.renamed_on}, at, by)
