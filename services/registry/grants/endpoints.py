"""Grants."""

from uuid import UUID

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.grants.commands import give_grant, revoke_grant
from services.registry.grants.queries import grants_of
from services.registry.grants.schemas import (
    GivenGrantView,
    GrantForm,
    GrantInForceView,
    GrantView,
    RevocationForm,
)
from shared.auth.lookup import PATH
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems

router = APIRouter(tags=["grants"])


@router.post("/grants", status_code=201, responses=problems(401, 403, 404, 409))
async def post_grant(form: GrantForm, work: asked.GrantGiver, settings: asked.Configuration) -> GivenGrantView:
    """Let an account act as a role for a unit and all below it. Nobody grants to himself; duties stay separate."""
    grant_id = await give_grant(
        work,
        account_id=form.account_id,
        role=form.role,
        org_code=form.org_code,
        centre_code=settings.centre_code,
        purpose=form.purpose,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
    )
    return GivenGrantView(grant_id=grant_id)


@router.post("/grants/{grant_id}/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_revocation(grant_id: UUID, form: RevocationForm, work: asked.GrantGiver) -> None:
    """Take a grant back, at once here and within seconds in the other services."""
    await revoke_grant(work, grant_id, reason=form.reason)


@router.get("/grants", responses=problems(401, 403))
async def list_grants(
    reading: asked.GrantReading,
    *,
    account_id: UUID | None = None,
    role: Role | None = None,
    in_force: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[GrantView]:
    """Grants in the order they were given, those revoked or over among them unless `in_force` says otherwise."""
    statement = grants_of(reading.caller, account_id=account_id, role=role, in_force=in_force, now=reading.now)
    return await fetch_page(
        reading.connection, statement, by=[ACCESS_GRANT.c.grant_id], cursor=cursor, limit=limit, view=GrantView.of
    )


@router.get(PATH, responses=problems(401, 403))
async def list_own_grants(reading: asked.OwnGrantReading) -> list[GrantInForceView]:
    """What the caller may do now. Other services ask it while events cannot vouch for what they have learned."""
    return [GrantInForceView.of(grant) for grant in reading.caller.grants]
