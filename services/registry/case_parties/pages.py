"""Parties of a case in a browser: who they are, how many are not named, and what is done with them."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.case_parties.commands import (
    correct_case_party,
    disclose_case_party,
    name_case_party,
    remove_case_party,
    search_case_parties,
)
from services.registry.case_parties.domain import CaseNotFound, CaseNotKnownYet, CaseParty
from services.registry.case_parties.parameters import ACTS, IS_ONE, REMOVALS, STATES
from services.registry.case_parties.queries import (
    WantedParties,
    fetch_parties,
    get_known_case,
    get_party,
    list_parties,
    list_story,
)
from services.registry.case_parties.schemas import (
    CASE_PARTIES,
    CorrectionPaper,
    ListedPartyView,
    PartiesView,
    PartyForm,
    PartySearchForm,
    PartyState,
    PartyView,
    RemovalPaper,
)
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.settings import Registrar
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.schemas.forms import OpeningForm
from shared.clock import local_date
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.events.registry.case_parties import CasePartyNamed
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

OF = "/registry/cases/{case_id}/parties"
LIST = "/registry/case-parties"
ONE = LIST + "/{party_id}"
WORDS: Mapping[str, Any] = {"removals": REMOVALS, "removal_words": list(REMOVALS.values())}


@router.get(LIST)
async def list_of_parties(
    reading: asked.CaseReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    state: PartyState | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those of all cases of the reader's units, the last named first."""
    wanted = WantedParties(unit, state)
    of_row = partial(ListedPartyView.of, keyring=registrar.keyring, caller=reading.caller)
    page = await fetch_parties(reading, wanted, cursor, limit, view=of_row)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    shown: Mapping[str, Any] = {"page": page, "cursor": cursor, "wanted": wanted, "units": units}
    return view.show("case-parties-listed.html", states=list(STATES.values()), **shown, **WORDS)


export_pages(router, LIST, CASE_PARTIES)


@router.get(LIST + "/search")
async def show_search(reading: asked.CasePartyKeeping, view: Viewing) -> Response:
    """The form that finds them by an identity number, which stands in no address."""
    return view.show("case-parties-search.html", form=Form())


@router.post(LIST + "/search")
async def search(
    work: asked.CasePartyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[PartySearchForm],
) -> Response:
    """Those whose number it is."""
    async with sent.answering("case-parties-search.html"):
        page = await search_case_parties(
            work,
            sent.value.id_number,
            sent.value.cursor,
            sent.value.limit,
            view=partial(ListedPartyView.of, keyring=registrar.keyring, caller=work.caller),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
        )
    async with work.engine.connect() as connection:
        units = await names_of_units(connection, {each.org_code for each in page.items})
    return sent.view.show("case-parties-search.html", form=Form(), page=page, units=units, **WORDS)


@router.get(OF)
async def show_parties(
    case_id: UUID, reading: asked.CaseReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """Who they are, and what was done about them; a part of the page of the case, which benefits may show before its
    event has come here."""
    try:
        found = await list_parties(reading, case_id, registrar.keyring)
    except CaseNotFound as hidden:
        if view.is_part:
            raise CaseNotKnownYet from hidden
        raise
    story = await list_story(reading.connection, case_id, found.parties)
    shown = PartiesView.of(found)
    is_open = found.case.ended_on is None
    return view.show(
        "case-parties.html", case_id=case_id, shown=shown, is_open=is_open, story=story, acts=ACTS, **WORDS
    )


@router.get(OF + "/new")
async def show_new(case_id: UUID, reading: asked.CasePartyKeeping, view: Viewing) -> Response:
    """The form that names one."""
    await get_known_case(reading.connection, case_id, reading.caller)
    return view.show("case-party-form.html", form=Form(), case_id=case_id, **WORDS)


@router.post(OF + "/new")
async def name(
    case_id: UUID,
    *,
    work: asked.CasePartyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[PartyForm],
) -> Response:
    """Name one."""
    async with sent.answering("case-party-form.html", case_id=case_id, **WORDS):
        most = settings.searches_an_hour
        wanted = sent.value.wanted()
        await name_case_party(sent.keyed(work), case_id, wanted, registrar=registrar, most_an_hour=most)
    return sent.done(_of(case_id))


async def _each(reading: Reading, party_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    each = PartyView.of(await get_party(reading, party_id, registrar.keyring))
    return {"each": each, "back": _of(each.case_id), **WORDS}


async def _named(matter: Matter) -> Mapping[str, Any]:
    return await _each(matter.reading, matter.about, matter.known.registrar)


async def _removed_today(matter: Matter) -> Mapping[str, Any]:
    return {**await _named(matter), "claimed": {"removed_on": local_date(matter.reading.now)}}


async def standing_of(matter: Matter) -> Standing:
    """The record by the names of any form about it: nothing of it, but where it stands."""
    party: CaseParty = (await get_party(matter.reading, matter.about, matter.known.registrar.keyring)).party
    at, by = await last_change(matter.reading.connection, CasePartyNamed, party.party_id, f"case {party.case_id}")
    return Standing(party.version, {}, at, by, STATES["removed" if party.removed_on else IS_ONE])


@deciding(
    router,
    ONE + "/correction",
    "cases.open",
    CorrectionPaper,
    "case-party-correction.html",
    shown=_named,
    stands=standing_of,
)
async def correct(decided: Decided[CorrectionPaper]) -> str:
    """Say who has been the party all along."""
    said, forgets = decided.said, await asked.get_forgets(decided.view.request)
    facts: Mapping[str, Any] = {"document": said.document, "version": decided.version, "forgets": forgets}
    most, registrar = decided.known.settings.searches_an_hour, decided.known.registrar
    await correct_case_party(
        decided.work, decided.about, said.wanted(), registrar=registrar, most_an_hour=most, **facts
    )  # fmt: skip
    back: str = decided.shown["back"]
    return back


@deciding(
    router,
    ONE + "/removal",
    "cases.open",
    RemovalPaper,
    "case-party-removal.html",
    shown=_removed_today,
    stands=standing_of,
)
async def remove(decided: Decided[RemovalPaper]) -> str:
    """Say why somebody is a party no longer."""
    said, forgets = decided.said, await asked.get_forgets(decided.view.request)
    facts: Mapping[str, Any] = {"document": said.document, "version": decided.version, "forgets": forgets}
    await remove_case_party(decided.work, decided.about, reason=said.reason, removed_on=said.removed_on, **facts)
    back: str = decided.shown["back"]
    return back


@router.get(ONE + "/clear")
async def show_clear_form(
    party_id: UUID, reading: asked.CasePartyDisclosingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says why name and number are to be seen in clear."""
    return view.show("case-party-clear-form.html", form=Form(), **await _clear(reading, party_id, registrar))


@router.post(ONE + "/clear")
async def show_in_clear(
    party_id: UUID,
    *,
    reading: asked.CasePartyDisclosingReading,
    work: asked.CasePartyDisclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[OpeningForm],
    view: Viewing,
) -> Response:
    """Both, for a minute. Who saw them, and why, is recorded first, each time."""
    shown = await _clear(reading, party_id, registrar)
    async with sent.answering("case-party-clear-form.html", **shown):
        said, most = sent.value, settings.disclosures_an_hour
        view_id = await disclose_case_party(
            work, party_id, purpose=said.purpose, reason=said.reason, most_an_hour=most
        )  # fmt: skip
    found = await get_party(reading, party_id, registrar.keyring)
    return view.show("case-party-clear.html", view_id=view_id, values=found.in_clear(), **shown)


async def _clear(reading: Reading, party_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    shown = await _each(reading, party_id, registrar)
    return {**shown, "fields": FIELD, "purposes": DISCLOSURE_PURPOSE.codes}


def _of(case_id: UUID) -> str:
    return OF.format(case_id=case_id)
