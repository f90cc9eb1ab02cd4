"""Formal membership and letters of transfer in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import names_of_organisations
from services.registry.party.schemas import PartyOrgCode
from services.registry.party_memberships.commands import (
    complete_membership_transfer,
    record_affiliation,
    record_membership,
    revoke_membership_transfer,
    start_membership_transfer,
    take_membership_slip_back,
)
from services.registry.party_memberships.parameters import INSTEAD, MEMBER_KINDS, STATES
from services.registry.party_memberships.queries import (
    WantedLetters,
    WantedMembers,
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
    AffiliationForm,
    HomeView,
    LetterForm,
    LetterRevocationPaper,
    LetterView,
    MemberKind,
    MembershipForm,
    MemberView,
    SlipPaper,
    StateCode,
)
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from shared.events.registry.party_memberships import PartyMembershipTransferStarted
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/membership-transfers"
ONE = LIST + "/{transfer_id}"
MEMBERS_AT = "/registry/party-members"
_OF = "/registry/persons/{veteran_id}/party-membership"
WORDS: Mapping[str, Any] = {"states": STATES, "state_words": list(STATES.values())}
_INSTEAD: Mapping[str, Any] = {"instead_words": INSTEAD}


@router.get(LIST)
async def list_letters(
    reading: asked.MembershipReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    state: StateCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Letters, the last issued first."""
    wanted = WantedLetters(unit, state)
    page = await fetch_letters(reading, wanted, cursor, limit, view=LetterView.of)
    names = await _names(reading, page.items)
    return view.show("letters.html", page=page, cursor=cursor, wanted=wanted, names=names, **WORDS)


export_pages(router, LIST, LETTERS)


@router.get(MEMBERS_AT)
async def list_members(
    reading: asked.MembershipReading,
    view: Viewing,
    *,
    organisation: PartyOrgCode | None = None,
    unit: OrgCode | None = None,
    kind: MemberKind | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Members by organisation."""
    wanted = WantedMembers(organisation, unit, kind, on)
    page = await fetch_members(reading, wanted, cursor, limit, view=MemberView.of)
    kinds: Mapping[str, Any] = {"kinds": MEMBER_KINDS, "kind_words": list(MEMBER_KINDS.values())}
    return view.show("party-members.html", page=page, cursor=cursor, wanted=wanted, **kinds)


export_pages(router, MEMBERS_AT, MEMBERS)


@router.get(_OF)
async def show_membership(veteran_id: UUID, reading: asked.MembershipReading, view: Viewing) -> Response:
    """Where a person's formal membership is and was, what he takes part in, and his letters."""
    await get_place(reading.connection, veteran_id, reading.caller)
    connection = reading.connection
    homes = [HomeView.of(row) for row in await list_homes(connection, veteran_id)]
    letters = [LetterView.of(row) for row in await list_letters_of(connection, veteran_id)]
    affiliation = await find_affiliation(connection, veteran_id)
    past = await list_past_affiliations(connection, veteran_id)
    codes = {each.party_org_code or "" for each in homes}
    codes |= {each.party_org_code for each in (affiliation, *past) if each}
    names = {**await _names(reading, letters), **await names_of_organisations(connection, codes)}
    spells: Mapping[str, Any] = {"affiliation": affiliation, "past": past}
    shown: Mapping[str, Any] = {"homes": homes, "letters": letters, "names": names, **spells}
    return view.show("membership.html", veteran_id=veteran_id, **shown, **WORDS)


@router.get(_OF + "/new")
async def show_new_membership(veteran_id: UUID, reading: asked.MembershipKeeping, view: Viewing) -> Response:
    """The form for where formal membership is."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("membership-form.html", form=Form(), veteran_id=veteran_id, **_INSTEAD)


@router.post(_OF + "/new")
async def put_membership(veteran_id: UUID, work: asked.MembershipKeeper, sent: Sent[MembershipForm]) -> Response:
    """Record it."""
    async with sent.answering("membership-form.html", veteran_id=veteran_id, **_INSTEAD):
        await record_membership(sent.keyed(work), veteran_id, sent.value.stated())
    return sent.done(f"/registry/persons/{veteran_id}/party-membership")


@router.get(_OF + "/affiliation")
async def show_affiliation(veteran_id: UUID, reading: asked.MembershipKeeping, view: Viewing) -> Response:
    """The form for the branch or group that a member takes part in."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("affiliation-form.html", form=Form(), veteran_id=veteran_id, **_INSTEAD)


@router.post(_OF + "/affiliation")
async def put_affiliation(veteran_id: UUID, work: asked.MembershipKeeper, sent: Sent[AffiliationForm]) -> Response:
    """Record it."""
    async with sent.answering("affiliation-form.html", veteran_id=veteran_id, **_INSTEAD):
        await record_affiliation(sent.keyed(work), veteran_id, **sent.value.model_dump())
    return sent.done(f"/registry/persons/{veteran_id}/party-membership")


@router.get(_OF + "/transfer")
async def show_transfer(veteran_id: UUID, reading: asked.MembershipKeeping, view: Viewing) -> Response:
    """The form for a letter."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("letter-form.html", form=Form(), veteran_id=veteran_id)


@router.post(_OF + "/transfer")
async def start_transfer(veteran_id: UUID, work: asked.MembershipKeeper, sent: Sent[LetterForm]) -> Response:
    """Issue it."""
    async with sent.answering("letter-form.html", veteran_id=veteran_id):
        await start_membership_transfer(sent.keyed(work), veteran_id, sent.value.issued())
    return sent.done(f"/registry/persons/{veteran_id}/party-membership")


async def _letter(matter: Matter) -> Mapping[str, Any]:
    each = LetterView.of(await get_letter(matter.reading, matter.about))
    return {"each": each, "names": await _names(matter.reading, [each]), **WORDS}


async def _stands(matter: Matter) -> Standing:
    """The letter by the names of the forms."""
    each = LetterView.of(await get_letter(matter.reading, matter.about))
    subject = f"veteran {each.person_id}"
    at, by = await last_change(matter.reading.connection, PartyMembershipTransferStarted, matter.about, subject)
    return Standing(each.version, {"completed_on": each.completed_on}, at, by, STATES[each.state])


@deciding(
    router,
    ONE + "/completion",
    "party-memberships.keep",
    SlipPaper,
    "letter-completion.html",
    shown=_letter,
    stands=_stands,
)
async def complete(decided: Decided[SlipPaper]) -> str:
    """The slip is back."""
    said = decided.said
    how: Mapping[str, Any] = {"on": said.completed_on, "document": said.document, "version": decided.version}
    await complete_membership_transfer(decided.work, decided.about, **how)
    return f"/registry/persons/{decided.shown['each'].person_id}/party-membership"


@deciding(
    router,
    ONE + "/completion/revocation",
    "party-memberships.keep",
    LetterRevocationPaper,
    "slip-revocation.html",
    shown=_letter,
    stands=_stands,
)
async def take_back(decided: Decided[LetterRevocationPaper]) -> str:
    """No slip came."""
    document = decided.said.document
    await take_membership_slip_back(decided.work, decided.about, document=document, version=decided.version)
    return f"/registry/persons/{decided.shown['each'].person_id}/party-membership"


@deciding(
    router,
    ONE + "/revocation",
    "party-memberships.keep",
    LetterRevocationPaper,
    "letter-revocation.html",
    shown=_letter,
    stands=_stands,
)
async def revoke(decided: Decided[LetterRevocationPaper]) -> str:
    """It came to nothing."""
    document = decided.said.document
    await revoke_membership_transfer(decided.work, decided.about, document=document, version=decided.version)
    return f"/registry/persons/{decided.shown['each'].person_id}/party-membership"


async def _names(reading: Reading, letters: list[LetterView]) -> Mapping[str, str]:
    codes = {code for each in letters for code in (each.from_code, each.to_code) if code}
    return await names_of_organisations(reading.connection, codes)
