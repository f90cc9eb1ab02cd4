"""Reading social roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy, find_path
from services.registry.roles.domain import RoleKind, RoleNotFound, SocialRole
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.queries.survivors import files_of, merged_into
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_COLUMNS = [column for column in SOCIAL_ROLE.columns if column.name != "recorded_at"]
# The first day on which it is held no longer.
_OVER_ON = func.least(SOCIAL_ROLE.c.ended_on, SOCIAL_ROLE.c.gone_on)


@dataclass(frozen=True, slots=True)
class WantedRoles:
    """Terms that agree with everything that is given: counted at `unit` or below it; held `on` a day; of a person,
    whichever of his files has them. Those that never were by themselves."""

    kind: RoleKind | None = None
    active: bool | None = None
    unit: str | None = None
    on: date | None = None
    person: UUID | None = None
    withdrawn: bool = False


async def fetch_roles(
    reading: Reading, wanted: WantedRoles, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Terms counted at the caller's units, the last recorded first. Raises `OrgUnitNotFound`."""
    held = SOCIAL_ROLE.c
    found = roles_in_scope(reading.caller).where(
        when(wanted.kind, lambda kind: held.kind == kind.value),
        when(wanted.active, lambda active: _OVER_ON.is_(None) == active),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(held.org_path, path)),
        when(wanted.on, lambda day: (held.assumed_on <= day) & or_(_OVER_ON.is_(None), day < _OVER_ON)),
        when(wanted.person, lambda person: or_(held.veteran_id == person, held.veteran_id.in_(merged_into(person)))),
        held.withdrawn_reason.is_(None) if not wanted.withdrawn else held.withdrawn_reason.is_not(None),
    )
    return await fetch_page(
        reading.connection, found, by=[held.role_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


def roles_in_scope(caller: Caller) -> Select[Any]:
    """Terms counted at the caller's units."""
    return select(*_COLUMNS).where(within(SOCIAL_ROLE.c.org_path, caller))


async def lock_role(connection: AsyncConnection, role_id: UUID) -> SocialRole:
    """The term, for this transaction alone to change. Raises `RoleNotFound`."""
    statement = select(*_COLUMNS).where(SOCIAL_ROLE.c.role_id == role_id).with_for_update()
    row = (await connection.execute(statement)).first()
    if row is None:
        raise RoleNotFound
    return role_of(row)


async def get_role(connection: AsyncConnection, role_id: UUID, *, caller: Caller) -> SocialRole:
    """The term. Raises `RoleNotFound`, also for one outside the caller's scope."""
    row = (await connection.execute(roles_in_scope(caller).where(SOCIAL_ROLE.c.role_id == role_id))).first()
    if row is None:
        raise RoleNotFound
    return role_of(row)


async def list_terms(connection: AsyncConnection, veteran_id: UUID) -> Sequence[SocialRole]:
    """Of the file, and of those that were merged into it, directly or through others."""
    held = SOCIAL_ROLE.c.veteran_id
    return await _terms(connection, or_(held == veteran_id, held.in_(merged_into(veteran_id))))


async def list_terms_of_person(connection: AsyncConnection, veteran_id: UUID) -> Sequence[SocialRole]:
    """Of all files of the person whose one this is: also of that into which it was merged."""
    return await _terms(connection, SOCIAL_ROLE.c.veteran_id.in_(files_of(veteran_id)))


async def _terms(connection: AsyncConnection, theirs: ColumnElement[bool]) -> Sequence[SocialRole]:
    found = select(*_COLUMNS).where(theirs).order_by(SOCIAL_ROLE.c.role_id)
    return [role_of(row) for row in await connection.execute(found)]


def role_of(row: Row[Any]) -> SocialRole:
    """The term a row of `social_role` stands for."""
    return SocialRole(**{**row._mapping, "kind": RoleKind(row.kind)})


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    held = SOCIAL_ROLE.c
    stands = (held.ended_on.is_(None), held.withdrawn_reason.is_(None))
    active = select(func.count()).where(held.org_code == org_code, *stands)
    return await connection.scalar(active) or 0


ACTIVE_ROLES = Occupancy(
    "active-social-roles",
    "还有 {count} 个未终止的社会身份计入该机构。",
    "Social roles counted there that have not ended: {count}.",
    _count_at,
)
