"""The service network: its units as of a day, one unit with those below it, and what may be done to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.commands import (
    correct_org_unit,
    establish_org_unit,
    rename_org_unit,
)
from services.registry.network.domain import Aspect, OrgUnit, OrgUnitNotFound, Term, UnitKind
from services.registry.network.queries import (
    WantedUnits,
    active_names,
    fetch_units,
    get_unit,
    list_recorders,
    list_terms,
    names_of_units,
    units_elsewhere,
)
from services.registry.network.schemas import (
    CLOSED,
    CLOSING,
    NETWORK,
    CorrectionPaper,
    ListedOrgUnitView,
    OrgCode,
    OrgUnitForm,
    OrgUnitView,
    RenamingForm,
)
from shared.auth.hands import are_of
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.events.registry import OrgUnitCorrected, OrgUnitRenamed
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.trail.words import ACTS
from shared.web.filters import FilterDay, FilterText
from shared.web.forms import Form
from shared.web.menu import groups_for
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/network"
# What of a unit, and of all below it, is listed elsewhere: entries of the menu whose lists are filtered by it.
KEPT_OF_UNITS = frozenset(
    f"/registry/{each}" for each in ("persons", "party", "roles", "contributions", "teams", "books")
)

WORDS: Mapping[str, Any] = {
    "kinds": ORG_UNIT_KIND.by_code(),
    "hosts": HOST_KIND.by_code(),
    "unit_kinds": ORG_UNIT_KIND.codes,
    "host_kinds": HOST_KIND.codes,
    "closing_states": tuple(CLOSING.values()),
    "closed_states": tuple(CLOSED.values()),
}


@router.get("/registry/network")
async def list_network(
    reading: asked.PlacesReading,
    view: Viewing,
    *,
    name: FilterText = None,
    kind: UnitKind | None = None,
    unit: OrgCode | None = None,
    closing: bool | None = None,
    closed: bool | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Units that stood on a day, or those that are closed, by code: in the order of the tree."""
    day = on or local_date(reading.now)
    wanted = WantedUnits(named=name, kind=kind, unit=unit, closing=closing).closed_or_on(day, closed=bool(closed))
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
    held = await _found(reading, org_code)
    unit = OrgUnitView.of(held)
    day = on or local_date(reading.now)
    wanted = WantedUnits(parent=org_code, on=day)
    page = await fetch_units(reading, wanted, cursor, limit, view=ListedOrgUnitView.of_row)
    names = await list_terms(reading.connection, org_code, Aspect.NAME)
    parents = await list_terms(reading.connection, org_code, Aspect.PARENT)
    above = {str(term.value) for term in parents if term.value}
    organiser = permitted(reading.caller, "places.organise")
    movers = await list_recorders(reading.connection, org_code, Aspect.PARENT, held.moved_on) if held.moved_on else ()
    shown: Mapping[str, Any] = {
        "called": names,
        "stood_under": parents,
        "names": await names_of_units(reading.connection, above),
        "elsewhere": await units_elsewhere(reading.connection, above, reading.caller),
        "name_then": _holding(names, day).value,
        "decides": held.is_decided_by(organiser),
        "has_moved_it": are_of(organiser.hands, movers),
        "story": await view.request.app.state.acts_of(reading.connection, f"org-unit {org_code}"),
        "acts": ACTS,
        "kept": [entry for _, entries in groups_for(view.held) for entry in entries if entry.path in KEPT_OF_UNITS],
    }
    return view.show("unit.html", unit=unit, page=page, cursor=cursor, day=day, **shown, **WORDS)


def _holding(terms: Sequence[Term], day: date) -> Term:
    """The one that holds on a day; the first, where none does yet."""
    return next((term for term in reversed(terms) if term.since <= day), terms[0])


@router.get("/registry/network/{org_code}/name")
async def show_renaming(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for another name."""
    unit = await _found_to_decide(reading, org_code)
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


@router.get("/registry/network/{org_code}/correction")
async def show_correction(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for what was recorded wrongly, as it is recorded."""
    unit = await _found_to_decide(reading, org_code)
    recorded = await _recorded(reading, unit)
    return view.show("correction.html", form=Form(recorded, unit.version), **_correcting(unit, recorded))


@router.post("/registry/network/{org_code}/correction")
async def correct_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[CorrectionPaper]
) -> Response:
    """Put it right."""
    unit = await _found(reading, org_code)
    shown = _correcting(unit, await _recorded(reading, unit))
    async with sent.answering("correction.html", stands=partial(_standing_record, reading, org_code), **shown):
        await correct_org_unit(
            sent.keyed(work),
            org_code,
            sent.value.corrected(),
            document=sent.value.document,
            beside=sent.view.request.app.state.first_mirror,
            version=sent.version,
        )
    return sent.done(f"/registry/network/{org_code}")


def _correcting(unit: OrgUnit, recorded: Mapping[str, Any]) -> Mapping[str, Any]:
    """A line more than there are names."""
    lines = sum(name.endswith(".name") for name in recorded)
    return {"unit": unit, "later": range(1, lines + 1), "host_kinds": HOST_KIND.codes}


async def _recorded(reading: Reading, unit: OrgUnit) -> dict[str, Any]:
    """What is recorded of it, by the names of the form."""
    names = await list_terms(reading.connection, unit.org_code, Aspect.NAME)
    said: dict[str, Any] = {
        "established_on": unit.established_on,
        "host_kind": unit.host_kind,
        "division_code": unit.division_code,
    }
    for number, term in enumerate(names):
        said[f"names.{number}.name"] = term.value
        said[f"names.{number}.since"] = term.since if number else None
    return said


async def _found(reading: Reading, org_code: str) -> OrgUnit:
    """Raises `OrgUnitNotFound`, also for a unit that lies outside the caller's scope."""
    unit = await get_unit(reading.connection, org_code)
    if not reading.caller.covers(unit.org_path):
        raise OrgUnitNotFound(org_code=org_code)
    return unit


async def _found_to_decide(reading: Reading, org_code: str) -> OrgUnit:
    """For whoever acts for the unit above. Raises `OrgUnitNotFound`, `OutOfScope`."""
    unit = await _found(reading, org_code)
    unit.must_be_decided_by(reading.caller)
    return unit


async def _get(reading: Reading, org_code: str) -> OrgUnitView:
    return OrgUnitView.of(await _found(reading, org_code))


async def _standing(reading: Reading, org_code: str) -> Standing:
    """The unit by the names of the form for another name."""
    unit = await _found(reading, org_code)
    at, by = await last_change(reading.connection, OrgUnitRenamed, org_code, f"org-unit {org_code}")
    return Standing(unit.version, {"name": unit.name, "renamed_on": unit.renamed_on}, at, by)


async def _standing_record(reading: Reading, org_code: str) -> Standing:
    """The unit by the names of the form for what was recorded wrongly."""
    unit = await _found(reading, org_code)
    at, by = await last_change(reading.connection, OrgUnitCorrected, org_code, f"org-unit {org_code}")
    return Standing(unit.version, await _recorded(reading, unit), at, by)
