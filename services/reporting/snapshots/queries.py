"""Frozen figures, read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Row, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting import SERVICE
from services.reporting.consistency.projection import CASE_MEDIATORS
from services.reporting.discounts.projection import DISCOUNTS
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.figures.queries.tree import Node, list_tree, list_tree_known
from services.reporting.openings.queries import openings_by_unit
from services.reporting.party.projection import PARTY
from services.reporting.snapshots.domain import (
    Content,
    FrozenUnit,
    SnapshotNotFound,
    content_of,
    decoded,
    digest_of,
)
from services.reporting.snapshots.rules import Basis, TopicState
from services.reporting.snapshots.tables import SNAPSHOT
from services.reporting.units.domain import FOREVER, NoCentre, Unit
from services.reporting.units.projection import UNITS
from services.reporting.units.queries import code_asked_for, get_centre, must_cover_unit
from shared.database.driver import autocommitting, transaction
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.inbox.freshness import list_freshness
from shared.inbox.subscription import Subscription

T = TypeVar("T")

COLUMN = SNAPSHOT.c
HEADS = select(
    COLUMN.snapshot_id,
    COLUMN.as_of,
    COLUMN.digest,
    COLUMN.frozen_at,
    COLUMN.provisional,
    COLUMN.for_publication,
    COLUMN.reason,
)
ONE = HEADS.add_columns(COLUMN.content, COLUMN.basis).where(COLUMN.snapshot_id == bindparam("wanted", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot with its content."""

    snapshot_id: UUID
    as_of: date
    digest: str
    frozen_at: datetime
    provisional: bool
    for_publication: bool
    reason: str | None
    content: Content
    basis: Basis

    @property
    def known_before(self) -> datetime:
        """What it counted was recorded before this instant."""
        return self.basis.known_before(self.frozen_at)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day's figures to be frozen, and what they stand on: of one instant of the database. `centre`: the unit above
    all others, None where none stood by that day; `nodes`: what the content was made of, by path."""

    centre: Unit | None
    basis: Basis
    content: Content
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Recount:
    """Digests of a snapshot's day counted again from the ledger: by what was known then, and by what is known now."""

    known_then: str
    known_now: str


async def fetch_snapshots(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """All snapshots without their content, the latest day first."""
    order = [COLUMN.as_of, COLUMN.frozen_at, COLUMN.snapshot_id]
    return await fetch_page(
        reading.connection, HEADS, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_snapshot(connection: AsyncConnection, snapshot_id: UUID) -> Snapshot:
    """Raises SnapshotNotFound."""
    row = (await connection.execute(ONE, {"wanted": snapshot_id})).one_or_none()
    if row is None:
        raise SnapshotNotFound
    read = {"content": decoded(row.content), "basis": msgspec.convert(row.basis, Basis, strict=False)}
    return Snapshot(**{**row._mapping, **read})


async def count_day(engine: AsyncEngine, as_of: date) -> Counted:
    """Before the command that freezes it begins: while it counts consumers go on, and its connection is given back."""
    async with autocommitting(engine).connect() as connection, transaction(connection, snapshot=True):
        return await read_counted(connection, as_of)


async def read_counted(connection: AsyncConnection, as_of: date) -> Counted:
    """The same within a snapshot of the database, from which more is to be read."""
    centre: Unit | None
    try:
        centre = await get_centre(connection, as_of)
    except NoCentre:
        centre = None
    basis, nodes = await get_basis(connection), await list_tree(connection, as_of)
    return Counted(centre, basis, await _content(connection, nodes, as_of), nodes)


async def read_content(connection: AsyncConnection, as_of: date, known_before: datetime | None = None) -> Content:
    """The figures of every unit as of the end of a day; with `known_before`, by what was recorded before it."""
    if known_before is None:
        nodes = await list_tree(connection, as_of)
    else:
        nodes = await list_tree_known(connection, as_of, known_before)
    return await _content(connection, nodes, as_of, known_before)


async def _content(
    connection: AsyncConnection, nodes: Mapping[str, Node], as_of: date, known_before: datetime | None = None
) -> Content:
    openings = await openings_by_unit(connection, as_of, known_before)
    return content_of(as_of, ((node.unit, node.totals) for node in nodes.values()), openings)


async def recount(connection: AsyncConnection, snapshot: Snapshot) -> Recount:
    """A fact that was recorded before the snapshot was frozen and arrived later makes both differ from it."""
    then = await read_content(connection, snapshot.as_of, snapshot.known_before)
    now = await read_content(connection, snapshot.as_of, FOREVER)
    return Recount(digest_of(then), digest_of(now))


async def frozen_unit_asked_for(reading: Reading, snapshot: Snapshot, code: str | None) -> FrozenUnit:
    """The unit named, else the caller's own. Raises OrgUnitNotFound, UnitNotNamed, OutOfScope."""
    unit = snapshot.content.get_unit(code_asked_for(reading.caller, code))
    await must_cover_unit(reading.connection, reading.caller, unit.path)
    return unit


# What a snapshot holds, and what a bulletin says beside it, is learned by these.
LEARNED = Subscription((UNITS, FIGURES_BY_UNIT_AND_DAY, PARTY, DISCOUNTS, CASE_MEDIATORS))


async def get_basis(connection: AsyncConnection) -> Basis:
    """How far reporting has read, as its consumer last said."""
    return Basis(
        tuple(
            TopicState(
                topic=found.topic,
                positions=found.positions,
                lag=found.lag,
                seconds_behind=found.age_seconds,
                parked_keys=found.parked_keys,
                given_up=found.given_up,
                missed_types=found.missed_types,
                breaker_open=found.breaker_open,
                last_event_id=found.last_event_id,
                last_event_at=found.last_event_at,
            )
            for found in await list_freshness(connection, group=SERVICE.name, subscription=LEARNED)
        )
    )
