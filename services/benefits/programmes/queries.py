"""Which programmes are in force."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, Select, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.queries import find_tables
from services.benefits.directory.queries import find_centre
from services.benefits.programmes.domain import Draft, ProgrammeNotFound, Version, ended_on
from services.benefits.programmes.rules import Difference, Explained, WordedProgramme, differences, explained
from services.benefits.programmes.tables import PROGRAMME, PROGRAMME_DRAFT, PROGRAMME_VERSION, version_of
from shared.approval.listed import Proposals
from shared.auth.permissions import permitted
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


async def fetch_programmes(
    reading: Reading, day: date, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The version of each programme in force on the day, by programme code."""
    order = [PROGRAMME.c.programme_code]
    return await fetch_page(reading.connection, in_force_on(day), by=order, cursor=cursor, limit=limit, view=view)


def in_force_on(day: date) -> Select[Any]:
    """The version of each programme in force on the day.

    It is the last one whose period had begun by then, unless that period or the programme has ended: a newer version
    takes over from an older one for good.
    """
    begun = (
        select(PROGRAMME_VERSION)
        .ext(distinct_on(PROGRAMME_VERSION.c.programme_code))
        .where(PROGRAMME_VERSION.c.valid_from <= day)
        .order_by(PROGRAMME_VERSION.c.programme_code, PROGRAMME_VERSION.c.version.desc())
        .subquery()
    )
    ended = PROGRAMME.c.retired_from
    return (
        select(begun)
        .join(PROGRAMME, PROGRAMME.c.programme_code == begun.c.programme_code)
        .where(or_(begun.c.valid_to.is_(None), begun.c.valid_to > day), or_(ended.is_(None), ended > day))
    )


async def get_in_force_on(connection: AsyncConnection, programme_code: str, day: date) -> Version:
    """The version of the programme in force on the day. Raises `ProgrammeNotFound`."""
    wanted = in_force_on(day).where(PROGRAMME.c.programme_code == programme_code)
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise ProgrammeNotFound
    return version_of(row)


async def find_end(connection: AsyncConnection, version: Version) -> date | None:
    """The first day on which a version is not in force any more; None: it goes on."""
    retired = select(PROGRAMME.c.retired_from).where(PROGRAMME.c.programme_code == version.programme_code)
    others = await list_versions(connection, version.programme_code)
    return ended_on(version, others, await connection.scalar(retired))


async def is_in_force(connection: AsyncConnection, programme_code: str, day: date) -> bool:
    """Whether a version of the programme is, on the day."""
    found = in_force_on(day).where(PROGRAMME.c.programme_code == programme_code)
    return (await connection.execute(found)).one_or_none() is not None


PROPOSED = Proposals(
    PROGRAMME_DRAFT,
    PROGRAMME_DRAFT.c.programme_code,
    lambda _caller: select(PROGRAMME_DRAFT),
    lambda caller: literal(bool(permitted(caller, "programmes.activate").grants)),
)
"""Drafts, of the whole county."""


async def list_versions(connection: AsyncConnection, programme_code: str) -> list[Version]:
    """All of a programme, the last first. Raises `ProgrammeNotFound`."""
    kept = PROGRAMME_VERSION.c
    of_it = select(PROGRAMME_VERSION).where(kept.programme_code == programme_code).order_by(kept.version.desc())
    found = [version_of(row) for row in await connection.execute(of_it)]
    if not found:
        raise ProgrammeNotFound
    return found


async def list_in_slot(connection: AsyncConnection, slot: str) -> list[tuple[Version, date | None]]:
    """Every version with that place in the programme group, each with the first day on which it was in force no longer;
    None: it goes on."""
    kept, newer = PROGRAMME_VERSION.c, PROGRAMME_VERSION.alias("newer").c
    same = (newer.programme_code == kept.programme_code, newer.version > kept.version)
    taken_over = select(func.min(newer.valid_from)).where(*same).scalar_subquery()
    found = (
        select(PROGRAMME_VERSION, func.least(kept.valid_to, taken_over, PROGRAMME.c.retired_from).label("until"))
        .join(PROGRAMME, PROGRAMME.c.programme_code == kept.programme_code)
        .where(kept.slot == slot)
        .order_by(kept.programme_code, kept.version)
    )
    return [(version_of(row), row.until) for row in await connection.execute(found)]


async def get_version(connection: AsyncConnection, programme_code: str, version: int) -> Version:
    """Whether or not it is in force. Raises `ProgrammeNotFound`."""
    for each in await list_versions(connection, programme_code):
        if each.version == version:
            return each
    raise ProgrammeNotFound


async def names_of_programmes(connection: AsyncConnection) -> Mapping[str, str]:
    """By its code, what the last version of each programme is called, in force or not; in the order of codes."""
    kept = PROGRAMME_VERSION.c
    last = (
        select(kept.programme_code, kept.name)
        .ext(distinct_on(kept.programme_code))
        .order_by(kept.programme_code, kept.version.desc())
    )
    return {row.programme_code: row.name for row in await connection.execute(last)}


async def slot_holders(connection: AsyncConnection) -> Mapping[str, str]:
    """The programme code by slot, of the slots that are held."""
    statement = select(PROGRAMME.c.slot, PROGRAMME.c.programme_code).where(PROGRAMME.c.slot.is_not(None))
    return {row.slot: row.programme_code for row in await connection.execute(statement)}


async def compare(connection: AsyncConnection, draft: Draft, on: date) -> tuple[Version | None, Sequence[Difference]]:
    """The version that it is to follow, and what it says otherwise; None where it is the first."""
    called = await names_of_programmes(connection)
    kept = PROGRAMME_VERSION.c
    of_it = select(PROGRAMME_VERSION).where(kept.programme_code == draft.programme_code)
    row = (await connection.execute(of_it.order_by(kept.version.desc()).limit(1))).one_or_none()
    if row is None:
        return None, ()
    former = version_of(row)
    was, now = [WordedProgramme(each, await explain(connection, each, on), called) for each in (former, draft)]
    return former, differences(was, now)


async def explain(connection: AsyncConnection, programme: Version | Draft, on: date) -> Explained:
    """What it says in words, with the amounts of a day."""
    return explained(programme, await find_tables(connection), on, await find_centre(connection))
