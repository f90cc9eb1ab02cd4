"""Social roles."""

from uuid import UUID

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.registry.roles.queries import WantedRoles, fetch_roles
from services.registry.roles.schemas import ROLES, RoleEndForm, RoleForm, RoleView
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.validation import Day

router = APIRouter(tags=["social roles"])


@router.post("/veterans/{veteran_id}/social-roles", status_code=201, responses=problems(401, 403, 404, 409))
async def post_social_role(
    veteran_id: UUID, form: RoleForm, work: asked.RoleKeeper, registrar: asked.Registration
) -> RoleView:
    """A veteran takes up a role · 登记社会身份

    One active term per person and kind.
    """
    role = await assume_role(
        work,
        veteran_id,
        kind=form.kind,
        org_code=form.org_code,
        assumed_on=form.assumed_on,
        source=form.source,
        keyring=registrar.keyring,
    )
    return RoleView.of(role)


@router.post("/social-roles/{role_id}/end", responses=problems(401, 403, 404, 409))
async def post_end(role_id: UUID, form: RoleEndForm, work: asked.RoleEnder) -> RoleView:
    """End a term · 终止社会身份"""
    return RoleView.of(await end_role(work, role_id, ended_on=form.ended_on, reason=form.reason))


export_route(router, "/social-roles/exports", ROLES)


@router.get("/social-roles", responses=problems(401, 403, 404))
async def list_social_roles(
    reading: asked.RoleReading,
    *,
    kind: RoleKind | None = None,
    active: bool | None = None,
    unit: OrgCode | None = None,
    on: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RoleView]:
    """Terms counted at the caller's units, the last recorded first · 社会身份列表

    At and below `unit`, and held `on` a day, when given.
    """
    wanted = WantedRoles(kind=kind, active=active, unit=unit, on=on)
    return await fetch_roles(reading, wanted, cursor, limit, view=RoleView.of_row)
