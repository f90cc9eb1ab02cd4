"""Reading Party organisations."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.domain import UnitKind
from services.registry.network.queries import Occupancy
from services.registry.network.tables import ORG_UNIT
from services.registry.party.domain import PartyKind
from services.registry.party.rules import RULES, ActiveOrganisation, ActiveUnit, Verdict, judge
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.caller import Caller
from shared.auth.scope import within

_ACTIVE = PARTY_ORGANISATION.c.dissolved_on.is_(None)


def organisations_within(caller: Caller, *, kind: PartyKind | None, mirror_of: str | None) -> Select[Any]:
    """Active organisations in the caller's scope, restricted by whatever is not None."""
    statement = select(PARTY_ORGANISATION).where(_ACTIVE, within(PARTY_ORGANISATION.c.org_path, caller))
    if kind is not None:
        statement = statement.where(PARTY_ORGANISATION.c.kind == kind)
    if mirror_of is not None:
        statement = statement.where(PARTY_ORGANISATION.c.mirror_of == mirror_of)
    return statement


async def names_of_organisations(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, str]:
    """Their names by code."""
    held = PARTY_ORGANISATION.c
    named = select(held.party_org_code, held.name).where(held.party_org_code == func.any(list(codes)))
    return {row.party_org_code: row.name for row in await connection.execute(named)}


async def find_active_mirror(connection: AsyncConnection, org_code: str) -> str | None:
    """The code of the active Party organisation of this unit, or None."""
    mirror = select(PARTY_ORGANISATION.c.party_org_code).where(PARTY_ORGANISATION.c.mirror_of == org_code, _ACTIVE)
    found: str | None = await connection.scalar(mirror)
    return found


async def party_org_code_is_taken(connection: AsyncConnection, party_org_code: str) -> bool:
    """Whether an organisation, active or dissolved, has this code."""
    taken = select(func.count()).where(PARTY_ORGANISATION.c.party_org_code == party_org_code)
    return bool(await connection.scalar(taken))


async def judge_mirrors(connection: AsyncConnection, caller: Caller) -> list[Verdict]:
    """The verdicts on C1 and C2 within the caller's scope, which must begin at a station or above."""
    units = await _list_active_units(connection, caller)
    organisations = await _list_active_organisations(connection, caller)
    return [judge(rule, units, organisations) for rule in RULES]


async def _list_active_units(connection: AsyncConnection, caller: Caller) -> list[ActiveUnit]:
    statement = select(ORG_UNIT.c.org_code, ORG_UNIT.c.kind, ORG_UNIT.c.parent_code).where(
        ORG_UNIT.c.closed_on.is_(None), within(ORG_UNIT.c.org_path, caller)
    )
    rows = await connection.execute(statement)
    return [ActiveUnit(row.org_code, UnitKind(row.kind), row.parent_code) for row in rows]


async def _list_active_organisations(connection: AsyncConnection, caller: Caller) -> list[ActiveOrganisation]:
    held = PARTY_ORGANISATION.c
    statement = select(held.party_org_code, held.kind, held.mirror_of, held.parent_code).where(
        _ACTIVE, within(held.org_path, caller)
    )
    rows = await connection.execute(statement)
    return [ActiveOrganisation(row.party_org_code, PartyKind(row.kind), row.mirror_of, row.parent_code) for row in rows]


async def _count_active_mirrors(connection: AsyncConnection, org_code: str) -> int:
    return await connection.scalar(select(func.count()).where(PARTY_ORGANISATION.c.mirror_of == org_code, _ACTIVE)) or 0


# R4 read backwards: no branch or group without its station or room.
ACTIVE_MIRROR = Occupancy(
    "active-party-organisation",
    "还有 {count} 个对应的党组织。",
    "{count} active Party organisations mirror it.",
    _count_active_mirrors,
)
