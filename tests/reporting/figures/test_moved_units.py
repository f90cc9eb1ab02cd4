"""Units that move, in the database: whatever order facts and moves come in, the same stands there in the end."""

import itertools
import random
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.domain import NOTHING, sum_of
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.figures.queries.parts import list_parts
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.queries.tree import list_tree, list_tree_known
from services.reporting.units.projection import UNITS
from services.reporting.units.queries import get_unit, unit_asked_for
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.inbox.projection import Delivered
from tests.given import CENTRE, given_caller
from tests.reporting.given import (
    AS_OF,
    RECORDED_AT,
    SHIAN,
    UNIT,
    UNIT_ROOM,
    WAIZI,
    YANGYING,
    apply,
    case_resolved,
    code_of,
    content,
    delivered,
    fold,
    person,
    small_county,
    veteran_registered,
)
from tests.reporting.mended_units import move_revoked
from tests.reporting.moves import goes_below, moved

MOVED_ON = date(2019, 4, 10)
UNDER_WAIZI = f"{WAIZI}.{code_of(UNIT)}"
ROOM_THERE = f"{UNDER_WAIZI}.{code_of(UNIT_ROOM)}"


def told() -> list[Delivered[Any]]:
    """A county's station moves below another one, and a room of a third goes there and back; facts come by old paths
    and new ones, of days before and after."""
    early, late = (RECORDED_AT + timedelta(days=days) for days in (0, 20))
    events: list[tuple[Any, datetime, int]] = [(event, early, 1) for event in small_county()]
    events += [
        (veteran_registered(path, date(2019, 3, 1), party_member=True, veteran_id=person(number)), early, 1)
        for number, path in enumerate([UNIT_ROOM, UNIT_ROOM, YANGYING, UNIT])
    ]
    events += [(case_resolved(UNIT_ROOM, date(2019, 4, 2)), early, 1)]
    there = moved(YANGYING, WAIZI, date(2019, 4, 12))
    events += [
        (moved(UNIT, WAIZI, MOVED_ON), RECORDED_AT + timedelta(days=10), 2),
        (there, RECORDED_AT + timedelta(days=12), 2),
        (move_revoked(there), RECORDED_AT + timedelta(days=13), 3),
        (veteran_registered(ROOM_THERE, date(2019, 3, 20), veteran_id=person(10)), late, 1),
        (veteran_registered(ROOM_THERE, date(2019, 4, 20), veteran_id=person(11)), late, 1),
        (case_resolved(ROOM_THERE, date(2019, 4, 3)), late, 1),
        (case_resolved(ROOM_THERE, date(2019, 4, 25)), late, 1),
    ]
    return [
        delivered(event, time, sequence=sequence, partition=number % 3)
        for number, (event, time, sequence) in enumerate(events)
    ]


async def given_told(engine: AsyncEngine, events: list[Delivered[Any]], batch: int = 100) -> None:
    for start in range(0, len(events), batch):
        async with engine.begin() as connection:
            await apply(connection, events[start : start + batch])


async def value(engine: AsyncEngine, code: str, figure: str, on: date, known: datetime | None = None) -> int:
    async with engine.connect() as connection:
        return (await get_standing(connection, code, on, known)).figures[figure].delta


class TestAStationThatMoved:
    async def test_takes_along_who_is_there_and_leaves_what_was_done(self, reporting_engine: AsyncEngine) -> None:
        await given_told(reporting_engine, told())
        before, on = MOVED_ON - timedelta(days=1), MOVED_ON
        for code, day, registered, resolved in (
            (CENTRE, before, 5, 2), (CENTRE, on, 5, 2), (CENTRE, AS_OF, 6, 3),
            (code_of(UNIT), before, 4, 2), (code_of(UNIT), on, 4, 0), (code_of(UNIT), AS_OF, 5, 1),
            (code_of(WAIZI), before, 0, 0), (code_of(WAIZI), on, 4, 0), (code_of(WAIZI), AS_OF, 5, 1),
            (code_of(UNIT_ROOM), before, 3, 2), (code_of(UNIT_ROOM), AS_OF, 4, 1),
            (code_of(SHIAN), date(2019, 4, 12), 1, 0),
        ):  # fmt: skip
            found = (await value(reporting_engine, code, "F01", day), await value(reporting_engine, code, "F20", day))
            assert (code, day, found) == (code, day, (registered, resolved))

    async def test_is_where_it_was_as_known_before(self, reporting_engine: AsyncEngine) -> None:
        await given_told(reporting_engine, told())
        known = RECORDED_AT + timedelta(days=9)
        assert await value(reporting_engine, code_of(WAIZI), "F01", AS_OF, known) == 0
        assert await value(reporting_engine, code_of(UNIT), "F01", AS_OF, known) == 3
        async with reporting_engine.connect() as connection:
            assert (await get_unit(connection, code_of(UNIT), AS_OF, known)).path == UNIT
            assert (await get_unit(connection, code_of(UNIT_ROOM), AS_OF)).path == ROOM_THERE
            assert (await get_unit(connection, code_of(UNIT_ROOM), MOVED_ON - timedelta(days=1))).path == UNIT_ROOM

    async def test_is_its_staff_s_on_the_days_before_as_well(self, reporting_engine: AsyncEngine) -> None:
        """Scope is today's tree: who has the grant at the new place may ask about every day."""
        await fold(reporting_engine, small_county())
        there = await goes_below(reporting_engine, UNIT, WAIZI, MOVED_ON)
        async with reporting_engine.connect() as connection:
            for path, covered in ((there, True), (UNIT, True), (SHIAN, False)):
                asked = unit_asked_for(
                    connection, given_caller(Role.STATION_STAFF, path), code_of(UNIT), MOVED_ON - timedelta(days=1)
                )
                with nullcontext() if covered else pytest.raises(OutOfScope):
                    assert (await asked).path == UNIT

    async def test_adds_up_at_every_unit_on_every_day(self, reporting_engine: AsyncEngine) -> None:
        await given_told(reporting_engine, told())
        async with reporting_engine.connect() as connection:
            for day in (date(2019, 3, 5), MOVED_ON, AS_OF):
                tree = await list_tree(connection, day)
                known = await list_tree_known(connection, day, datetime(2020, 1, 1, tzinfo=UTC))
                assert {path: node.figures for path, node in tree.items() if node.figures} == {
                    path: node.figures for path, node in known.items() if node.figures
                }
                standing = [node for node in tree.values() if node.unit.kind]  # the others stand elsewhere on the day
                for node, figure in itertools.product(standing, ("F01", "F03", "F20")):
                    parts = await list_parts(connection, figure, node.unit, day)
                    assert sum_of(part.change for part in parts) == node.totals.get(figure, NOTHING)
                    below = [(part.unit.path, part.change) for part in parts[1:] if part.unit]
                    assert below == [(path, tree[path].totals.get(figure, NOTHING)) for path, _ in below]

    async def test_is_the_same_whatever_comes_first(self, reporting_engine: AsyncEngine) -> None:
        events = told()
        found = []
        for seed in range(6):
            chance = random.Random(seed)
            keys = list(dict.fromkeys(each.key for each in events))
            chance.shuffle(keys)
            order = sorted(events, key=lambda each: (keys.index(each.key), each.sequence)) if seed else events
            async with reporting_engine.begin() as connection:
                for projection in (UNITS, FIGURES_BY_UNIT_AND_DAY):
                    for table in projection.tables:
                        await connection.execute(text(f"DELETE FROM {table.name}"))
                await connection.execute(text("DELETE FROM party_organisation"))
            await given_told(reporting_engine, order, batch=chance.choice([1, 3, 50]))
            async with reporting_engine.connect() as connection:
                found.append(await content(connection, (UNITS, FIGURES_BY_UNIT_AND_DAY)))
        assert all(each == found[0] for each in found[1:])
