"""Reading simulations, and whom they are weighed over."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.conditions.parameters import SENSITIVE
from services.benefits.directory.queries import under_unit
from services.benefits.directory.tables import MERGED_VETERAN, VETERAN
from services.benefits.eligibility.queries import asks_for
from services.benefits.eligibility.tables import PERSON_FACT
from services.benefits.programmes.domain import Draft, ProgrammeNotFound, Version, next_version
from services.benefits.programmes.queries import list_versions
from services.benefits.simulations.domain import ChangesNotOpened, ChangesWithheld, SimulationNotFound
from services.benefits.simulations.tables import SIMULATED_CHANGE, SIMULATION
from shared.audit.tables import AUDIT
from shared.auth.permissions import permitted
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")
_HELD = SIMULATION.c
OPEN_CHANGES, OPEN_FOR = "programmes.open-changes", timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WantedChanges:
    """Changes that agree with everything that is given."""

    before: str | None = None
    after: str | None = None
    unit: str | None = None


def everybody(on: date) -> Select[Any]:
    """Whom a programme may be for as of a day: the living of the register, and of others those of whom something is
    told. A file that was merged is weighed with the one that goes on."""
    lived = VETERAN.c
    living = select(lived.veteran_id.label("person_id"), lived.org_path).where(
        lived.erased.is_(False),
        lived.deregistered_on.is_(None) | (lived.deregistered_on > on),
        or_(lived.deceased_on.is_(None), lived.deceased_on > on),
    )
    told, unknown = PERSON_FACT.c, VETERAN.c.org_path
    others = (
        select(told.person_id, unknown)
        .select_from(PERSON_FACT.outerjoin(VETERAN, VETERAN.c.veteran_id == told.person_id))
        .where(VETERAN.c.veteran_id.is_(None))
    )
    found = living.union(others).subquery()
    merged = select(MERGED_VETERAN.c.veteran_id).where(MERGED_VETERAN.c.veteran_id == found.c.person_id)
    return select(found.c.person_id, found.c.org_path).where(~merged.exists())


async def list_next(connection: AsyncConnection, on: date, after: UUID | None, most: int) -> Sequence[Row[Any]]:
    """So many of them after one, in the order of their ids."""
    found = everybody(on).subquery()
    following = select(found).where(when(after, lambda last: found.c.person_id > last))
    return (await connection.execute(following.order_by(found.c.person_id).limit(most))).all()


async def count_everybody(connection: AsyncConnection, on: date) -> int:
    """How many they are."""
    return await connection.scalar(select(func.count()).select_from(everybody(on).subquery())) or 0


async def fetch_simulations(
    reading: Reading, proposal_id: UUID, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of a draft, the last first."""
    of_it = select(SIMULATION).where(_HELD.proposal_id == proposal_id)
    return await fetch_page(
        reading.connection, of_it, by=[_HELD.simulation_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_simulation(connection: AsyncConnection, simulation_id: UUID) -> Row[Any]:
    """Raises `SimulationNotFound`."""
    row = (await connection.execute(select(SIMULATION).where(_HELD.simulation_id == simulation_id))).one_or_none()
    if row is None:
        raise SimulationNotFound
    return row


class Naming(StrEnum):
    """Whether somebody is told for whom a draft changes something."""

    OPEN = "open"
    TO_BE_OPENED = "to-be-opened"
    WITHHELD = "withheld"


async def naming_of(reading: Reading, row: Row[Any]) -> Naming:
    """Where the draft or any version of its programme weighs what is sensitive, to whoever may open such a list, for an
    hour after he said what for."""
    if not await is_sensitive(reading.connection, row):
        return Naming.OPEN
    if not permitted(reading.caller, OPEN_CHANGES).grants:
        return Naming.WITHHELD
    said = select(AUDIT.c.audit_id).where(
        AUDIT.c.account_id == reading.caller.account_id,
        AUDIT.c.action == "open-simulated-changes",
        AUDIT.c.subject == f"simulation {row.simulation_id}",
        AUDIT.c.result == "done",
        AUDIT.c.recorded_at > reading.now - OPEN_FOR,
    )
    found = await reading.connection.scalar(said.limit(1))
    return Naming.TO_BE_OPENED if found is None else Naming.OPEN


async def is_sensitive(connection: AsyncConnection, row: Row[Any]) -> bool:
    """Whether a list of whom it changes something for would say of whom something sensitive is true."""
    versions = [draft_version(row)]
    with suppress(ProgrammeNotFound):  # the draft is of its first one
        versions += await list_versions(connection, row.programme_code)
    return any(asks_for(version, fact) for version in versions for fact in SENSITIVE)


def draft_version(row: Row[Any]) -> Version:
    """What the draft was when it was weighed."""
    return next_version(msgspec.convert(row.content, Draft), former=None, slot_holder=None)


async def fetch_changes(
    reading: Reading,
    simulation_id: UUID,
    wanted: WantedChanges,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Persons for whom something changes, in the order of their ids. Raises `SimulationNotFound`, `ChangesWithheld`,
    `ChangesNotOpened`."""
    naming = await naming_of(reading, await get_simulation(reading.connection, simulation_id))
    if naming is not Naming.OPEN:
        raise ChangesWithheld if naming is Naming.WITHHELD else ChangesNotOpened
    held = SIMULATED_CHANGE.c
    found = select(SIMULATED_CHANGE).where(
        held.simulation_id == simulation_id,
        when(wanted.before, lambda outcome: held.before == outcome),
        when(wanted.after, lambda outcome: held.after == outcome),
        when(wanted.unit, lambda unit: under_unit(held.org_path, unit)),
    )
    return await fetch_page(reading.connection, found, by=[held.person_id], cursor=cursor, limit=limit, view=view)


async def list_by_station(connection: AsyncConnection, simulation_id: UUID) -> Sequence[Row[Any]]:
    """How many persons of each unit below the centre have what instead of what."""
    held = SIMULATED_CHANGE.c
    below = func.subpath(held.org_path, 1, 1)
    counted = (
        select(below.cast(SIMULATION.c.programme_code.type).label("org_code"), held.before, held.after)
        .add_columns(func.count().label("persons"))
        .where(held.simulation_id == simulation_id, func.nlevel(held.org_path) > 1)
        .group_by(below, held.before, held.after)
        .order_by(below, held.before, held.after)
    )
    return (await connection.execute(counted)).all()


async def oldest_running(connection: AsyncConnection) -> UUID | None:
    """The one that is weighed next."""
    waiting = select(_HELD.simulation_id).where(_HELD.ended_at.is_(None)).order_by(_HELD.simulation_id)
    found: UUID | None = await connection.scalar(waiting.limit(1))
    return found


async def count_running(connection: AsyncConnection) -> int:
    """How many wait, or are under way."""
    running = select(func.count()).select_from(SIMULATION).where(_HELD.ended_at.is_(None))
    return await connection.scalar(running) or 0
