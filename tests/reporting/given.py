"""What tests of reporting begin with: events of an invented small county, and their way into the projections.

The county: two township stations with three rooms between them, one unit station with a room, each with its Party
organisation.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting import SERVICE
from services.reporting.consistency.projection import CASE_MEDIATORS
from services.reporting.daily_reports.projection import DAILY_COUNTS
from services.reporting.figures.domain import COUNTS, NOTHING, Change, Entry, contributions
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.party.projection import PARTY
from services.reporting.snapshots.queries import LEARNED
from services.reporting.units.projection import UNITS
from shared.events.benefits import CaseResolved, CaseWithdrawn
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.registry import (
    OrgUnitClosed,
    OrgUnitEstablished,
    OrgUnitRenamed,
    PartyBranchEstablished,
    PartyGroupEstablished,
    SocialRoleAssumed,
    SocialRoleEnded,
    VeteranRegistered,
)
from shared.ids import new_id
from shared.inbox.projection import Delivered, Projection
from tests.given import CENTRE

T = TypeVar("T")

SHIAN = f"{CENTRE}.411329104"
YANGYING, DONGZHAO = f"{SHIAN}.411329104210", f"{SHIAN}.411329104211"
WAIZI = f"{CENTRE}.411329105"
QIANGAO = f"{WAIZI}.411329105200"
UNIT = f"{CENTRE}.411329U01"
UNIT_ROOM = f"{UNIT}.411329U01R01"
STATIONS = (SHIAN, WAIZI, UNIT)
ROOMS = (YANGYING, DONGZHAO, QIANGAO, UNIT_ROOM)
FOUNDED_ON = date(2019, 1, 15)
AS_OF = date(2019, 4, 30)
RECORDED_AT = datetime(2019, 4, 1, 1, 0, tzinfo=UTC)
OURS: tuple[Projection, ...] = (UNITS, PARTY, FIGURES_BY_UNIT_AND_DAY, DAILY_COUNTS, CASE_MEDIATORS)
LAST_EVENT_ID = UUID(int=1)
KINDS = ("centre", "station", "room")
SEQUENCE = count(1)


def code_of(org_path: str) -> str:
    """The org code of a path."""
    return org_path.rpartition(".")[2]


def person(number: int) -> UUID:
    """The same id for the same number."""
    return uuid5(UUID(int=0), str(number))


def unit_established(org_path: str, on: date = FOUNDED_ON, name: str = "") -> OrgUnitEstablished:
    """A service organisation at its place in the tree."""
    parent, _, code = org_path.rpartition(".")
    host = (
        "county" if not parent else "county-direct-unit" if "U" in code else "village" if "." in parent else "township"
    )
    facts = {
        "org_code": code,
        "org_path": org_path,
        "kind": KINDS[org_path.count(".")],
        "host_kind": host,
        "name": name or f"{code}服务机构",
        "parent_code": code_of(parent) or None,
        "established_on": on,
    }
    return msgspec.convert(facts, OrgUnitEstablished)


def unit_renamed(org_path: str, name: str, on: date) -> OrgUnitRenamed:
    """The same unit under another name."""
    return OrgUnitRenamed(
        org_code=code_of(org_path), org_path=org_path, kind=KINDS[org_path.count(".")], name=name, renamed_on=on
    )


def unit_closed(org_path: str, on: date) -> OrgUnitClosed:
    """The end of a unit."""
    return OrgUnitClosed(org_code=code_of(org_path), org_path=org_path, kind=KINDS[org_path.count(".")], closed_on=on)


def branch_established(org_path: str, on: date = FOUNDED_ON) -> PartyBranchEstablished:
    """The branch of a station."""
    code = code_of(org_path)
    return PartyBranchEstablished(
        party_org_code=f"{code}P", name=f"{code}党支部", mirror_of=code, org_path=org_path, established_on=on
    )


def group_established(org_path: str, on: date = FOUNDED_ON, parent: str = "") -> PartyGroupEstablished:
    """The group of a room, under the branch of its station unless `parent` names another."""
    code, station = code_of(org_path), code_of(org_path.rpartition(".")[0])
    return PartyGroupEstablished(
        party_org_code=f"{code}P",
        name=f"{code}党小组",
        mirror_of=code,
        org_path=org_path,
        parent_code=parent or f"{station}P",
        established_on=on,
    )


def veteran_registered(
    org_path: str, on: date, *, party_member: bool = False, veteran_id: UUID | None = None
) -> VeteranRegistered:
    """A veteran of the unit."""
    return VeteranRegistered(
        person_id=veteran_id or new_id(),
        org_code=code_of(org_path),
        org_path=org_path,
        domicile_code="411329104210",
        residence_code="411329104210",
        party_member=party_member,
        channel="counter",
        registered_on=on,
    )


def role_assumed(
    org_path: str, on: date, *, kind: str = "mediator", role_id: UUID | None = None, person_id: UUID | None = None
) -> SocialRoleAssumed:
    """A veteran takes up a role."""
    facts = {
        "role_id": role_id or new_id(),
        "person_id": person_id or new_id(),
        "kind": kind,
        "org_code": code_of(org_path),
        "org_path": org_path,
        "assumed_on": on,
    }
    return msgspec.convert(facts, SocialRoleAssumed)


def role_ended(assumed: SocialRoleAssumed, on: date) -> SocialRoleEnded:
    """The end of that role."""
    return SocialRoleEnded(
        role_id=assumed.role_id,
        person_id=assumed.person_id,
        kind=assumed.kind,
        org_code=assumed.org_code,
        org_path=assumed.org_path,
        ended_on=on,
    )


def case_resolved(
    org_path: str, on: date, *, mediators: int = 1, kind: str = "dispute", outcome: str = "agreement-reached"
) -> CaseResolved:
    """A case comes to its end."""
    facts = {
        "case_id": new_id(),
        "kind": kind,
        "outcome": outcome,
        "org_code": code_of(org_path),
        "org_path": org_path,
        "applicant_id": new_id(),
        "mediator_ids": [new_id() for _ in range(mediators)],
        "opened_on": on,
        "resolved_on": on,
        "days": 0,
    }
    return msgspec.convert(facts, CaseResolved)


def case_withdrawn(org_path: str, on: date) -> CaseWithdrawn:
    """A case is given up."""
    facts = {
        "case_id": new_id(),
        "kind": "dispute",
        "reason": "by-applicant",
        "org_code": code_of(org_path),
        "org_path": org_path,
        "applicant_id": new_id(),
        "opened_on": on,
        "withdrawn_on": on,
    }
    return msgspec.convert(facts, CaseWithdrawn)


def every_figure(counted: Mapping[str, T], nothing: T) -> dict[str, T]:
    """All figures of the catalogue: `nothing`, but for those named."""
    return dict.fromkeys((figure.code for figure in FIGURES), nothing) | dict(counted)


def small_county() -> list[Event]:
    """Its network and its Party organisations, parents first."""
    return [
        *(unit_established(path) for path in (CENTRE, *STATIONS, *ROOMS)),
        *(branch_established(path) for path in STATIONS),
        *(group_established(path) for path in ROOMS),
    ]


def delivered(event: Event, time: datetime = RECORDED_AT, *, partition: int = 0, sequence: int = 1) -> Delivered[Any]:
    """The event as it arrives from its topic."""
    entry = published(type(event))
    return Delivered(
        event=event,
        id=new_id(),
        type=entry.type,
        time=time,
        topic=entry.topic,
        partition=partition,
        offset=0,
        key=entry.key_of(event),
        sequence=sequence,
        correlation_id="test",
        synthetic=True,
    )


async def fold(
    engine: AsyncEngine, events: Sequence[Event], *, batch: int = 1_000, time: datetime = RECORDED_AT
) -> None:
    """Apply the events as the consumer does: batch by batch, each projection its own, one transaction a batch.

    Of what is told of one thing, each is the next: sequences rise.
    """
    for start in range(0, len(events), batch):
        async with engine.begin() as connection:
            told = [delivered(event, time, sequence=next(SEQUENCE)) for event in events[start : start + batch]]
            await apply(connection, told)


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
    """One batch to every projection of reporting that wants some of it."""
    for projection in OURS:
        wanted = [each for each in deliveries if isinstance(each.event, projection.contracts)]
        if wanted:
            await projection.apply(connection, wanted)


async def content(
    connection: AsyncConnection, projections: Iterable[Projection] = OURS, *, without: Iterable[str] = ()
) -> dict[str, list[Any]]:
    """Every row of every table of these projections, in order; some columns left out."""
    tables = [table for projection in projections for table in projection.tables]
    found: dict[str, list[Any]] = {}
    for table in tables:
        columns = [column for column in table.columns if column.name not in set(without)]
        found[table.name] = sorted(map(tuple, await connection.execute(select(*columns))), key=repr)
    return found


async def given_progress(engine: AsyncEngine, *, lag: int = 0, seconds_ago: int = 1) -> None:
    """What the consumer has written of its progress: every topic read to its end so long ago, but for `lag` events."""
    positions = text("""
        INSERT INTO consumer_offset ("group", topic, partition, next, event_id, event_at)
        SELECT :group, unnest(CAST(:topics AS text[])), partition, 7 + partition, :event_id, :event_at
        FROM generate_series(0, 1) AS partition ON CONFLICT DO NOTHING
    """)
    progress = text("""
        INSERT INTO topic_progress ("group", topic, lag, measured_at, caught_up_at)
        SELECT :group, unnest(CAST(:topics AS text[])), :lag, at, at
        FROM (SELECT clock_timestamp() - make_interval(secs => :seconds_ago) AS at) AS measured
        ON CONFLICT ("group", topic) DO UPDATE SET lag = excluded.lag, caught_up_at = excluded.caught_up_at
    """)
    which = {"group": SERVICE.name, "topics": list(LEARNED.topics)}
    async with engine.begin() as connection:
        await connection.execute(positions, {**which, "event_id": LAST_EVENT_ID, "event_at": RECORDED_AT})
        await connection.execute(progress, {**which, "lag": lag, "seconds_ago": seconds_ago})


def entries_of(event: Event) -> list[Entry]:
    """What one event adds to the figures."""
    return contributions(event, published(type(event)).key_of(event), COUNTS) if type(event) in COUNTS else []


def counted_singly(events: Iterable[Event], path: str, as_of: date) -> dict[str, Change]:
    """The figures of a unit, counted one event at a time."""
    found: dict[str, Change] = {}
    for event in events:
        for entry in entries_of(event):
            if entry.day <= as_of and f"{entry.org_path}.".startswith(f"{path}."):
                found[entry.figure_code] = found.get(entry.figure_code, NOTHING).plus(Change(entry.delta, 1))
    return found
