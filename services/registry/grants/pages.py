"""Grants in a browser: who may what, where, until when; proposed by one, confirmed by another, taken back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_account_called, get_shown
from services.registry.grants.commands import (
    ask_emergency,
    confirm_grant,
    delegate_role,
    deny_access,
    lift_denial,
    propose_grant,
    refuse_grant,
    revoke_grant,
    withdraw_grant,
)
from services.registry.grants.parameters import (
    APPOINTMENT,
    DELEGATION,
    DENIAL,
    EMERGENCY,
    GROUND_WORDS,
    HOLDS,
    LIFTING,
    OUTCOME_WORDS,
    PROPOSAL_STATES,
    REFUSAL,
    REVOCATION,
    ROLE_WORDS,
    WITHDRAWAL,
    Paper,
)
from services.registry.grants.queries import (
    WantedGrants,
    WantedProposals,
    fetch_grants,
    fetch_own_proposals,
    fetch_proposals,
)
from services.registry.grants.schemas import (
    GRANTS,
    PROPOSALS,
    DenialPaper,
    EmergencyPaper,
    GrantPaper,
    GrantView,
    ProposalView,
    ReasonForm,
)
from services.registry.network.queries import get_code_called, names_of_units
from services.registry.network.schemas import OrgCode
from shared.auth.caller import Caller
from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.command import Work
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, Page
from shared.language import Named
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterId
from shared.web.formats import unit_of
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Received, Sent

router = page_router()

ONE, END_FORM = "/registry/grants/{grant_id}", "grant-end.html"
WORDS: Mapping[str, Any] = {
    "roles_to_choose": tuple(Named(role, facts.zh, facts.en) for role, facts in ROLES.items()),
    "role_words": ROLE_WORDS,
    "ground_words": GROUND_WORDS,
    "holds": HOLDS,
    "states": PROPOSAL_STATES,
    "outcomes": OUTCOME_WORDS,
}


@router.get("/registry/grants")
async def list_of_grants(
    reading: asked.GrantReading,
    view: Viewing,
    *,
    account_id: FilterId = None,
    role: Role | Literal["denied"] | None = None,
    in_force: bool | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Grants and denials, the latest first."""
    wanted = WantedGrants(account_id, role, in_force, unit)
    page = await fetch_grants(reading, wanted, cursor, limit, view=GrantView.of)
    holds_now = None if in_force is None else str(in_force).lower()
    shown: Mapping[str, Any] = {"account_id": account_id, "role": role, "in_force": holds_now, "unit": unit}
    return view.show("grants.html", page=page, cursor=cursor, units=await _units(reading, page), **shown, **WORDS)


export_pages(router, "/registry/grants", GRANTS)


@router.get("/registry/grants/proposals")
async def list_of_proposals(
    reading: asked.GrantReading,
    view: Viewing,
    *,
    state: Literal["decided", "all"] | None = None,
    done: Literal["confirmed"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What waits for a second person; what was decided, and how."""
    wanted = WantedProposals(is_open=None if state == "all" else state is None)
    page = await fetch_proposals(reading, wanted, cursor, limit, view=ProposalView.of)
    units = await _units(reading, page)
    shown: Mapping[str, Any] = {"state": state, "now": reading.now, "done": done, "units": units}
    return view.show("proposals.html", page=page, cursor=cursor, **shown, **WORDS)


export_pages(router, "/registry/grants/proposals", PROPOSALS)


@router.get("/registry/grants/mine")
async def list_of_own_proposals(
    reading: asked.OwnGrantReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """What the reader proposed, and what is proposed for him; a part of his own page."""
    page = await fetch_own_proposals(reading, cursor, limit, view=ProposalView.of)
    shown: Mapping[str, Any] = {"now": reading.now, "units": await _units(reading, page)}
    return view.show("own-proposals.html", page=page, cursor=cursor, **shown, **WORDS)


@router.get("/registry/grants/new")
async def show_proposal(reading: asked.ProposingReading, view: Viewing, account_id: FilterId = None) -> Response:
    """The form that proposes a grant, to this account."""
    holder = (await get_shown(reading.connection, account_id, now=reading.now)).username if account_id else ""
    return view.show("grant-form.html", form=Form({"account_id": holder}), **_words(APPOINTMENT))


@router.post("/registry/grants/new")
async def propose(work: asked.GrantProposer, settings: asked.Configuration, sent: Sent[GrantPaper]) -> Response:
    """Propose it."""
    return await _wanted(sent, _words(APPOINTMENT), propose_grant, sent.keyed(work), settings.centre_code)


@router.get("/registry/grants/delegations/new")
async def show_delegation(reading: asked.DelegatingReading, view: Viewing) -> Response:
    """The form by which somebody else stands in for the reader."""
    own = [grant for grant in reading.caller.grants if grant.on_behalf_of is None]
    only = {"role": own[0].role, "org_code": unit_of(own[0].org_path)} if len(own) == 1 else {}
    return view.show("grant-form.html", form=Form(only), **_lending(reading.caller))


@router.post("/registry/grants/delegations/new")
async def delegate(work: asked.Delegator, settings: asked.Configuration, sent: Sent[GrantPaper]) -> Response:
    """Propose it."""
    return await _wanted(sent, _lending(work.caller), delegate_role, sent.keyed(work), settings.centre_code)


@router.get("/registry/grants/emergencies/new")
async def show_emergency(reading: asked.EmergencyReading, view: Viewing) -> Response:
    """The form that asks for a role in an emergency."""
    return view.show("grant-form.html", form=Form(), **_words(EMERGENCY))


@router.post("/registry/grants/emergencies/new")
async def ask_in_emergency(
    work: asked.InEmergency, settings: asked.Configuration, sent: Sent[EmergencyPaper]
) -> Response:  # fmt: skip
    """Ask for it."""
    async with sent.answering("grant-form.html", **_words(EMERGENCY)):
        wanted = sent.value.wanted(*await _meant(work, str(work.caller.account_id), sent.value.org_code))
        await ask_emergency(sent.keyed(work), wanted, centre_code=settings.centre_code)
    return sent.done("/me")


@router.get("/registry/grants/denials/new")
async def show_denial(reading: asked.RevokingReading, view: Viewing) -> Response:
    """The form that denies an account a unit."""
    return view.show("grant-form.html", form=Form(), **_words(DENIAL))


@router.post("/registry/grants/denials/new")
async def deny(work: asked.GrantRevoker, settings: asked.Configuration, sent: Sent[DenialPaper]) -> Response:
    """Deny it."""
    async with sent.answering("grant-form.html", **_words(DENIAL)):
        said = sent.value
        account_id, org_code = await _meant(work, said.account_id, said.org_code)
        await deny_access(
            sent.keyed(work),
            account_id=account_id,
            org_code=org_code,
            centre_code=settings.centre_code,
            reason=said.reason,
            until=said.valid_until,
        )
    return sent.done(DENIAL.back)


@router.post(ONE + "/confirmation")
async def confirm(grant_id: UUID, work: asked.SecondPerson, sent: Sent[Pressed]) -> Response:
    """Confirm what another proposed."""
    await confirm_grant(sent.keyed(work), grant_id)
    return sent.done(f"{REFUSAL.back}?done=confirmed")


async def _alone(_matter: Matter[None]) -> Mapping[str, Any]:
    """The form needs nothing of what it ends."""
    return {}


@deciding(router, ONE + "/refusal", "grants.confirm", ReasonForm, END_FORM, shown=_alone, end=REFUSAL)
async def refuse(decided: Decided[None, ReasonForm]) -> str:
    """Refuse what another proposed."""
    await refuse_grant(decided.work, decided.about, reason=decided.said.reason)
    return REFUSAL.back


@deciding(router, ONE + "/withdrawal", "grants.delegate", ReasonForm, END_FORM, shown=_alone, end=WITHDRAWAL)
async def withdraw(decided: Decided[None, ReasonForm]) -> str:
    """Take one's own proposal back before it is decided."""
    await withdraw_grant(decided.work, decided.about, reason=decided.said.reason)
    return WITHDRAWAL.back


@deciding(router, ONE + "/revocation", "grants.revoke", ReasonForm, END_FORM, shown=_alone, end=REVOCATION)
async def revoke(decided: Decided[None, ReasonForm]) -> str:
    """Take a grant back."""
    await revoke_grant(decided.work, decided.about, reason=decided.said.reason)
    return REVOCATION.back


@deciding(
    router,
    "/registry/grants/denials/{denial_id}/lifting",
    "grants.lift-denial",
    ReasonForm,
    END_FORM,
    shown=_alone,
    end=LIFTING,
)
async def lift(decided: Decided[None, ReasonForm]) -> str:
    """Let the account's grants hold again."""
    await lift_denial(decided.work, decided.about, reason=decided.said.reason)
    return LIFTING.back


def _words(paper: Paper) -> Mapping[str, Any]:
    return {**WORDS, "paper": paper}


def _lending(caller: Caller) -> Mapping[str, Any]:
    """Of what somebody may lend: the roles that he holds himself."""
    own = {grant.role for grant in caller.grants if grant.on_behalf_of is None}
    return {**_words(DELEGATION), "roles_to_choose": [each for each in WORDS["roles_to_choose"] if each.code in own]}


async def _wanted(
    sent: Received[GrantPaper],
    shown: Mapping[str, Any],
    ask: Callable[..., Awaitable[UUID]],
    work: Work,
    centre_code: str,
) -> Response:
    async with sent.answering("grant-form.html", **shown):
        said = sent.value
        wanted = said.wanted(*await _meant(work, said.account_id, said.org_code))
        await ask(work, wanted, centre_code=centre_code)
    return sent.done(shown["paper"].back)


async def _meant(work: Work, account: str, unit: str) -> tuple[UUID, str]:
    """The account and the unit that are called so."""
    async with work.engine.connect() as connection:
        return await get_account_called(connection, account), await get_code_called(connection, unit)


async def _units(reading: Reading, page: Page[GrantView] | Page[ProposalView]) -> Mapping[str, str]:
    return await names_of_units(reading.connection, {unit_of(each.path) for each in page.items})
