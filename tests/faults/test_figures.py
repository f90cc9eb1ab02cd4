"""The figures counted without reporting's code, and what is kept of others' facts beside its owner."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import Source, rows
from faults.oracle.facts import Position
from faults.oracle.figures import COUNTED_TWICE, LEDGER, SHOWN, SHOWN_ABOVE, above, count
from faults.oracle.folding import Raw, in_order
from faults.oracle.totals import SHOWN_IN_ALL, in_all
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import OrgUnitClosed, OrgUnitEstablished, SocialRoleAssumed, SocialRoleEnded
from shared.events.registry.county.facilities import (
    CapitalProject,
    CapitalProjectCompleted,
    CapitalProjectCorrected,
)
from shared.events.registry.county.meetings import (
    GovernanceMeeting,
    GovernanceMeetingCorrected,
    GovernanceMeetingHeld,
)
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.ids import new_id

ROOM = "411329.411329U01.411329U0101"
ROLE, PERSON = UUID(int=1), UUID(int=2)
PROJECT = CapitalProject(
    entry_id=UUID(int=4), org_code="411329U0101", org_path=ROOM, kind="renovation", amount_fen=80_000_050,
    qualifier="at-least", below_fen=None, completed_on=date(2019, 3, 1),
)  # fmt: skip
MEETING = GovernanceMeeting(
    entry_id=UUID(int=5), org_code="411329", org_path="411329", kind="party-standing-committee",
    held_on=date(2019, 3, 12), present=21,
)  # fmt: skip


def raw(event: Event, sequence: int, offset: int) -> Raw:
    entry = published(type(event))
    key = str(getattr(event, entry.key))
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=datetime.now(UTC),
        dataschema=entry.dataschema, partitionkey=key, sequence=sequence, correlationid=str(new_id()),
        piiclass=entry.pii,
    )  # fmt: skip
    return Raw(Position(entry.topic, 0, offset), key.encode(), encode_data(event), [*encode_headers(envelope)])


def given_log() -> list[Raw]:
    """A room that was established, closed, not so, and closed on another day; a mediator's term that ended, whose
    beginning came twice; a project and a meeting that were corrected."""
    unit = {"org_code": "411329U0101", "org_path": ROOM}
    role: dict[str, Any] = {"role_id": ROLE, "person_id": PERSON, "kind": "mediator", **unit}
    established = OrgUnitEstablished(
        **unit, kind="room", host_kind="village", name="甲", parent_code="411329U01", division_code="411329001001",
        established_on=date(2019, 1, 2),
    )  # fmt: skip
    assumed = raw(SocialRoleAssumed(**role, assumed_on=date(2019, 2, 3)), 1, 0)
    return [
        raw(established, 1, 0),
        raw(OrgUnitClosed(**unit, kind="room", closed_on=date(2019, 3, 3)), 2, 1),
        raw(OrgUnitClosureRevoked(**unit, kind="room", closed_on=date(2019, 3, 3)), 3, 4),
        raw(OrgUnitClosed(**unit, kind="room", closed_on=date(2019, 3, 4)), 4, 5),
        assumed,
        replace(assumed, position=assumed.position._replace(offset=1)),
        raw(SocialRoleEnded(**role, ended_on=date(2019, 2, 5)), 2, 2),
        raw(CapitalProjectCompleted(**vars_of(PROJECT)), 1, 0),
        raw(
            CapitalProjectCorrected(**vars_of(PROJECT) | {"qualifier": "exact", "amount_fen": 7}, before=PROJECT), 2, 1
        ),
        raw(GovernanceMeetingHeld(**vars_of(MEETING)), 1, 0),
        raw(GovernanceMeetingCorrected(**vars_of(MEETING) | {"kind": "training"}, before=MEETING), 2, 1),
    ]


def vars_of(said: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__struct_fields__}


NAMED = """
    INSERT INTO org_unit_name (org_code, named_on, sequence, known_at, name)
    VALUES ('411329', '2019-01-02', 1, '2019-01-02', '甲')
"""
COUNTED = {
    (ROOM, "F04", "2019-01-02", "1"), (ROOM, "F04", "2019-03-04", "-1"), (ROOM, "F19", "2019-02-03", "1"),
    (ROOM, "F19", "2019-02-05", "-1"),
    (ROOM, "F09", "2019-03-01", "7"), (ROOM, "F47", "2019-03-01", "7"), ("411329", "F12", "2019-03-12", "1"),
}  # fmt: skip


class TestTheFiguresOfALog:
    def test_count_each_event_once_on_its_day(self) -> None:
        assert count(given_log()) == COUNTED

    def test_stand_at_every_unit_above_by_day_and_by_month(self) -> None:
        assert above({(ROOM, "F19", "2019-02-03", "2"), (ROOM, "F19", "2019-02-05", "-1")}) == {
            (unit, "F19", *rest)
            for unit in ("411329", "411329.411329U01")
            for rest in (("day", "2019-02-03", "2"), ("day", "2019-02-05", "-1"), ("month", "2019-02-01", "1"))
        }

    def test_of_all_days_are_what_a_unit_holds_and_what_lies_below_it(self) -> None:
        room, station = "1.2.3", "1.2"
        shown = {
            (room, "F19", "2019-02-03", "2"),
            (room, "F19", "2020-02-05", "-1"),
            (station, "F19", "2019-01-01", "4"),
        }
        assert in_all(shown) == {
            (room, "F19", "1", "0"), (station, "F19", "4", "1"), ("1", "F19", "0", "5"),
        }  # fmt: skip

    async def test_are_those_that_reporting_holds(self, reporting_engine: AsyncEngine, postgres: Postgres) -> None:
        async with reporting_engine.begin() as connection:
            contracts = FIGURES_BY_UNIT_AND_DAY.contracts
            events = [each for each in in_order(given_log()) if type(each.event) in contracts]
            await FIGURES_BY_UNIT_AND_DAY.apply(connection, events)
        shown = await rows(postgres.admin_url, SHOWN)
        assert shown == COUNTED
        assert await rows(postgres.admin_url, SHOWN_ABOVE) == above(shown)
        assert await rows(postgres.admin_url, SHOWN_IN_ALL) == in_all(shown)
        assert await rows(postgres.admin_url, LEDGER) == shown
        assert await rows(postgres.admin_url, COUNTED_TWICE) == frozenset()

    async def test_count_nobody_twice(self, reporting_engine: AsyncEngine, postgres: Postgres) -> None:
        async with reporting_engine.begin() as connection:
            while_in_office = SocialRoleAssumed(
                role_id=UUID(int=3), person_id=PERSON, kind="mediator", org_code="411329U0101", org_path=ROOM,
                assumed_on=date(2019, 2, 4),
            )  # fmt: skip
            log = [*given_log()[2:], raw(while_in_office, 1, 3)]
            contracts = FIGURES_BY_UNIT_AND_DAY.contracts
            events = [each for each in in_order(log) if type(each.event) in contracts]
            await FIGURES_BY_UNIT_AND_DAY.apply(connection, events)
        assert await rows(postgres.admin_url, COUNTED_TWICE) == {("F19", str(PERSON))}


class TestTheRowsOfASource:
    async def test_are_its_columns_as_text(self, reporting_engine: AsyncEngine, postgres: Postgres) -> None:
        async with reporting_engine.begin() as connection:
            await connection.execute(text(NAMED))
        source = Source("reporting", "SELECT org_code, named_on, name, NULL FROM org_unit_name")
        assert await rows(postgres.admin_url, source) == {("411329", "2019-01-02", "甲", "None")}
