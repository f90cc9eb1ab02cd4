"""Grants: proposed by one, confirmed by another, taken back; denials."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
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
from services.registry.grants.parameters import Ground
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
    DenialForm,
    Denied,
    EmergencyForm,
    GrantForm,
    GrantIdView,
    GrantInForceView,
    GrantView,
    ProposalView,
    ReasonForm,
)
from services.registry.network.schemas import OrgCode
from shared.auth.grants import list_held
from shared.auth.lookup import PATH
from shared.auth.roles import Role
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["grants"])


@router.post("/grants", status_code=201, responses=problems(401, 403, 404, 409))
async def post_grant(form: GrantForm, work: asked.GrantProposer, settings: asked.Configuration) -> GrantIdView:
    """Propose that an account acts as a role for a unit and all below it · 提出授权

    It may once a leader has confirmed it.
    """
    return GrantIdView(grant_id=await propose_grant(work, form.wanted(), centre_code=settings.centre_code))


@router.post("/grants/delegations", status_code=201, responses=problems(401, 403, 404, 409))
async def post_delegation(form: GrantForm, work: asked.Delegator, settings: asked.Configuration) -> GrantIdView:
    """Propose that somebody stands in for the caller in a role of his, for 30 days at most · 委托他人代行"""
    return GrantIdView(grant_id=await delegate_role(work, form.wanted(), centre_code=settings.centre_code))


@router.post("/grants/emergencies", status_code=201, responses=problems(401, 403, 404, 409))
async def post_emergency(form: EmergencyForm, work: asked.InEmergency, settings: asked.Configuration) -> GrantIdView:
    """Ask for a role for oneself, for 24 hours at most (break-glass) · 申请应急授权

    Once confirmed, the auditors are told.
    """
    wanted = form.wanted(work.caller.account_id)
    return GrantIdView(grant_id=await ask_emergency(work, wanted, centre_code=settings.centre_code))


@router.post("/grants/{grant_id}/confirmation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_confirmation(grant_id: UUID, work: asked.SecondPerson) -> None:
    """Confirm what another proposed: from now on the account may · 确认授权

    Nobody confirms his own, nor for an account he opened.
    """
    await confirm_grant(work, grant_id)


@router.post("/grants/{grant_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_refusal(grant_id: UUID, form: ReasonForm, work: asked.SecondPerson) -> None:
    """Refuse what another proposed · 驳回授权"""
    await refuse_grant(work, grant_id, reason=form.reason)


@router.post("/grants/{grant_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_withdrawal(grant_id: UUID, form: ReasonForm, work: asked.Delegator) -> None:
    """Take one's own proposal back before it is decided · 撤回提议"""
    await withdraw_grant(work, grant_id, reason=form.reason)


@router.post("/grants/{grant_id}/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_revocation(grant_id: UUID, form: ReasonForm, work: asked.GrantRevoker) -> None:
    """Take a grant back · 收回授权

    And what was delegated of it: at once here and within seconds in the other services.
    """
    await revoke_grant(work, grant_id, reason=form.reason)


@router.post("/denials", status_code=201, responses=problems(401, 403, 404, 409))
async def post_denial(form: DenialForm, work: asked.GrantRevoker, settings: asked.Configuration) -> GrantIdView:
    """Deny an account everything at a unit and below it, whatever it was granted · 禁止访问

    It is listed among the grants, with the role `denied`.
    """
    denial_id = await deny_access(
        work,
        account_id=form.account_id,
        org_code=form.org_code,
        centre_code=settings.centre_code,
        reason=form.reason,
        until=form.valid_until,
    )
    return GrantIdView(grant_id=denial_id)


@router.post("/denials/{denial_id}/lifting", status_code=204, responses=problems(401, 403, 404, 409))
async def post_lifting(denial_id: UUID, form: ReasonForm, work: asked.DenialLifter) -> None:
    """Let the account's grants hold again · 解除禁止

    Who denied is not who lifts.
    """
    await lift_denial(work, denial_id, reason=form.reason)


export_route(router, "/grants/exports", GRANTS)


@router.get("/grants", responses=problems(401, 403, 404))
async def list_grants(
    reading: asked.GrantReading,
    *,
    account_id: UUID | None = None,
    role: Annotated[Role | Denied | None, Query(description="a role, or `denied`")] = None,
    in_force: bool | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[GrantView]:
    """Grants and denials, the last proposed first · 授权列表

    Those revoked or over too, unless `in_force` says otherwise; those for `unit` and below it.
    """
    wanted = WantedGrants(account_id, role, in_force, unit)
    return await fetch_grants(reading, wanted, cursor, limit, view=GrantView.of)


export_route(router, "/grants/proposals/exports", PROPOSALS)


@router.get("/grants/proposals", responses=problems(401, 403))
async def list_proposals(
    reading: asked.GrantReading,
    *,
    ground: Ground | None = None,
    open: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ProposalView]:
    """What was proposed for units in the caller's scope, the last first · 授权提议列表

    And how it was decided; `ground=emergency` is the report of every break-glass.
    """
    return await fetch_proposals(reading, WantedProposals(ground, open), cursor, limit, view=ProposalView.of)


@router.get(PATH, responses=problems(401, 403))
async def list_own_grants(reading: asked.OwnGrantReading) -> list[GrantInForceView]:
    """What the caller may do now, and what he is denied · 本人现有授权

    Other services ask it about grants that only events told, and about all while events cannot vouch for what they have
    learned.
    """
    held = await list_held(reading.connection, reading.caller.account_id, now=reading.now)
    return [GrantInForceView.of(each) for each in held]


@router.get("/accounts/me/proposals", responses=problems(401, 403))
async def list_own_proposals(
    reading: asked.OwnGrantReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[ProposalView]:
    """What the caller proposed, and what is proposed for him, the last first · 与本人有关的提议"""
    return await fetch_own_proposals(reading, cursor, limit, view=ProposalView.of)
