"""Party organisations, and whether they mirror the network."""

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import PartyKind
from services.registry.party.queries import WantedOrganisations, fetch_organisations, judge_mirrors
from services.registry.party.schemas import (
    PARTY,
    ConsistencyView,
    PartyOrganisationForm,
    PartyOrganisationView,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems

router = APIRouter(tags=["Party organisations"])


@router.post("/party-organisations", status_code=201, responses=problems(401, 403, 404, 409))
async def post_party_organisation(form: PartyOrganisationForm, work: asked.Organiser) -> PartyOrganisationView:
    """Establish the branch of a station, or the group of a room under its station's branch · 设立党组织"""
    return PartyOrganisationView.of(await establish_party_organisation(work, form.proposal()))


export_route(router, "/party-organisations/exports", PARTY)


@router.get("/party-organisations", responses=problems(401, 403, 404))
async def list_party_organisations(
    reading: asked.PlacesReading,
    *,
    kind: PartyKind | None = None,
    mirror_of: OrgCode | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PartyOrganisationView]:
    """Branches and groups within the caller's scope, by code · 党组织列表

    Of `unit` and all below it when given.
    """
    wanted = WantedOrganisations(kind=kind, mirror_of=mirror_of, unit=unit)
    return await fetch_organisations(reading, wanted, cursor, limit, view=PartyOrganisationView.of)


@router.get("/network/consistency", responses=problems(401, 403))
async def get_consistency(reading: asked.OverseerReading) -> ConsistencyView:
    """Whether rules C1 and C2 hold within the caller's scope · 党组织覆盖核对

    One branch per station, one group per room.
    """
    return ConsistencyView.of(await judge_mirrors(reading.connection, reading.caller))
