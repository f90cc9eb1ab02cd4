"""Reading Party organisations."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.domain import UnitKind
from services.registry.network.queries import find_path, hold_active_unit, hold_open_unit
from services.registry.network.tables import ORG_UNIT
from services.registry.party.domain import PartyKind, PartyOrganisation, PartyOrganisationNotFound
from services.registry.party.parameters import WITH_UNIT
from services.registry.party.rules import RULES, ActiveOrganisation, ActiveUnit, Verdict, judge
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")


class Lock(Enum):
    """Until the transaction ends nobody changes it; or this transaction alone does."""

    HOLD = "hold"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Lasted:
    """Something that an organisation had on the day on which it is said to be dissolved, or on a later one.

    `count` says how many; it runs in the transaction that dissolves. `zh` and `en` have a place for `{count}`.
    """

    code: str
    zh: str
    en: str
    count: Callable[[AsyncConnection, str, date], Awaitable[int]]

    async def fault(self, connection: AsyncConnection, party_org_code: str, on: date) -> FieldFault | None:
        """What to tell the caller, or None where there was nothing."""
        count = await self.count(connection, party_org_code, on)
        if not count:
            return None
        return FieldFault("dissolved_on", self.code, self.zh.format(count=count), self.en.format(count=count))


@dataclass(frozen=True, slots=True)
class Began:
    """Something that an organisation has, or had, since a day: it is not corrected to have been founded later.

    `first` says which day; it runs in the transaction that corrects. `zh` and `en` have a place for `{first}`.
    """

    code: str
    zh: str
    en: str
    first: Callable[[AsyncConnection, str], Awaitable[date | None]]

    async def fault(self, connection: AsyncConnection, before: PartyOrganisation, on: date) -> FieldFault | None:
        """What to tell the caller, or None where it was founded before, or is said to be no later than it was."""
        first = await self.first(connection, before.party_org_code)
        if first is None or on <= max(first, before.established_on):
            return None
        return FieldFault("established_on", self.code, self.zh.format(first=first), self.en.format(first=first))


_ACTIVE = PARTY_ORGANISATION.c.dissolved_on.is_(None)


@dataclass(frozen=True, slots=True)
class WantedOrganisations:
    """Party organisations that agree with everything that is given.

    That of the unit `mirror_of`; those of `unit` and all below it; those that were
    `dissolved`, whenever; else those that stood `on` a day, else those that stand.
    """

    kind: PartyKind | None = None
    mirror_of: str | None = None
    unit: str | None = None
    on: date | None = None
    dissolved: bool = False


async def fetch_organisations(
    reading: Reading, wanted: WantedOrganisations, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Party organisations in the caller's scope by code. Raises `OrgUnitNotFound`."""
    held = PARTY_ORGANISATION.c
    found = select(PARTY_ORGANISATION).where(
        within(held.org_path, reading.caller),
        ~_ACTIVE if wanted.dissolved else _stands(wanted.on),
        when(wanted.kind, lambda kind: held.kind == kind),
        when(wanted.mirror_of, lambda unit: held.mirror_of == unit),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(held.org_path, path)),
    )
    return await fetch_page(reading.connection, found, by=[held.party_org_code], cursor=cursor, limit=limit, view=view)


def _stands(on: date | None) -> ColumnElement[bool]:
    if on is None:
        return _ACTIVE
    held = PARTY_ORGANISATION.c
    return (held.established_on <= on) & or_(_ACTIVE, held.dissolved_on > on)


async def names_of_organisations(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, str]:
    """Their names by code."""
    held = PARTY_ORGANISATION.c
    named = select(held.party_org_code, held.name).where(held.party_org_code == func.any(list(codes)))
    return {row.party_org_code: row.name for row in await connection.execute(named)}


async def get_organisation(reading: Reading, party_org_code: str) -> PartyOrganisation:
    """Raises `PartyOrganisationNotFound`, also for one outside the caller's scope."""
    found = await find_organisation(reading.connection, party_org_code)
    if found is None or not reading.caller.covers(found.org_path):
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    return found


async def find_organisation(connection: AsyncConnection, party_org_code: str) -> PartyOrganisation | None:
    """Standing or dissolved."""
    return await _find(connection, PARTY_ORGANISATION.c.party_org_code == party_org_code)


async def find_path_beside(connection: AsyncConnection, party_org_code: str) -> str | None:
    """The path of the unit beside it."""
    found = await find_organisation(connection, party_org_code)
    return None if found is None else found.org_path


async def hold_organisation(
    connection: AsyncConnection, party_org_code: str, *, promised: bool = False
) -> PartyOrganisation:
    """One that takes in, and cannot be dissolved until the transaction ends: the unit beside it is not to be closed;
    `promised`: it does so all the same. Raises `PartyOrganisationNotFound`, `PartyOrganisationIsDissolved`,
    `OrgUnitIsClosing`."""
    found = await find_organisation(connection, party_org_code)
    if found is None:
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    found.must_stand()
    # The unit first, as by whoever closes it; then what is beside it.
    await (hold_active_unit if promised else hold_open_unit)(connection, found.mirror_of)
    held = await _find(connection, PARTY_ORGANISATION.c.party_org_code == party_org_code, lock=Lock.HOLD)
    if held is None:
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    held.must_stand()
    return held


async def hold_any_organisation(connection: AsyncConnection, party_org_code: str) -> PartyOrganisation | None:
    """One that stands or stood: until the transaction ends it is neither moved nor dissolved."""
    return await _find(connection, PARTY_ORGANISATION.c.party_org_code == party_org_code, lock=Lock.HOLD)


async def lock_organisation(connection: AsyncConnection, party_org_code: str, caller: Caller) -> PartyOrganisation:
    """For this transaction alone to change. Raises `PartyOrganisationNotFound`, also outside the caller's scope."""
    found = await _find(connection, PARTY_ORGANISATION.c.party_org_code == party_org_code, lock=Lock.CHANGE)
    if found is None or not caller.covers(found.org_path):
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    return found


async def find_branch_over(connection: AsyncConnection, org_path: str) -> str | None:
    """The branch beside the unit with this path, or beside the nearest above it."""
    held = PARTY_ORGANISATION.c
    over = select(held.party_org_code).where(
        held.org_path.bool_op("@>")(org_path), held.kind == PartyKind.BRANCH, _ACTIVE
    )
    found: str | None = await connection.scalar(over.order_by(func.nlevel(held.org_path).desc()).limit(1))
    return found


async def list_mirrors_below(connection: AsyncConnection, org_path: str) -> Sequence[tuple[PartyOrganisation, str]]:
    """Those that stand beside this unit and all below it, in order, each with the path of its unit of today."""
    below = (
        select(PARTY_ORGANISATION, ORG_UNIT.c.org_path.label("unit_path"))
        .join(ORG_UNIT, ORG_UNIT.c.org_code == PARTY_ORGANISATION.c.mirror_of)
        .where(_ACTIVE, at_or_below(ORG_UNIT.c.org_path, org_path))
        .order_by(PARTY_ORGANISATION.c.party_org_code)
        .with_for_update(of=PARTY_ORGANISATION)
    )
    return [(organisation_of(row), row.unit_path) for row in await connection.execute(below)]


async def lock_dissolved_with(connection: AsyncConnection, org_code: str, on: date) -> PartyOrganisation | None:
    """The one that was dissolved with this unit, on that day."""
    held = PARTY_ORGANISATION.c
    own = (held.mirror_of == org_code) & (held.dissolution == WITH_UNIT) & (held.dissolved_on == on)
    return await _find(connection, own, lock=Lock.CHANGE)


def organisation_of(row: Row[Any]) -> PartyOrganisation:
    """What a row of `party_organisation` stands for."""
    known = {each.name: row._mapping[each.name] for each in fields(PartyOrganisation)}
    return PartyOrganisation(**{**known, "kind": PartyKind(row.kind)})


async def _find(
    connection: AsyncConnection, own: ColumnElement[bool], *, lock: Lock | None = None
) -> PartyOrganisation | None:
    found = select(PARTY_ORGANISATION).where(own)
    if lock is not None:
        found = found.with_for_update(read=lock is Lock.HOLD)
    row = (await connection.execute(found)).first()
    return None if row is None else organisation_of(row)


async def count_groups(connection: AsyncConnection, party_org_code: str) -> int:
    """Groups under this branch that stand."""
    below = select(func.count()).where(PARTY_ORGANISATION.c.parent_code == party_org_code, _ACTIVE)
    return await connection.scalar(below) or 0


async def find_first_group(connection: AsyncConnection, party_org_code: str) -> date | None:
    """The first day on which a group stood under this branch, but for groups that never were."""
    return await _find_first(connection, PARTY_ORGANISATION.c.parent_code == party_org_code)


async def _count_groups_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    held = PARTY_ORGANISATION.c
    lasted = (held.parent_code == party_org_code, held.dissolved_on > func.greatest(held.established_on, on))
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


GROUPS_AFTER = Lasted(
    "groups-after",
    "当日及以后仍有 {count} 个下属党小组。",
    "Groups stood under it on that day or later: {count}.",
    _count_groups_after,
)


async def find_active_mirror(connection: AsyncConnection, org_code: str) -> str | None:
    """The code of the active Party organisation of this unit, or None."""
    mirror = select(PARTY_ORGANISATION.c.party_org_code).where(PARTY_ORGANISATION.c.mirror_of == org_code, _ACTIVE)
    found: str | None = await connection.scalar(mirror)
    return found


async def find_first_mirror(connection: AsyncConnection, org_code: str) -> date | None:
    """The first day on which an organisation stood beside this unit, but for those that never were."""
    return await _find_first(connection, PARTY_ORGANISATION.c.mirror_of == org_code)


async def _find_first(connection: AsyncConnection, own: ColumnElement[bool]) -> date | None:
    held = PARTY_ORGANISATION.c
    was = _ACTIVE | (held.dissolved_on > held.established_on)
    found: date | None = await connection.scalar(select(func.min(held.established_on)).where(own, was))
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
