"""Formal membership, and letters by which it is transferred."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import get_organisation
from services.registry.party.schemas import PartyOrgCode
from services.registry.party_memberships.commands import (
    complete_membership_transfer,
    record_affiliation,
    record_membership,
    revoke_membership_transfer,
    start_membership_transfer,
    take_membership_slip_back,
)
from services.registry.party_memberships.queries import (
    WantedLetters,
    WantedMembers,
    count_affiliated,
    count_formal,
    fetch_letters,
    fetch_members,
    find_affiliation,
    get_letter,
    list_homes,
    list_letters_of,
    list_past_affiliations,
)
from services.registry.party_memberships.schemas import (
    LETTERS,
    MEMBERS,
    AffiliatedView,
    AffiliationForm,
    HomeView,
    LetterForm,
    LetterRevocationForm,
    LetterStandsView,
    LetterView,
    MemberCountView,
    MemberKind,
    MembershipForm,
    MembershipMadeView,
    MemberView,
    PastAffiliationView,
    PersonMembershipView,
    SlipForm,
    StateCode,
)
from services.registry.veterans.queries.files import get_place
from shared.export.answering import export_route
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["Party membership"])
_OF, _ONE = "/veterans/{veteran_id}", "/membership-transfers/{transfer_id:uuid}"


@router.post(_OF + "/party-memberships", status_code=201, responses=problems(401, 403, 404, 409))
async def post_party_membership(
    veteran_id: UUID, form: MembershipForm, work: asked.MembershipKeeper
) -> MembershipMadeView:
    """Record where a member's formal membership is; what was said ends there · 登记党员组织关系"""
    return MembershipMadeView(membership_id=await record_membership(work, veteran_id, form.stated()))


@router.get(_OF + "/party-membership", responses=problems(401, 403, 404))
async def get_party_membership(veteran_id: UUID, reading: asked.MembershipReading) -> PersonMembershipView:
    """A person's formal membership, affiliation and letters · 查看党员组织关系"""
    await get_place(reading.connection, veteran_id, reading.caller)
    return await person_view(reading, veteran_id)


@router.post(_OF + "/party-affiliation", responses=problems(401, 403, 404, 409))
async def post_party_affiliation(
    veteran_id: UUID, form: AffiliationForm, work: asked.MembershipKeeper
) -> AffiliatedView:
    """Record which branch or group here a member takes part in · 登记参加的党组织"""
    return AffiliatedView(version=await record_affiliation(work, veteran_id, **form.model_dump()))


@router.post(_OF + "/membership-transfers", status_code=201, responses=problems(401, 403, 404, 409))
async def post_membership_transfer(
    veteran_id: UUID, form: LetterForm, work: asked.MembershipKeeper
) -> LetterStandsView:
    """Issue a letter of transfer; it expires by itself without a return slip · 开具组织关系介绍信"""
    return LetterStandsView.of(await start_membership_transfer(work, veteran_id, form.issued()))


@router.post(_ONE + "/completion", responses=problems(401, 403, 404, 409))
async def post_membership_transfer_completion(
    transfer_id: UUID, form: SlipForm, work: asked.MembershipKeeper
) -> LetterStandsView:
    """The return slip came, in time or late · 登记介绍信回执"""
    done = await complete_membership_transfer(
        work, transfer_id, on=form.completed_on, document=form.document, version=form.version
    )
    return LetterStandsView.of(done)


@router.post(_ONE + "/completion/revocation", responses=problems(401, 403, 404, 409))
async def post_membership_slip_revocation(
    transfer_id: UUID, form: LetterRevocationForm, work: asked.MembershipKeeper
) -> LetterStandsView:
    """Take back a slip that was recorded by mistake: membership and the letter are as they were · 撤回介绍信回执"""
    done = await take_membership_slip_back(work, transfer_id, document=form.document, version=form.version)
    return LetterStandsView.of(done)


@router.post(_ONE + "/revocation", responses=problems(401, 403, 404, 409))
async def post_membership_transfer_revocation(
    transfer_id: UUID, form: LetterRevocationForm, work: asked.MembershipKeeper
) -> LetterStandsView:
    """Revoke a letter: membership is where it was · 作废介绍信"""
    done = await revoke_membership_transfer(work, transfer_id, document=form.document, version=form.version)
    return LetterStandsView.of(done)


export_route(router, "/membership-transfers/exports", LETTERS)


@router.get("/membership-transfers", responses=problems(401, 403, 404))
async def list_membership_transfers(
    reading: asked.MembershipReading,
    *,
    unit: OrgCode | None = None,
    state: StateCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LetterView]:
    """Letters of persons of the caller's units, the last issued first · 组织关系介绍信列表"""
    return await fetch_letters(reading, WantedLetters(unit, state), cursor, limit, view=LetterView.of)


@router.get(_ONE, responses=problems(401, 403, 404))
async def get_membership_transfer(transfer_id: UUID, reading: asked.MembershipReading) -> LetterView:
    """One letter · 查看组织关系介绍信"""
    return LetterView.of(await get_letter(reading, transfer_id))


export_route(router, "/party-members/exports", MEMBERS)


@router.get("/party-members", responses=problems(401, 403, 404))
async def list_party_members(
    reading: asked.MembershipReading,
    *,
    organisation: PartyOrgCode | None = None,
    unit: OrgCode | None = None,
    kind: MemberKind | None = None,
    on: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MemberView]:
    """Members with organisations of the caller's units, today or `on` a day · 党员名单"""
    wanted = WantedMembers(organisation, unit, kind, on)
    return await fetch_members(reading, wanted, cursor, limit, view=MemberView.of)


@router.get("/party-organisations/{party_org_code}/members", responses=problems(401, 403, 404))
async def get_member_count(party_org_code: PartyOrgCode, reading: asked.MembershipReading) -> MemberCountView:
    """How many formal and affiliated members an organisation has · 党组织的党员数"""
    await get_organisation(reading, party_org_code)
    formal = await count_formal(reading.connection, party_org_code)
    affiliated = await count_affiliated(reading.connection, party_org_code)
    return MemberCountView(party_org_code=party_org_code, formal=formal, affiliated=affiliated)


async def person_view(reading: Reading, veteran_id: UUID) -> PersonMembershipView:
    """Of somebody in the caller's scope."""
    affiliation = await find_affiliation(reading.connection, veteran_id)
    past = await list_past_affiliations(reading.connection, veteran_id)
    return PersonMembershipView(
        memberships=[HomeView.of(row) for row in await list_homes(reading.connection, veteran_id)],
        affiliated_to=affiliation.party_org_code if affiliation else None,
        affiliated_since=affiliation.since if affiliation else None,
        past_affiliations=[PastAffiliationView.of(row) for row in past],
        letters=[LetterView.of(row) for row in await list_letters_of(reading.connection, veteran_id)],
    )
