"""Party organisations beside the service network, and where the two do not agree."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.former.queries import list_former
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.party.commands import (
    correct_party_organisation,
    dissolve_party_organisation,
    establish_party_organisation,
    rename_party_organisation,
    revoke_party_dissolution,
)
from services.registry.party.domain import PartyKind
from services.registry.party.parameters import DISSOLUTIONS, DISSOLVED, PARTY_KIND, PARTY_KINDS, SAID
from services.registry.party.queries import (
    WantedOrganisations,
    fetch_organisations,
    get_organisation,
    judge_mirrors,
    names_of_organisations,
)
from services.registry.party.schemas import (
    PARTY,
    ConsistencyView,
    PartyCorrectionPaper,
    PartyDissolutionPaper,
    PartyOrganisationForm,
    PartyOrganisationView,
    PartyOrgCode,
    PartyRenamingPaper,
    PartyRestorationPaper,
)
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.veterans.queries.story import Act, list_told
from shared.auth.hands import are_of
from shared.auth.permissions import permitted
from shared.events.registry import PartyBranchEstablished
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.trail.words import ACTS
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/party"
MOST_BELOW = 100

WORDS: Mapping[str, Any] = {
    "kinds": PARTY_KIND,
    "party_kinds": PARTY_KINDS,
    "dissolved_states": tuple(DISSOLVED.values()),
}


@router.get("/registry/party")
async def list_organisations(
    reading: asked.PlacesReading,
    view: Viewing,
    *,
    kind: PartyKind | None = None,
    unit: OrgCode | None = None,
    dissolved: bool = False,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Branches and groups by code."""
    wanted = WantedOrganisations(kind=kind, unit=unit, on=on, dissolved=dissolved)
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


ONE = LIST + "/{party_org_code}"


@router.get(ONE)
async def show_organisation(party_org_code: PartyOrgCode, reading: asked.PlacesReading, view: Viewing) -> Response:
    """One organisation: what it was called, and what was done about it."""
    held = await get_organisation(reading, party_org_code)
    organisation = PartyOrganisationView.of(held)
    organiser = permitted(reading.caller, "places.organise")
    groups = WantedOrganisations(kind=PartyKind.GROUP, unit=organisation.mirror_of)
    below = await fetch_organisations(reading, groups, None, MOST_BELOW, view=PartyOrganisationView.of)
    shown: Mapping[str, Any] = {
        "each": organisation,
        "is_own": are_of(organiser.hands, (held.dissolved_by, held.dissolved_for)),
        "below": below.items if organisation.kind is PartyKind.BRANCH else (),
        "former": await list_former(reading.connection, PARTY_ORGANISATION, party_org_code),
        "units": await names_of_units(reading.connection, {organisation.mirror_of}),
        "branches": await names_of_organisations(reading.connection, {organisation.parent_code or ""}),
        "story": await _story(reading, party_org_code, organisation.path),
        "acts": ACTS,
        "dissolutions": DISSOLUTIONS,
    }
    return view.show("organisation.html", **shown, **WORDS)


@router.get(ONE + "/name")
async def show_renaming(party_org_code: PartyOrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for another name."""
    each = await _get(reading, party_org_code)
    return view.show("party-renaming.html", form=Form({"name": each.name}, each.version), each=each)


@router.post(ONE + "/name")
async def rename(
    party_org_code: PartyOrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[PartyRenamingPaper]
) -> Response:
    """Call it so."""
    stands, each = partial(_standing, reading, party_org_code), await _get(reading, party_org_code)
    async with sent.answering("party-renaming.html", stands=stands, each=each):
        said = sent.value
        how: Mapping[str, Any] = {"renamed_on": said.renamed_on, "document": said.document, "version": sent.version}
        await rename_party_organisation(sent.keyed(work), party_org_code, said.name, **how)
    return sent.done(f"{LIST}/{party_org_code}")


@router.get(ONE + "/correction")
async def show_correction(party_org_code: PartyOrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for how it was founded in truth."""
    each = await _get(reading, party_org_code)
    form = Form({"mirror_of": each.mirror_of, "established_on": each.established_on}, each.version)
    return view.show("party-correction.html", form=form, each=each)


@router.post(ONE + "/correction")
async def correct(
    party_org_code: PartyOrgCode,
    reading: asked.OrganiserReading,
    work: asked.Organiser,
    sent: Sent[PartyCorrectionPaper],
) -> Response:
    """Say so."""
    stands, each = partial(_standing, reading, party_org_code), await _get(reading, party_org_code)
    async with sent.answering("party-correction.html", stands=stands, each=each):
        known = sent.view.request.app.state
        said = {**sent.value.model_dump(), "held": known.party_checks, "began": known.party_began}
        await correct_party_organisation(sent.keyed(work), party_org_code, version=sent.version, **said)
    return sent.done(f"{LIST}/{party_org_code}")


@router.get(ONE + "/dissolution")
async def show_dissolution(party_org_code: PartyOrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that dissolves it."""
    each = await _get(reading, party_org_code)
    return view.show("dissolution.html", form=Form({}, each.version), each=each, reasons=list(SAID.values()))


@router.post(ONE + "/dissolution")
async def dissolve(
    party_org_code: PartyOrgCode,
    reading: asked.OrganiserReading,
    work: asked.Organiser,
    sent: Sent[PartyDissolutionPaper],
) -> Response:
    """Dissolve it; what it still holds is named."""
    stands, each = partial(_standing, reading, party_org_code), await _get(reading, party_org_code)
    async with sent.answering("dissolution.html", stands=stands, each=each, reasons=list(SAID.values())):
        known = sent.view.request.app.state
        said = {**sent.value.model_dump(), "held": known.party_checks, "lasted": known.party_lasted}
        await dissolve_party_organisation(sent.keyed(work), party_org_code, version=sent.version, **said)
    return sent.done(f"{LIST}/{party_org_code}")


@router.get(ONE + "/dissolution/revocation")
async def show_restoration(party_org_code: PartyOrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that says that it was not dissolved."""
    each = await _get(reading, party_org_code)
    return view.show("party-restoration.html", form=Form({}, each.version), each=each)


@router.post(ONE + "/dissolution/revocation")
async def restore(
    party_org_code: PartyOrgCode,
    reading: asked.OrganiserReading,
    work: asked.Organiser,
    sent: Sent[PartyRestorationPaper],
) -> Response:
    """It stands again."""
    stands, each = partial(_standing, reading, party_org_code), await _get(reading, party_org_code)
    async with sent.answering("party-restoration.html", stands=stands, each=each):
        document = sent.value.document
        await revoke_party_dissolution(sent.keyed(work), party_org_code, document=document, version=sent.version)
    return sent.done(f"{LIST}/{party_org_code}")


async def _get(reading: Reading, party_org_code: str) -> PartyOrganisationView:
    return PartyOrganisationView.of(await get_organisation(reading, party_org_code))


async def _story(reading: Reading, party_org_code: str, org_path: str) -> Sequence[Act]:
    """What was done with it, and with its unit and those above where it went or ended with them."""
    own, units = f"party-organisation {party_org_code}", [f"org-unit {code}" for code in org_path.split(".")]
    return await list_told(reading.connection, PartyBranchEstablished, party_org_code, own=own, subjects=units)


async def _standing(reading: Reading, party_org_code: str) -> Standing:
    """The organisation by the names of the forms."""
    each = await _get(reading, party_org_code)
    subject = f"party-organisation {party_org_code}"
    at, by = await last_change(reading.connection, PartyBranchEstablished, party_org_code, subject)
    return Standing(each.version, {name: getattr(each, name) for name in _FORMS}, at, by)


_FORMS = ("name", "renamed_on", "mirror_of", "established_on", "dissolved_on")
