"""Freezing figures, and that nothing moves a frozen one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.snapshots.commands import Frozen, freeze_figures
from services.reporting.snapshots.domain import Content, DayNotOver
from services.reporting.snapshots.queries import Snapshot, count_day, get_snapshot
from services.reporting.units.domain import NoCentre
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.events.contract import Event
from tests.given import CENTRE, NOW, given_caller, given_work
from tests.races import race
from tests.reporting.given import (
    AS_OF,
    OURS,
    QIANGAO,
    SHIAN,
    WAIZI,
    YANGYING,
    case_resolved,
    case_withdrawn,
    every_figure,
    fold,
    role_assumed,
    small_county,
    unit_closed,
    unit_renamed,
    veteran_registered,
)

MARCH = date(2019, 3, 1)
DAY = timedelta(days=1)
FACTS: list[Event] = [
    *(veteran_registered(YANGYING, MARCH, party_member=number < 3) for number in range(5)),
    *(veteran_registered(QIANGAO, AS_OF) for _ in range(2)),
    role_assumed(YANGYING, MARCH),
    case_resolved(YANGYING, AS_OF, mediators=2),
]


async def freeze(engine: AsyncEngine, as_of: date = AS_OF, now: datetime = NOW) -> Frozen:
    return await freeze_figures(given_work(engine, now=now), await count_day(engine, as_of))


async def snapshot(engine: AsyncEngine, snapshot_id: UUID) -> Snapshot:
    async with engine.connect() as connection:
        return await get_snapshot(connection, snapshot_id)


async def digest(engine: AsyncEngine, as_of: date = AS_OF) -> str:
    return (await snapshot(engine, (await freeze(engine, as_of)).snapshot_id)).digest


async def rows(engine: AsyncEngine, statement: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in (await connection.execute(text(statement))).all()]


class TestFreezeFigures:
    async def test_keeps_every_figure_of_every_unit(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        content = (await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)).content
        assert values(content, "411329") == {
            "F01": 7,
            "F02": 3,
            "F03": 3,
            "F04": 4,
            "F05": 3,
            "F06": 4,
            "F19": 1,
            "F20": 1,
        }
        assert values(content, "411329104") == {
            "F01": 5,
            "F02": 3,
            "F03": 1,
            "F04": 2,
            "F05": 1,
            "F06": 2,
            "F19": 1,
            "F20": 1,
        }
        assert values(content, "411329105200") == {"F01": 2, "F04": 1, "F06": 1}
        assert len(content.units) == 8

    async def test_tells_the_totals_of_the_county_once(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        first = await freeze(reporting_engine)
        again = await freeze(reporting_engine, now=NOW + DAY)
        [(kind, version, payload)] = await rows(reporting_engine, "SELECT type, aggregate_version, payload FROM outbox")
        told = msgspec.json.decode(payload)
        assert (kind, version) == ("cn.veterans.reporting.figure-snapshot-frozen.v1", 1)
        assert (told["snapshot_id"], told["org_code"]) == (str(first.snapshot_id), "411329")
        counted = {"F01": 7, "F02": 3, "F03": 3, "F04": 4, "F05": 3, "F06": 4, "F19": 1, "F20": 1}
        assert told["figures"] == every_figure(counted, 0)
        assert (again.snapshot_id, again.is_new) == (first.snapshot_id, False)

    async def test_leaves_an_audit_row_each_time_it_is_asked(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        frozen = await freeze(reporting_engine)
        await freeze(reporting_engine)
        audited = await rows(reporting_engine, "SELECT action, subject, result FROM audit ORDER BY audit_id")
        assert audited == [("freeze-figures", f"snapshot {frozen.snapshot_id}", "done")] * 2

    async def test_makes_one_snapshot_when_two_ask_at_the_same_moment(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        both = await race(reporting_engine, "snapshot", (freeze(reporting_engine) for _ in range(4)))
        assert len({frozen.snapshot_id for frozen in both}) == 1
        assert sorted(frozen.is_new for frozen in both) == [False, False, False, True]

    async def test_refuses_a_day_that_has_not_come_in_shanghai(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        before_midnight = datetime(2019, 4, 29, 15, 59, 59, tzinfo=UTC)
        with pytest.raises(DayNotOver):
            await freeze(reporting_engine, now=before_midnight)
        assert (await freeze(reporting_engine, now=before_midnight + timedelta(seconds=1))).is_new

    async def test_refuses_who_does_not_answer_for_the_whole_county(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        work = given_work(reporting_engine, given_caller(Role.CENTRE_STAFF, SHIAN))
        with pytest.raises(OutOfScope):
            await freeze_figures(work, await count_day(reporting_engine, AS_OF))

    async def test_refuses_a_county_that_is_not_known_yet(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(NoCentre):
            await freeze(reporting_engine)


class TestTheDigest:
    async def test_does_not_depend_on_the_order_or_the_batches_of_events(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        first = await freeze(reporting_engine)
        async with reporting_engine.begin() as connection:
            for table in (table for projection in OURS for table in projection.tables):
                await connection.execute(delete(table))
        await fold(reporting_engine, [*reversed(FACTS), *reversed(small_county())], batch=2)
        assert await freeze(reporting_engine) == Frozen(first.snapshot_id, False)

    async def test_does_not_change_with_what_happens_after_the_day(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        first = await digest(reporting_engine)
        later = [
            veteran_registered(YANGYING, AS_OF + DAY),
            unit_renamed(SHIAN, "新名称", AS_OF + DAY),
            unit_closed(WAIZI, AS_OF + DAY),
        ]
        await fold(reporting_engine, later)
        assert await digest(reporting_engine) == first
        assert await digest(reporting_engine, AS_OF + DAY) != first


class TestAFrozenSnapshot:
    async def test_stays_when_a_figure_outside_the_digest_comes_in_late(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        first = await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)
        await fold(reporting_engine, [case_withdrawn(YANGYING, MARCH)])
        second = await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)
        assert second.digest == first.digest
        assert (values(first.content, "411329").get("F29"), values(second.content, "411329")["F29"]) == (None, 1)

    async def test_stays_when_a_fact_of_its_time_comes_in_late(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        first = await freeze(reporting_engine)
        before = await snapshot(reporting_engine, first.snapshot_id)
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH), unit_renamed(SHIAN, "新名称", MARCH)])
        second = await freeze(reporting_engine)
        assert second.is_new
        assert await snapshot(reporting_engine, first.snapshot_id) == before
        assert values((await snapshot(reporting_engine, second.snapshot_id)).content, "411329")["F01"] == 8

    @pytest.mark.parametrize("change", ["UPDATE snapshot SET digest = 'x'", "DELETE FROM snapshot"])
    async def test_is_guarded_by_the_database_itself(self, reporting_engine: AsyncEngine, change: str) -> None:
        await fold(reporting_engine, small_county())
        await freeze(reporting_engine)
        async with reporting_engine.connect() as connection:
            with pytest.raises(DBAPIError, match="never changes"):
                await connection.execute(text(change))

    async def test_keeps_the_county_of_its_day(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), unit_closed(YANGYING, MARCH)])
        content = (await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)).content
        assert content.centre.path == CENTRE
        assert content.get_unit("411329104210").closed_on == MARCH
        assert content.get_unit("411329104").change("F04") == (1, 3)


def values(content: Content, code: str) -> dict[str, int]:
    return {figure: change.delta for figure, change in content.get_unit(code).figures.items()}
