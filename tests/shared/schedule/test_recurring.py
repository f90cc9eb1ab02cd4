"""Recurring jobs: one row each, kept over restarts, outages and clocks that were wrong."""

import asyncio
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from shared.clock import local_date
from shared.database.engine import create_engine
from shared.schedule import Job
from shared.schedule.clock_jump import confirm_clock
from shared.schedule.runs import list_due, record_failure
from tests.given import given_work
from tests.shared.schedule.given import (
    DELETE,
    EVERY_NIGHT,
    NIGHTLY,
    TWO,
    actions,
    given_scheduler,
    planned,
    run_at,
    traces,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def due_at(engine: AsyncEngine, job: Job) -> datetime:
    found: datetime = (await planned(engine))[job.name, ""].due_at
    return found


def runs(job: Job, result: str) -> float:
    return REGISTRY.get_sample_value("veterans_schedule_runs_total", {"task": job.name, "result": result}) or 0


class TestARecurringJob:
    async def test_begins_with_its_next_occurrence(self, kernel_engine: AsyncEngine) -> None:
        await run_at(kernel_engine, NIGHTLY, now=TWO)
        assert await due_at(kernel_engine, NIGHTLY) == TWO + DAY
        assert await traces(kernel_engine) == []

    async def test_begins_with_the_first_occurrence_of_the_county(self, kernel_engine: AsyncEngine) -> None:
        await run_at(kernel_engine, NIGHTLY, now=TWO, start_on=local_date(TWO + 3 * DAY))
        assert await due_at(kernel_engine, NIGHTLY) == TWO + 3 * DAY

    async def test_runs_once_at_each_though_several_workers_do(self, kernel_engine: AsyncEngine) -> None:
        for day in range(4):
            await asyncio.gather(*(run_at(kernel_engine, NIGHTLY, now=TWO + day * DAY) for _ in range(3)))
        assert await traces(kernel_engine) == [f"@{(TWO + day * DAY).isoformat()}" for day in (1, 2, 3)]
        assert await actions(kernel_engine) == [("nightly", "done")] * 3

    async def test_runs_once_though_the_clock_of_another_worker_is_a_little_behind(
        self, kernel_engine: AsyncEngine
    ) -> None:
        for present in (TWO, TWO + DAY, TWO + DAY - timedelta(seconds=1), TWO + DAY):
            await run_at(kernel_engine, NIGHTLY, now=present)
        assert await traces(kernel_engine) == [f"@{(TWO + DAY).isoformat()}"]
        assert await due_at(kernel_engine, NIGHTLY) == TWO + 2 * DAY

    @pytest.mark.parametrize(("job", "days"), [(NIGHTLY, [4]), (EVERY_NIGHT, [1, 2, 3, 4])], ids=["last", "each"])
    async def test_catches_up_after_an_outage_as_it_says(
        self, kernel_engine: AsyncEngine, job: Job, days: list[int]
    ) -> None:
        await run_at(kernel_engine, job, now=TWO)
        await run_at(kernel_engine, job, now=TWO + 4 * DAY + HOUR)
        assert await traces(kernel_engine) == [f"@{(TWO + day * DAY).isoformat()}" for day in days]
        assert await due_at(kernel_engine, job) == TWO + 5 * DAY

    async def test_that_failed_here_has_not_once_another_worker_has_run_it(self, kernel_engine: AsyncEngine) -> None:
        """This one comes to write that down a moment later."""
        await run_at(kernel_engine, NIGHTLY, now=TWO)
        [found] = await list_due(kernel_engine, [NIGHTLY.name], now=TWO + DAY, limit=1)
        await run_at(kernel_engine, NIGHTLY, now=TWO + DAY)
        await record_failure(kernel_engine, found, "ValueError", now=TWO + DAY)
        row = (await planned(kernel_engine))[NIGHTLY.name, ""]
        assert (row.attempts, row.failure, row.next_attempt_at) == (0, None, TWO + 2 * DAY)

    async def test_comes_back_when_the_clock_was_a_year_ahead(self, kernel_engine: AsyncEngine) -> None:
        for present in (TWO, TWO + 365 * DAY, TWO + HOUR):
            await run_at(kernel_engine, NIGHTLY, now=present)
        assert await due_at(kernel_engine, NIGHTLY) == TWO + DAY

    async def test_outlives_an_outage_of_the_database(self) -> None:
        nobody = create_engine("postgresql://a:b@127.0.0.1:9/c", pool_size=1, application_name="x")
        stop, scheduler = asyncio.Event(), given_scheduler(nobody, NIGHTLY)
        running = asyncio.create_task(scheduler.run(stop))
        await asyncio.sleep(0.05)
        assert not running.done()
        [check] = await scheduler.checks()
        assert not check.ok
        stop.set()
        await running
        await nobody.dispose()


class TestAJobThatDeletes:
    async def test_runs_while_the_clock_goes_on_as_it_should(self, kernel_engine: AsyncEngine) -> None:
        await run_at(kernel_engine, DELETE, now=TWO)
        await run_at(kernel_engine, DELETE, now=TWO + 2 * DAY)
        assert len(await traces(kernel_engine)) == 1

    async def test_waits_when_the_clock_jumped_by_more_than_a_day_until_somebody_confirms_it(
        self, kernel_engine: AsyncEngine
    ) -> None:
        ahead = TWO + 2 * DAY + HOUR
        await run_at(kernel_engine, DELETE, NIGHTLY, now=TWO)
        await run_at(kernel_engine, DELETE, NIGHTLY, now=ahead)
        assert await actions(kernel_engine) == [("nightly", "done")]
        check, _calendar = await given_scheduler(kernel_engine).checks()
        assert (check.ok, check.detail) == (True, "delete: clock-unconfirmed (1 due, 1 attempts)")
        assert await confirm_clock(given_work(kernel_engine, now=ahead)) == ["delete"]
        await run_at(kernel_engine, DELETE, NIGHTLY, now=ahead)
        assert await actions(kernel_engine) == [("confirm-clock", "done"), ("delete", "done"), ("nightly", "done")]

    async def test_has_not_failed_while_it_waits(self, kernel_engine: AsyncEngine) -> None:
        before = {result: runs(DELETE, result) for result in ("waiting", "failed")}
        await run_at(kernel_engine, DELETE, now=TWO)
        with capture_logs() as logs:
            await run_at(kernel_engine, DELETE, now=TWO + 2 * DAY + HOUR)
        assert [(line["event"], line["log_level"]) for line in logs] == [("run_waits_for_confirmation", "warning")]
        assert {result: runs(DELETE, result) - before[result] for result in before} == {"waiting": 1, "failed": 0}
        await given_scheduler(kernel_engine, DELETE).keep()
        assert REGISTRY.get_sample_value("veterans_schedule_failing", {"task": DELETE.name}) == 0
        assert REGISTRY.get_sample_value("veterans_schedule_clock_unconfirmed") == 1

    async def test_needs_no_confirmation_when_the_clock_was_set_back(self, kernel_engine: AsyncEngine) -> None:
        for present in (TWO, TWO + 30 * DAY, TWO + DAY + HOUR, TWO + DAY + 2 * HOUR):
            await run_at(kernel_engine, DELETE, now=present)
        assert await traces(kernel_engine) == [f"@{(TWO + DAY).isoformat()}"]
        assert await due_at(kernel_engine, DELETE) == TWO + 2 * DAY
