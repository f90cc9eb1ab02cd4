"""Parties of cases over HTTP."""

from functools import partial
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.case_parties.commands import (
    correct_case_party,
    disclose_case_party,
    name_case_party,
    remove_case_party,
    search_case_parties,
)
from services.registry.case_parties.queries import WantedParties, fetch_parties, get_party, list_parties
from services.registry.case_parties.schemas import (
    CASE_PARTIES,
    CorrectionForm,
    ListedPartyView,
    NamedView,
    PartiesView,
    PartyForm,
    PartySearchForm,
    PartyState,
    RemovalForm,
    StandingView,
)
from services.registry.network.schemas import OrgCode
from services.registry.veterans.schemas.forms import OpeningForm
from services.registry.veterans.schemas.views import DisclosureView
from shared.export.answering import export_route
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["case-parties"])

_OF = "/cases/{case_id}/parties"
_ONE = "/case-parties/{party_id}"


@router.get(_OF, responses=problems(401, 403, 404))
async def get_case_parties(case_id: UUID, reading: asked.CaseReading, registrar: asked.Registration) -> PartiesView:
    """Who is a party to a case besides its applicant, and how many are not named; masked · 案件当事人（脱敏）"""
    return PartiesView.of(await list_parties(reading, case_id, registrar.keyring))


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409, 410, 429))
async def post_case_party(
    case_id: UUID,
    form: PartyForm,
    work: asked.CasePartyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> NamedView:
    """Name a party to a case that is under way: a veteran, or anybody by name and number · 登记当事人

    Who is known by the number is that person; the name must be the known one. 409 `case-not-known-yet` is worth
    repeating: the event of benefits may be under way.
    """
    named = await name_case_party(
        work, case_id, form.wanted(), registrar=registrar, most_an_hour=settings.searches_an_hour
    )
    return NamedView(party_id=named)


export_route(router, "/case-parties/exports", CASE_PARTIES)


@router.get("/case-parties", responses=problems(401, 403, 404))
async def list_case_parties(
    reading: asked.CaseReading,
    registrar: asked.Registration,
    *,
    unit: OrgCode | None = None,
    state: PartyState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ListedPartyView]:
    """Parties to the cases in the caller's scope, the last named first; masked · 案件当事人列表（脱敏）"""
    view = partial(ListedPartyView.of, keyring=registrar.keyring, caller=reading.caller)
    return await fetch_parties(reading, WantedParties(unit, state), cursor, limit, view=view)


@router.post("/case-parties/searches", responses=problems(401, 403, 429))
async def search_parties(
    sought: PartySearchForm, work: asked.CasePartyKeeper, registrar: asked.Registration, settings: asked.Configuration
) -> Page[ListedPartyView]:
    """Parties to the cases in the caller's scope by identity number; masked · 按身份证号查找当事人

    Counted with the searches of persons by number.
    """
    return await search_case_parties(
        work,
        sought.id_number,
        sought.cursor,
        sought.limit,
        view=partial(ListedPartyView.of, keyring=registrar.keyring, caller=work.caller),
        registrar=registrar,
        most_an_hour=settings.searches_an_hour,
    )


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409, 410, 429))
async def post_case_party_correction(
    party_id: UUID,
    form: CorrectionForm,
    *,
    work: asked.CasePartyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    forgets: asked.Forgetting,
) -> StandingView:
    """Say who has been the party all along, where that was typed wrong · 更正当事人"""
    version = await correct_case_party(
        work,
        party_id,
        form.wanted(),
        document=form.document,
        registrar=registrar,
        most_an_hour=settings.searches_an_hour,
        forgets=forgets,
        version=form.version,
    )
    return StandingView(version=version)


@router.post(_ONE + "/removal", responses=problems(401, 403, 404, 409))
async def post_case_party_removal(
    party_id: UUID, form: RemovalForm, work: asked.CasePartyKeeper, forgets: asked.Forgetting
) -> StandingView:
    """Say that somebody is a party no longer, or never was · 移除当事人"""
    version = await remove_case_party(
        work,
        party_id,
        reason=form.reason,
        removed_on=form.removed_on,
        document=form.document,
        forgets=forgets,
        version=form.version,
    )
    return StandingView(version=version)


@router.post(_ONE + "/disclosures", status_code=201, responses=problems(401, 403, 404, 410, 429))
async def post_case_party_disclosure(
    party_id: UUID,
    form: OpeningForm,
    work: asked.CasePartyDisclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> DisclosureView:
    """Show name and number of a party in clear · 查看当事人的完整信息（留痕）

    Recorded first, each time the request is repeated, and counted with what is shown of files.
    """
    most = settings.disclosures_an_hour
    view_id = await disclose_case_party(
        work, party_id, purpose=form.purpose, reason=form.reason, most_an_hour=most
    )  # fmt: skip
    async with work.engine.connect() as connection:
        reading = Reading(connection, work.caller, work.now)
        found = await get_party(reading, party_id, registrar.keyring)
    return DisclosureView(view_id=view_id, values=found.in_clear())
