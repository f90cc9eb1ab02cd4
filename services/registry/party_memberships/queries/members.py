"""Where formal membership is and was; members with an organisation, formal or taking part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Text, func, literal, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy, find_path
from services.registry.party.queries import Began, Lasted, get_organisation
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.parameters import FORMAL
from services.registry.party_memberships.queries.taking_part import taking_part
from services.registry.party_memberships.tables import PARTY_MEMBERSHIP
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD, _FILE = PARTY_MEMBERSHIP.c, VETERAN.c


@dataclass(frozen=True, slots=True)
class WantedMembers:
    """Members that agree with everything that is given: of the organisation; of those at `unit` or below it; of the
    kind; `on` a day, else today."""

    organisation: str | None = None
    unit: str | None = None
    kind: str | None = None
    on: date | None = None


async def fetch_members(
    reading: Reading, wanted: WantedMembers, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """With organisations in the caller's scope, wherever their files are; by organisation, then by the day since when.
    Raises `OrgUnitNotFound`, `PartyOrganisationNotFound`."""
    found = await _members(reading, wanted)
    shown = found.selected_columns
    order = [shown.party_org_code, shown.since, shown.person_id, shown.kind]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def _members(reading: Reading, wanted: WantedMembers) -> Select[Any]:
    if wanted.organisation is not None:
        await get_organisation(reading, wanted.organisation)
    path = await find_path(reading, wanted.unit)
    each, beside = union_all(_formal(wanted.on), taking_part(wanted.on)).subquery("member"), PARTY_ORGANISATION.c
    of = each.join(PARTY_ORGANISATION, beside.party_org_code == each.c.party_org_code)
    return (
        select(*each.c, beside.name)
        .select_from(of.join(VETERAN, _FILE.veteran_id == each.c.person_id))
        .where(
            within(beside.org_path, reading.caller),
            when(wanted.organisation, lambda code: each.c.party_org_code == code),
            when(path, lambda path: at_or_below(beside.org_path, path)),
            when(wanted.kind, lambda kind: each.c.kind == kind),
            true() if wanted.on else _FILE.state == FileState.REGISTERED,
        )
    )


def _formal(on: date | None) -> Select[Any]:
    """`on` a day: whoever died, left or went to another organisation later was one then."""
    own = select(_HELD.person_id, _HELD.party_org_code, literal(FORMAL, Text).label("kind"), _HELD.since)
    if on is None:
        return own.where(_HELD.until.is_(None))
    ended = func.least(_HELD.until, _HELD.gone_on)
    return own.where(_HELD.since <= on, or_(ended.is_(None), on < ended))


async def find_home(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """Where the person's formal membership is."""
    own = select(PARTY_MEMBERSHIP).where(_HELD.person_id == person_id, _HELD.until.is_(None))
    return (await connection.execute(own)).first()


async def get_home(connection: AsyncConnection, membership_id: UUID) -> Row[Any]:
    """One that is there."""
    return (await connection.execute(select(PARTY_MEMBERSHIP).where(_HELD.membership_id == membership_id))).one()


async def list_homes(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """Where it is and has been, the last first."""
    own = select(PARTY_MEMBERSHIP).where(_HELD.person_id == person_id).order_by(_HELD.membership_id.desc())
    return (await connection.execute(own)).all()


async def count_formal(connection: AsyncConnection, party_org_code: str) -> int:
    """Living persons here whose formal membership is with this organisation: a letter that was issued changes nothing
    before its slip is back."""
    standing = (_HELD.party_org_code == party_org_code, _HELD.until.is_(None), _FILE.state == FileState.REGISTERED)
    own = select(func.count()).select_from(PARTY_MEMBERSHIP).join(VETERAN, _FILE.veteran_id == _HELD.person_id)
    return await connection.scalar(own.where(*standing)) or 0


FORMAL_MEMBERS = Occupancy(
    "formal-members",
    "还有 {count} 名党员的组织关系在该党组织。",
    "Members whose formal membership is there: {count}.",
    count_formal,
)


async def _count_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    """Not those that never were."""
    ended = func.least(_HELD.until, _HELD.gone_on)
    lasted = (_HELD.party_org_code == party_org_code, ended > func.greatest(_HELD.since, on))
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


MEMBERS_AFTER = Lasted(
    "formal-members-after",
    "当日及以后仍有 {count} 名党员的组织关系在该党组织。",
    "Members had their formal membership there on that day or later: {count}.",
    _count_after,
)


async def _find_first_member(connection: AsyncConnection, party_org_code: str) -> date | None:
    """Not of those that never were."""
    ended = func.least(_HELD.until, _HELD.gone_on)
    was = (_HELD.party_org_code == party_org_code, ended.is_(None) | (ended > _HELD.since))
    found: date | None = await connection.scalar(select(func.min(_HELD.since)).where(*was))
    return found


FIRST_MEMBER = Began(
    "first-member",
    "该党组织自 {first} 起即有党员的组织关系，成立日期不能晚于该日。",
    "The first formal member was there on {first}: it was not founded later.",
    _find_first_member,
)
