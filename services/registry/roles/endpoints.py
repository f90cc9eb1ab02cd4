"""Social roles."""

from typing import Any
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.former.schemas import TakingBackForm
from services.registry.network.schemas import OrgCode
from services.registry.roles.commands import assume_role, correct_role, end_role, reopen_role, withdraw_role
from services.registry.roles.domain import RoleKind
from services.registry.roles.queries import WantedRoles, fetch_roles, get_role
from services.registry.roles.schemas import ROLES, RoleEndForm, RoleForm, RoleView, TermCorrection
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["social roles"])


@router.post("/veterans/{veteran_id}/social-roles", status_code=201, responses=problems(401, 403, 404, 409))
async def post_social_role(
    veteran_id: UUID, form: RoleForm, work: asked.RoleKeeper, registrar: asked.Registration
) -> RoleView:
    """A veteran takes up a role · 登记社会身份

    One active term per person and kind.
    """
    role = await assume_role(work, veteran_id, **form.taken_up(), keyring=registrar.keyring)
    return RoleView.of(role)


@router.post("/social-roles/{role_id}/end", responses=problems(401, 403, 404, 409))
async def post_end(role_id: UUID, form: RoleEndForm, work: asked.RoleEnder) -> RoleView:
    """End a term · 终止社会身份"""
    return RoleView.of(await end_role(work, role_id, ended_on=form.ended_on, reason=form.reason))


@router.post("/social-roles/{role_id}/correction", responses=problems(401, 403, 404, 409))
async def post_role_correction(
    role_id: UUID, form: TermCorrection, work: asked.RoleCorrector, registrar: asked.Registration
) -> RoleView:
    """Correct a term: it has been so all along · 更正社会身份登记"""
    how: dict[str, Any] = {"reason": form.reason, "keyring": registrar.keyring, "version": form.version}
    return RoleView.of(await correct_role(work, role_id, form.term(), **how))


@router.post("/social-roles/{role_id}/reopening", responses=problems(401, 403, 404, 409))
async def post_role_reopening(role_id: UUID, form: TakingBackForm, work: asked.RoleCorrector) -> RoleView:
    """The end of a term was a mistake: it goes on · 撤销社会身份终止"""
    return RoleView.of(await reopen_role(work, role_id, reason=form.reason, version=form.version))


@router.post("/social-roles/{role_id}/withdrawal", responses=problems(401, 403, 404, 409))
async def post_role_withdrawal(role_id: UUID, form: TakingBackForm, work: asked.RoleCorrector) -> RoleView:
    """The term never was · 撤销社会身份登记"""
    return RoleView.of(await withdraw_role(work, role_id, reason=form.reason, version=form.version))


export_route(router, "/social-roles/exports", ROLES)


@router.get("/social-roles", responses=problems(401, 403, 404))
async def list_social_roles(
    reading: asked.RoleReading,
    *,
    kind: RoleKind | None = None,
    active: bool | None = None,
    unit: OrgCode | None = None,
    on: Day | None = None,
    person: UUID | None = None,
    withdrawn: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RoleView]:
    """Terms counted at the caller's units, the last recorded first · 社会身份列表

    At and below `unit`, held `on` a day, of a person, when given; those that were taken back by themselves.
    """
    wanted = WantedRoles(kind, active, unit, on, person, withdrawn)
    return await fetch_roles(reading, wanted, cursor, limit, view=RoleView.of_row)


@router.get("/social-roles/{role_id:uuid}", responses=problems(401, 403, 404))
async def get_social_role(role_id: UUID, reading: asked.RoleReading) -> RoleView:
    """One term · 一次任职"""
    return RoleView.of(await get_role(reading.connection, role_id, caller=reading.caller))
