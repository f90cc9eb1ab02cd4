"""Reporting's tables as its worker leaves them after a county's persons were registered, and after years of rankings.

Events are given to the projections themselves, thousands at once, without Kafka.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.stage import Database
from deploy.demo.county import CENTRE, County, Unit
from services.reporting import SERVICE
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.rankings.tables import RANKING, RANKING_PLACE
from services.reporting.schemes.tables import ASSESSMENT_SCHEME
from services.reporting.scores.parameters import LIST_OF_HOST, OTHER_LIST
from services.reporting.scores.tables import ASSESSED_STATION, ASSESSMENT_ROUND
from services.reporting.snapshots.tables import SNAPSHOT
from services.reporting.units.projection import UNITS
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date, now
from shared.events.benefits import CaseResolved
from shared.events.catalogue import PARTITIONS, published
from shared.events.contract import Event
from shared.events.registry import OrgUnitEstablished, SocialRoleAssumed, VeteranRegistered
from shared.ids import new_id
from shared.inbox.coverage import register
from shared.inbox.projection import Delivered
from shared.inbox.subscription import Subscription
from shared.kafka.partition import partition_for
from shared.service.assembly import projections_of

OURS = Subscription(projections_of(SERVICE))
FIRST_DAY = date(2018, 10, 1)
AT_ONCE = 10_000
# Of so many persons one: as in the demo county.
ONE_CADRE_OF, ONE_DISPUTE_OF = 35, 118
PARTY_MEMBERS_OF_18 = 10
NOON = time(4, tzinfo=UTC)
FIRST_MONTH, MONTHS = CalendarMonth(2019, 1), 84
NOBODY = UUID(int=0)
# What a consumer that has read everything says every few seconds; here it holds until the measurement is over.
CAUGHT_UP = text("""
    INSERT INTO topic_progress AS kept ("group", topic, lag, measured_at, caught_up_at)
    SELECT :group, unnest(CAST(:topics AS text[])), 0, clock_timestamp(), clock_timestamp()
    ON CONFLICT ("group", topic) DO UPDATE SET measured_at = clock_timestamp(), caught_up_at = clock_timestamp()
""")


@dataclass(frozen=True, slots=True)
class Told:
    """An event, of the aggregate `key`, recorded on a day."""

    event: Event
    key: str
    on: date

    def delivered(self) -> Delivered[Any]:
        entry = published(type(self.event))
        return Delivered(
            event=self.event, id=new_id(), type=entry.type, time=datetime.combine(self.on, NOON), topic=entry.topic,
            partition=partition_for(self.key, PARTITIONS), offset=0, key=self.key, sequence=1, correlation_id="",
            synthetic=True,
        )  # fmt: skip


async def fill(database: Database, county: County, persons: int) -> None:
    """Units, and so many persons with what is counted of them, registered evenly from `FIRST_DAY` until today."""
    engine = database.engine()
    async with engine.begin() as connection:
        await register(connection, SERVICE.name, OURS)
    await _apply(engine, [_established(unit) for unit in (county.centre, *county.stations, *county.rooms)])
    told = persons_told(county, persons)
    while some := [*itertools.chain(*itertools.islice(told, AT_ONCE))]:
        await _apply(engine, some)
    await engine.dispose()


async def catch_up(database: Database) -> None:
    """As a worker says every few seconds that everything is counted, and that what is known of grants can be relied on:
    registry would be asked about the caller each time otherwise."""
    engine = database.engine()
    async with engine.begin() as connection:
        await connection.execute(CAUGHT_UP, {"group": SERVICE.name, "topics": list(OURS.topics)})
    await engine.dispose()


async def _apply(engine: AsyncEngine, told: Sequence[Told]) -> None:
    deliveries = [each.delivered() for each in told]
    for projection in (UNITS, FIGURES_BY_UNIT_AND_DAY):
        theirs = [each for each in deliveries if isinstance(each.event, projection.contracts)]
        if theirs:
            async with engine.begin() as connection:
                await projection.apply(connection, theirs)


def path_of(unit: Unit) -> str:
    """From the centre down."""
    above = {"centre": "", "station": f"{CENTRE}.", "room": f"{CENTRE}.{unit.parent}."}
    return above[unit.kind] + unit.code


def _established(unit: Unit) -> Told:
    event = OrgUnitEstablished(
        org_code=unit.code, org_path=path_of(unit), kind=unit.kind, host_kind=unit.host_kind, name=unit.name,
        parent_code=unit.parent, division_code=unit.division, established_on=FIRST_DAY,
    )  # fmt: skip
    return Told(event, unit.code, FIRST_DAY)


def persons_told(county: County, count: int) -> Iterator[Sequence[Told]]:
    """What is told of each, room after room."""
    rooms, days = county.rooms, (local_date(now()) - FIRST_DAY).days + 1
    for number in range(count):
        room, on = rooms[number % len(rooms)], FIRST_DAY + timedelta(days=number * days // count)
        yield _person(room.code, path_of(room), on, number // len(rooms))


def _person(code: str, path: str, on: date, number: int) -> Sequence[Told]:
    """`number`: of the room's."""
    person_id = new_id()
    key = str(person_id)
    registered = VeteranRegistered(
        person_id=person_id, org_code=code, org_path=path, domicile_code=code, residence_code=code,
        party_member=number % 18 < PARTY_MEMBERS_OF_18, channel="import", registered_on=on,
    )  # fmt: skip
    told = [Told(registered, key, on)]
    if number % ONE_CADRE_OF == 1:
        role = SocialRoleAssumed(
            role_id=new_id(), person_id=person_id, kind="village-reserve-cadre", org_code=code, org_path=path,
            assumed_on=on,
        )  # fmt: skip
        told.append(Told(role, key, on))
    if number % ONE_DISPUTE_OF == 2:
        case_id = new_id()
        resolved = CaseResolved(
            case_id=case_id, kind="dispute", outcome="agreement-reached", org_code=code, org_path=path,
            applicant_id=person_id, mediator_ids=(person_id,), opened_on=on, resolved_on=on, days=0,
        )  # fmt: skip
        told.append(Told(resolved, str(case_id), on))
    return told


async def rank(database: Database, county: County) -> int:
    """Months of published rankings of all stations, with the one scheme and the one snapshot that they rest on; how
    many places."""
    engine = database.engine()
    scheme, snapshot, at = new_id(), new_id(), datetime.now(UTC)
    places = 0
    async with engine.begin() as connection:
        await connection.execute(insert(ASSESSMENT_SCHEME), {
            "scheme_id": scheme, "number": 1, "state": "adopted", "terms": {}, "valid_from": FIRST_DAY,
            "document": "bench", "version": 1, "told": 1, "written_by": [NOBODY], "written_at": at,
            "adopted_by": NOBODY, "adopted_at": at,
        })  # fmt: skip
        await connection.execute(insert(SNAPSHOT), {
            "snapshot_id": snapshot, "as_of": FIRST_DAY, "digest": "bench", "content": b"{}", "frozen_at": at,
            "provisional": False, "for_publication": False, "basis": {},
        })  # fmt: skip
        month = FIRST_MONTH
        for _ in range(MONTHS):
            round_id = new_id()
            held = {"round_id": round_id, "edition": 1}
            await connection.execute(insert(ASSESSMENT_ROUND), {
                **held, "month": month.code, "scheme_id": scheme, "scheme_number": 1, "terms": {},
                "snapshot_id": snapshot, "state": "published", "version": 4, "appeals_until": month.last,
                "opened_by": NOBODY, "opened_at": at,
            })  # fmt: skip
            stations = [_ranked(held, unit, number) for number, unit in enumerate(county.stations, 1)]
            await connection.execute(insert(ASSESSED_STATION), [station for station, _ in stations])
            await connection.execute(insert(RANKING), {
                **held, "made_by": NOBODY, "made_at": at, "confirmed_by": NOBODY, "confirmed_at": at,
                "published_by": NOBODY, "published_at": at,
            })  # fmt: skip
            await connection.execute(insert(RANKING_PLACE), [place for _, place in stations])
            places, month = places + len(stations), month.following
    await engine.dispose()
    return places


def _ranked(held: dict[str, Any], unit: Unit, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The station in the round, and its place."""
    listed = LIST_OF_HOST.get(unit.host_kind, OTHER_LIST)
    station = {"round_id": held["round_id"], "org_code": unit.code, "org_path": path_of(unit), "listed": listed}
    points = {f"A{indicator}": "9.50" for indicator in range(1, 11)}
    place = {
        **held, "org_code": unit.code, "listed": listed, "ahead_of": 100 - number, "place": number,
        "total": 100 - number, "points": points,
    }  # fmt: skip
    return station, place
