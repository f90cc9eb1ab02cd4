"""Reading which papers are there, and whose files lack some."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.archives.parameters import REQUIRED
from services.registry.archives.tables import ARCHIVE, ARCHIVE_PAPER
from services.registry.network.queries import find_path
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import files_in_scope, get_place
from services.registry.veterans.tables import DATA_KEY, VETERAN
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_PAPER = ARCHIVE_PAPER.c


@dataclass(frozen=True, slots=True)
class Found:
    """A paper that is there, or was: `known_until` None means that it is."""

    paper: str
    found_on: date
    by: str | None
    known_from: datetime
    known_until: datetime | None


async def find_archive(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """None: nobody received it yet."""
    found = select(ARCHIVE).where(ARCHIVE.c.person_id == veteran_id)
    row: Row[Any] | None = (await connection.execute(found)).one_or_none()
    return row


async def papers_in(connection: AsyncConnection, archive_id: UUID) -> frozenset[str]:
    """Those that are there."""
    there = select(_PAPER.paper).where(_PAPER.archive_id == archive_id, _PAPER.known_until.is_(None))
    return frozenset((await connection.execute(there)).scalars())


async def list_papers(reading: Reading, veteran_id: UUID) -> Sequence[Found]:
    """All that are there or were, the last found first. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = (
        select(_PAPER.paper, _PAPER.found_on, ACCOUNT.c.display_name, _PAPER.known_from, _PAPER.known_until)
        .join(ARCHIVE, ARCHIVE.c.archive_id == _PAPER.archive_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _PAPER.found_by)
        .where(ARCHIVE.c.person_id == veteran_id)
        .order_by(_PAPER.paper_id.desc())
    )
    return [Found(*row) for row in await reading.connection.execute(found)]


async def fetch_incomplete(
    reading: Reading, unit: str | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Persons in the caller's scope whose file was not received or lacks what it must hold, the last registered first;
    nobody whose file is void, was merged into another, or is erased, nor whose papers were sent on.

    Raises `OrgUnitNotFound`.
    """
    there = (
        select(func.count())
        .select_from(ARCHIVE_PAPER)
        .join(ARCHIVE, ARCHIVE.c.archive_id == _PAPER.archive_id)
        .where(ARCHIVE.c.person_id == VETERAN.c.veteran_id, _PAPER.known_until.is_(None), _PAPER.paper.in_(REQUIRED))
        .scalar_subquery()
    )
    found = files_in_scope(reading.caller).where(
        VETERAN.c.state.in_([FileState.REGISTERED, FileState.DECEASED]),
        DATA_KEY.c.wrapped.is_not(None),
        there < len(REQUIRED),
        ~exists().where(ARCHIVE.c.person_id == VETERAN.c.veteran_id, ARCHIVE.c.away_id.is_not(None)),
        when(await find_path(reading, unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
    )
    order = [VETERAN.c.veteran_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )
