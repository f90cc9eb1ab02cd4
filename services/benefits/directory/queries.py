"""Reading the directory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    Text,
    Uuid,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.domain import (
    MediatorNotKnownYet,
    OrgUnit,
    OrgUnitNotKnownYet,
    Term,
    Veteran,
    VeteranNotKnownYet,
)
from services.benefits.directory.tables import MEDIATOR, MERGED_VETERAN, ORG_UNIT, VETERAN
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.clearance.tables import CLOSING_UNIT

MOST_MERGES = 50
"""Files that lead from one to the other. Told by two streams, they may lead round in a ring for a moment."""


async def hold_veteran(connection: AsyncConnection, veteran_id: UUID) -> Veteran:
    """Nobody is told to have died, or erased, before this transaction has ended. Raises `VeteranNotKnownYet`."""
    held = await hold_veterans(connection, [veteran_id])
    if veteran_id not in held:
        raise VeteranNotKnownYet()
    return held[veteran_id]


async def hold_veterans(connection: AsyncConnection, veteran_ids: Collection[UUID]) -> Mapping[UUID, Veteran]:
    """The same of many; who is not known is missing."""
    held = VETERAN.c
    columns = (
        held.veteran_id, held.org_code, held.org_path, held.synthetic, held.deceased_on, held.deregistered_on,
        held.residence_path,
        MERGED_VETERAN.c.merged_into, held.away_since, held.erased.label("is_erased"),
    )  # fmt: skip
    led = select(*columns).outerjoin(MERGED_VETERAN, MERGED_VETERAN.c.veteran_id == held.veteran_id)
    # In an order that all share, so that two do not wait for each other crosswise.
    known = led.where(held.veteran_id.in_(veteran_ids)).order_by(held.veteran_id)
    rows = await connection.execute(known.with_for_update(read=True, of=VETERAN))
    return {row.veteran_id: Veteran(**row._mapping) for row in rows}


async def going_on(connection: AsyncConnection, veteran_id: UUID) -> UUID:
    """The file that goes on of whoever is known by this one, however often it was merged."""
    led = select(literal(veteran_id, Uuid()).label("file_id"), literal(0).label("step")).cte("led", recursive=True)
    merged = MERGED_VETERAN.c
    onward = (merged.veteran_id == led.c.file_id, led.c.step < MOST_MERGES)
    led = led.union_all(select(merged.merged_into, led.c.step + 1).where(*onward))
    last = select(led.c.file_id).order_by(led.c.step.desc()).limit(1)
    found: UUID = (await connection.execute(last)).scalar_one()
    return found


def survivors(called: str = "led_on") -> Subquery:
    """Of every file that was merged, however often, the one that it goes on in: `veteran_id`, `goes_on`. `called`: its
    own in a statement that asks twice."""
    merged, further = MERGED_VETERAN.c, MERGED_VETERAN.alias("further")
    led = select(merged.veteran_id, merged.merged_into.label("goes_on")).cte(called, recursive=True)
    led = led.union(select(led.c.veteran_id, further.c.merged_into).where(further.c.veteran_id == led.c.goes_on))
    ends = ~select(merged.veteran_id).where(merged.veteran_id == led.c.goes_on).exists()
    return select(led).where(ends).subquery("survivor")


def files_of(veteran_id: UUID) -> Select[Any]:
    """The ids under which a person is known: his file's, and those of all that were merged into it, however often."""
    return select(files_of_each([veteran_id]).c.file_id)


def files_of_each(veteran_ids: Collection[UUID]) -> CTE:
    """The same of many: `person_id` beside each `file_id`."""
    own = func.unnest(literal(list(veteran_ids), ARRAY(Uuid()))).column_valued("own")
    led = select(own.label("person_id"), own.label("file_id")).cte("led", recursive=True)
    merged = MERGED_VETERAN.c
    return led.union(select(led.c.person_id, merged.veteran_id).where(merged.merged_into == led.c.file_id))


async def hold_org_unit(connection: AsyncConnection, org_code: str) -> OrgUnit:
    """It stays where it is until this transaction ends. Raises `OrgUnitNotKnownYet`."""
    columns = (ORG_UNIT.c.org_code, ORG_UNIT.c.org_path, ORG_UNIT.c.name, ORG_UNIT.c.closed_on)
    held = select(*columns).where(ORG_UNIT.c.org_code == org_code).with_for_update(read=True)
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise OrgUnitNotKnownYet()
    return OrgUnit(*row)


async def is_to_be_closed(connection: AsyncConnection, org_code: str) -> bool:
    """Whether an organisation, which the transaction holds, takes in nothing new."""
    asked = select(CLOSING_UNIT.c.asked).where(CLOSING_UNIT.c.org_code == org_code)
    return await connection.scalar(asked) is not None


async def takes_no_cases(connection: AsyncConnection, org_code: str) -> bool:
    """Whether an organisation is closed, or is to be; for good, where the transaction holds it (rule R10)."""
    closed = select(ORG_UNIT.c.closed_on).where(ORG_UNIT.c.org_code == org_code)
    return await connection.scalar(closed) is not None or await is_to_be_closed(connection, org_code)


async def get_terms(
    connection: AsyncConnection,
    veteran_ids: Collection[UUID],
    *,
    reached: Callable[[UUID, str], bool] = lambda _veteran_id, _org_path: True,
) -> Mapping[UUID, tuple[Term, ...]]:
    """The terms as mediators of these veterans, at least one each, of those that are `reached` by veteran and path.

    Raises `MediatorNotKnownYet`, for who is a mediator out of reach as for who is none.
    """
    columns = (MEDIATOR.c.veteran_id, MEDIATOR.c.org_path, MEDIATOR.c.assumed_on, MEDIATOR.c.ended_on)
    rows = (await connection.execute(select(*columns).where(MEDIATOR.c.veteran_id.in_(veteran_ids)))).all()
    found: defaultdict[UUID, list[Term]] = defaultdict(list)
    for row in rows:
        if reached(row.veteran_id, row.org_path):
            found[row.veteran_id].append(Term(row.assumed_on, row.ended_on))
    unknown = set(veteran_ids) - set(found)
    if unknown:
        hidden = unknown & {row.veteran_id for row in rows}
        raise MediatorNotKnownYet(count=len(unknown)) from (OutOfScope() if hidden else None)
    return {veteran_id: tuple(terms) for veteran_id, terms in found.items()}


async def names_of_units(connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
    """Their names by code; one not known yet is missing."""
    statement = select(ORG_UNIT.c.org_code, ORG_UNIT.c.name).where(ORG_UNIT.c.org_code.in_(org_codes))
    rows = await connection.execute(statement)
    return {row.org_code: row.name for row in rows}


async def find_centre(connection: AsyncConnection) -> str:
    """The code of the county's centre, which is the county's; nothing where the directory knows no unit yet."""
    kept = ORG_UNIT.c
    first = select(kept.org_code).where(func.nlevel(kept.org_path) == 1).order_by(kept.org_code).limit(1)
    return await connection.scalar(first) or ""


async def stations_over(connection: AsyncConnection, org_paths: Collection[str]) -> set[str]:
    """The codes of the stations that units with these paths belong to, or are."""
    over = or_(false(), *(ORG_UNIT.c.org_path.bool_op("@>")(path) for path in org_paths))
    return set(await connection.scalars(select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.kind == "station", over)))


async def find_unit_of(connection: AsyncConnection, caller: Caller, veteran_id: UUID) -> str | None:
    """The code of the unit that answers for the veteran; None for one not known yet, or outside the caller's scope."""
    statement = select(VETERAN.c.org_code).where(VETERAN.c.veteran_id == veteran_id, within(VETERAN.c.org_path, caller))
    found: str | None = await connection.scalar(statement)
    return found


async def must_reach(connection: AsyncConnection, caller: Caller, org_code: str) -> None:
    """Raises `OutOfScope` for a unit outside the caller's scope, so that the audit has who asked; below one that is not
    known there is nothing."""
    org_path: str | None = await connection.scalar(select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code == org_code))
    if org_path is not None:
        caller.must_cover(org_path)


def under_unit(path: ColumnElement[Any], org_code: str) -> ColumnElement[bool]:
    """Rows at or below the service organisation; none when it is not known."""
    wanted = select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code == org_code).scalar_subquery()
    return path.bool_op("<@")(wanted)


def mediators_on(day: date, caller: Caller, *, unit: str | None) -> Select[Any]:
    """Terms that cover the day, within the caller's scope and the unit; to be paged by role id."""
    statement = select(
        MEDIATOR.c.role_id, MEDIATOR.c.veteran_id, MEDIATOR.c.org_code, MEDIATOR.c.assumed_on, MEDIATOR.c.ended_on
    ).where(
        within(MEDIATOR.c.org_path, caller),
        MEDIATOR.c.assumed_on <= day,
        or_(MEDIATOR.c.ended_on.is_(None), MEDIATOR.c.ended_on > day),
    )
    return statement if unit is None else statement.where(under_unit(MEDIATOR.c.org_path, unit))


def held_persons() -> FromClause:
    """Who lives, is registered and is at which unit now; the directory keeps no days (`shared.digests`)."""
    held = VETERAN.c
    merged = select(MERGED_VETERAN.c.veteran_id).where(MERGED_VETERAN.c.veteran_id == held.veteran_id)
    counted = select(
        func.ltree2text(held.org_path, type_=Text).label("org_path"),
        cast(held.veteran_id, Text).label("person_id"),
        cast(null(), Date).label("day"),
        literal(1).label("change"),
    ).where(held.deceased_on.is_(None), held.deregistered_on.is_(None), held.away_since.is_(None), ~merged.exists())
    return counted.subquery("held")
