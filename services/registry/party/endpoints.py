"""Party organisations, and whether they mirror the network."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request

from services.registry import dependencies as asked
from services.registry.network.queries import Occupancy
from services.registry.network.schemas import OrgCode
from services.registry.party.commands import (
    correct_party_organisation,
    dissolve_party_organisation,
    establish_party_organisation,
    rename_party_organisation,
    revoke_party_dissolution,
)
from services.registry.party.domain import PartyKind
from services.registry.party.queries import (
    Began,
    Lasted,
    WantedOrganisations,
    fetch_organisations,
    get_organisation,
    judge_mirrors,
)
from services.registry.party.schemas import (
    PARTY,
    ConsistencyView,
    PartyCorrectionForm,
    PartyDissolutionForm,
    PartyOrganisationForm,
    PartyOrganisationView,
    PartyOrgCode,
    PartyRenamingForm,
    PartyRestorationForm,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["Party organisations"])


async def get_party_checks(request: Request) -> Sequence[Occupancy]:
    """What keeps an organisation from being dissolved: `create_app` knows the rooms that may still hold something."""
    checks: Sequence[Occupancy] = request.app.state.party_checks
    return checks


PartyChecks = Annotated[Sequence[Occupancy], Depends(get_party_checks)]


async def get_party_lasted(request: Request) -> Sequence[Lasted]:
    """What keeps it from having been dissolved on a day."""
    lasted: Sequence[Lasted] = request.app.state.party_lasted
    return lasted


PartyLasted = Annotated[Sequence[Lasted], Depends(get_party_lasted)]


async def get_party_began(request: Request) -> Sequence[Began]:
    """After the first of which it was not founded."""
    began: Sequence[Began] = request.app.state.party_began
    return began


PartyBegan = Annotated[Sequence[Began], Depends(get_party_began)]


@router.post("/party-organisations", status_code=201, responses=problems(401, 403, 404, 409))
async def post_party_organisation(form: PartyOrganisationForm, work: asked.Organiser) -> PartyOrganisationView:
    """Establish the branch of a station, or the group of a room under its station's branch · 设立党组织"""
    return PartyOrganisationView.of(await establish_party_organisation(work, form.proposal()))


export_route(router, "/party-organisation-exports", PARTY)


@router.get("/party-organisations", responses=problems(401, 403, 404))
async def list_party_organisations(
    reading: asked.PlacesReading,
    *,
    kind: PartyKind | None = None,
    mirror_of: OrgCode | None = None,
    unit: OrgCode | None = None,
    dissolved: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PartyOrganisationView]:
    """Branches and groups within the caller's scope, by code · 党组织列表

    Of `unit` and all below it when given; those that stand, or those that were dissolved.
    """
    wanted = WantedOrganisations(kind=kind, mirror_of=mirror_of, unit=unit, dissolved=dissolved)
    return await fetch_organisations(reading, wanted, cursor, limit, view=PartyOrganisationView.of)


@router.get("/party-organisations/{party_org_code}", responses=problems(401, 403, 404))
async def get_party_organisation(party_org_code: PartyOrgCode, reading: asked.PlacesReading) -> PartyOrganisationView:
    """One branch or group, standing or dissolved · 查看党组织"""
    return PartyOrganisationView.of(await get_organisation(reading, party_org_code))


@router.post("/party-organisations/{party_org_code}/names", responses=problems(401, 403, 404, 409))
async def post_party_name(
    party_org_code: PartyOrgCode, form: PartyRenamingForm, work: asked.Organiser
) -> PartyOrganisationView:
    """Call it otherwise from a day on; its names are kept · 党组织更名"""
    renamed = await rename_party_organisation(
        work, party_org_code, form.name, renamed_on=form.renamed_on, document=form.document, version=form.version
    )
    return PartyOrganisationView.of(renamed)


@router.post("/party-organisations/{party_org_code}/correction", responses=problems(401, 403, 404, 409))
async def post_party_correction(
    party_org_code: PartyOrgCode,
    form: PartyCorrectionForm,
    work: asked.Organiser,
    held: PartyChecks,
    began: PartyBegan,
) -> PartyOrganisationView:
    """Correct the day of its founding, or the unit beside which it stands · 更正党组织登记

    The day is not after that of its first member or meeting; the unit is corrected while it holds nothing.
    """
    corrected = await correct_party_organisation(
        work,
        party_org_code,
        mirror_of=form.mirror_of,
        established_on=form.established_on,
        document=form.document,
        held=held,
        began=began,
        version=form.version,
    )
    return PartyOrganisationView.of(corrected)


@router.post("/party-organisations/{party_org_code}/dissolution", responses=problems(401, 403, 404, 409))
async def post_party_dissolution(
    party_org_code: PartyOrgCode,
    form: PartyDissolutionForm,
    work: asked.Organiser,
    held: PartyChecks,
    lasted: PartyLasted,
) -> PartyOrganisationView:
    """Dissolve it from a day on, or as entered in error · 撤销党组织

    Refused for a day on which it had something still, which is named.
    """
    dissolved = await dissolve_party_organisation(
        work,
        party_org_code,
        dissolved_on=form.dissolved_on,
        reason=form.reason,
        document=form.document,
        held=held,
        lasted=lasted,
        version=form.version,
    )
    return PartyOrganisationView.of(dissolved)


@router.post("/party-organisations/{party_org_code}/dissolution/revocation", responses=problems(401, 403, 404, 409))
async def post_party_dissolution_revocation(
    party_org_code: PartyOrgCode, form: PartyRestorationForm, work: asked.Organiser
) -> PartyOrganisationView:
    """Take back a dissolution, which was recorded wrongly: it stands under its own code · 撤回党组织撤销

    By another person than who dissolved it. What was dissolved with its unit comes back with that.
    """
    back = await revoke_party_dissolution(work, party_org_code, document=form.document, version=form.version)
    return PartyOrganisationView.of(back)


@router.get("/network/consistency", responses=problems(401, 403))
async def get_consistency(reading: asked.OverseerReading) -> ConsistencyView:
    """Whether rules C1 and C2 hold within the caller's scope · 党组织覆盖核对

    One branch per station, one group per room.
    """
    return ConsistencyView.of(await judge_mirrors(reading.connection, reading.caller))
