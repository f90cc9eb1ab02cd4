"""Social roles: who serves as what, where; taking one up, ending one."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.registry.roles.queries import WantedRoles, fetch_roles, get_role
from services.registry.roles.schemas import ROLES, RoleEndForm, RoleForm, RoleView
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/roles"

STATES = (Named("held", "在任", "held"), Named("ended", "已终止", "ended"))
WORDS: Mapping[str, Any] = {"kinds": SOCIAL_ROLE_KIND.by_code(), "role_kinds": SOCIAL_ROLE_KIND.codes}


@router.get("/registry/roles")
async def list_roles(
    reading: asked.RoleReading,
    view: Viewing,
    *,
    kind: RoleKind | None = None,
    state: Literal["held", "ended"] | None = None,
    unit: OrgCode | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Terms, the last recorded first."""
    wanted = WantedRoles(kind=kind, active=None if state is None else state == "held", unit=unit, on=on)
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
        said = sent.value
        await assume_role(
            sent.keyed(work),
            veteran_id,
            kind=said.kind,
            org_code=said.org_code,
            assumed_on=said.assumed_on,
            source=said.source,
            keyring=registrar.keyring,
        )
    return sent.done("/registry/roles")


async def _term(matter: Matter) -> Mapping[str, Any]:
    role = RoleView.of(await get_role(matter.reading.connection, matter.about, caller=matter.reading.caller))
    return {"role": role, "units": await names_of_units(matter.reading.connection, {role.org_code}), **WORDS}


@deciding(router, LIST + "/{role_id}/end", "social-roles.end", RoleEndForm, "role-end.html", shown=_term)
async def finish_role(decided: Decided[RoleEndForm]) -> str:
    """End a term."""
    await end_role(decided.work, decided.about, ended_on=decided.said.ended_on, reason=decided.said.reason)
    return LIST
