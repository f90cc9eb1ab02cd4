"""Party organisations beside the service network, and where the two do not agree."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import PartyKind
from services.registry.party.parameters import PARTY_KIND, PARTY_KINDS
from services.registry.party.queries import (
    WantedOrganisations,
    fetch_organisations,
    judge_mirrors,
    names_of_organisations,
)
from services.registry.party.schemas import (
    PARTY,
    ConsistencyView,
    PartyOrganisationForm,
    PartyOrganisationView,
)
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/party"

WORDS: Mapping[str, Any] = {"kinds": PARTY_KIND, "party_kinds": PARTY_KINDS}


@router.get("/registry/party")
async def list_organisations(
    reading: asked.PlacesReading,
    view: Viewing,
    *,
    kind: PartyKind | None = None,
    unit: OrgCode | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Branches and groups by code."""
    wanted = WantedOrganisations(kind=kind, unit=unit, on=on)
    page = await fetch_organisations(reading, wanted, cursor, limit, view=PartyOrganisationView.of)
    units = await names_of_units(reading.connection, {each.mirror_of for each in page.items})
    above = {each.parent_code for each in page.items if each.parent_code}
    names: Mapping[str, Any] = {
        "units": units,
        "branches": await names_of_organisations(reading.connection, above),
    }
    return view.show("organisations.html", page=page, cursor=cursor, wanted=wanted, **names, **WORDS)


@router.get("/registry/party/check")
async def show_check(reading: asked.OverseerReading, view: Viewing) -> Response:
    """Whether every station has its branch and every room its group."""
    checked = ConsistencyView.of(await judge_mirrors(reading.connection, reading.caller))
    missing = {code for verdict in checked.verdicts for code in verdict.units_without_mirror}
    return view.show("check.html", checked=checked, units=await names_of_units(reading.connection, missing))


export_pages(router, LIST, PARTY)


@router.get("/registry/party/new")
async def show_new_organisation(
    reading: asked.OrganiserReading, view: Viewing, unit: OrgCode | None = None
) -> Response:  # fmt: skip
    """The form for a branch or a group."""
    return view.show("organisation-form.html", form=Form({"mirror_of": unit or ""}), **WORDS)


@router.post("/registry/party/new")
async def found_organisation(work: asked.Organiser, sent: Sent[PartyOrganisationForm]) -> Response:
    """Establish it."""
    async with sent.answering("organisation-form.html", **WORDS):
        await establish_party_organisation(sent.keyed(work), sent.value.proposal())
    return sent.done(f"/registry/party?unit={sent.value.mirror_of}")
