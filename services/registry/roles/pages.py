"""Social roles: who serves as what, where; taking one up, ending one."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.former.queries import list_former
from services.registry.former.schemas import TakingBackPaper
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.roles.commands import assume_role, correct_role, end_role, reopen_role, withdraw_role
from services.registry.roles.domain import RoleKind
from services.registry.roles.queries import WantedRoles, fetch_roles, get_role
from services.registry.roles.schemas import ROLES, RoleEndForm, RoleForm, RoleView, TermPaper
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.queries.story import list_told
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.events.registry import SocialRoleAssumed
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.trail.words import ACTS
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/roles"

RoleState = Literal["held", "ended", "withdrawn"]
STATES = (
    Named("held", "在任", "held"),
    Named("ended", "已终止", "ended"),
    Named("withdrawn", "已撤销登记", "taken back"),
)
WORDS: Mapping[str, Any] = {"kinds": SOCIAL_ROLE_KIND.by_code(), "role_kinds": SOCIAL_ROLE_KIND.codes}


@router.get("/registry/roles")
async def list_roles(
    reading: asked.RoleReading,
    view: Viewing,
    *,
    kind: RoleKind | None = None,
    state: RoleState | None = None,
    unit: OrgCode | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Terms, the last recorded first."""
    active = {"held": True, "ended": False}.get(state or "")
    wanted = WantedRoles(kind, active, unit, on, withdrawn=state == "withdrawn")
    page = await fetch_roles(reading, wanted, cursor, limit, view=RoleView.of_row)
    units = await names_of_units(reading.connection, {role.org_code for role in page.items})
    shown: Mapping[str, Any] = {"wanted": wanted, "state": state, "states": STATES, "units": units}
    return view.show("roles.html", page=page, cursor=cursor, **shown, **WORDS)


export_pages(router, LIST, ROLES)


@router.get("/registry/persons/{veteran_id}/roles/new")
async def show_new_role(veteran_id: UUID, reading: asked.RoleKeeperReading, view: Viewing) -> Response:
    """The form for a role that somebody takes up."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("role-form.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post("/registry/persons/{veteran_id}/roles/new")
async def take_up_role(
    veteran_id: UUID, work: asked.RoleKeeper, registrar: asked.Registration, sent: Sent[RoleForm]
) -> Response:
    """Record it."""
    async with sent.answering("role-form.html", veteran_id=veteran_id, **WORDS):
        await assume_role(sent.keyed(work), veteran_id, **sent.value.taken_up(), keyring=registrar.keyring)
    return sent.done("/registry/roles")


async def _term(matter: Matter) -> Mapping[str, Any]:
    role = await get_role(matter.reading.connection, matter.about, caller=matter.reading.caller)
    claimed = {name: getattr(role, name) for name in TermPaper.model_fields if name != "reason"}
    units = await names_of_units(matter.reading.connection, {role.org_code})
    return {"each": role, "role": RoleView.of(role), "claimed": claimed, "units": units, **WORDS}


async def _stands(matter: Matter) -> Standing:
    facts = await _term(matter)
    role = facts["role"]
    at, by = await last_change(matter.reading.connection, SocialRoleAssumed, role.role_id, f"veteran {role.veteran_id}")
    return Standing(role.version, facts["claimed"], at, by)


async def _ending(matter: Matter) -> Mapping[str, Any]:
    return {**await _term(matter), "claimed": {}}


@deciding(router, LIST + "/{role_id}/end", "social-roles.end", RoleEndForm, "role-end.html", shown=_ending)
async def finish_role(decided: Decided[RoleEndForm]) -> str:
    """End a term."""
    await end_role(decided.work, decided.about, ended_on=decided.said.ended_on, reason=decided.said.reason)
    return LIST


CORRECT = "social-roles.correct"


@deciding(
    router, LIST + "/{role_id}/correction", CORRECT, TermPaper, "role-correction.html", shown=_term, stands=_stands
)  # fmt: skip
async def correct(decided: Decided[TermPaper]) -> str:
    """Say how a term has been all along."""
    how: dict[str, Any] = {
        "reason": decided.said.reason,
        "keyring": decided.known.registrar.keyring,
        "version": decided.version,
    }
    await correct_role(decided.work, decided.about, decided.said.term(), **how)
    return f"{LIST}/{decided.about}"


@deciding(
    router, LIST + "/{role_id}/reopening", CORRECT, TakingBackPaper, "role-why.html", shown=_term, stands=_stands,
    title=Text("撤销社会身份终止", "Take the end of the role back"),
    note=Text("终止登记有误，任职继续。", "The end was recorded by mistake; the term goes on."),
)  # fmt: skip
async def reopen(decided: Decided[TakingBackPaper]) -> str:
    """Its end was a mistake."""
    await reopen_role(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, LIST + "/{role_id}/withdrawal", CORRECT, TakingBackPaper, "role-why.html", shown=_term, stands=_stands,
    title=Text("撤销社会身份登记", "Take the record of the role back"),
    note=Text(
        "登记有误，视为从未任职；登错人员的，撤销后在其本人档案重新登记。",
        "It never was. Recorded of somebody else: take it back, and record it from the right person's file.",
    ),
)  # fmt: skip
async def withdraw(decided: Decided[TakingBackPaper]) -> str:
    """It never was."""
    await withdraw_role(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@router.get(LIST + "/{role_id}")
async def show_role(role_id: UUID, reading: asked.RoleReading, view: Viewing) -> Response:
    """One term, what it said before, and what was done with it."""
    role = RoleView.of(await get_role(reading.connection, role_id, caller=reading.caller))
    return view.show(
        "role.html",
        role=role,
        units=await names_of_units(reading.connection, {role.org_code}),
        former=await list_former(reading.connection, SOCIAL_ROLE, role_id),
        story=await list_told(
            reading.connection,
            SocialRoleAssumed,
            role_id,
            own=f"social-role {role_id}",
            subjects=[f"veteran {role.veteran_id}"],
        ),
        acts=ACTS,
        **WORDS,
    )
