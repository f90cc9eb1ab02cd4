"""Something due once: it runs once, whoever runs it and whatever happens meanwhile."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import local_date, start_of
from shared.command import Transaction, command
from shared.health import Check
from shared.schedule import Due, Job, cancel, schedule_at
from shared.schedule.scheduler import SCHEDULER
from tests.given import given_work
from tests.shared.schedule.given import (
    FAIL,
    PARTS,
    REFUSE,
    REMIND,
    TWO,
    NotNow,
    actions,
    given_planned,
    given_scheduler,
    leave_a_trace,
    plan,
    planned,
    run_at,
    traces,
)

MINUTE = timedelta(minutes=1)


def told(key: str) -> str:
    return f"{key}@{TWO.isoformat()}"


class TestSomethingDue:
    async def test_runs_when_it_is_due_and_is_gone(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, REMIND, "case 1")
        await run_at(kernel_engine, now=TWO - timedelta(seconds=1))
        assert await traces(kernel_engine) == []
        await run_at(kernel_engine)
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("case 1")]
        assert await actions(kernel_engine) == [("remind", "done")]
        assert await planned(kernel_engine) == {}

    async def test_is_told_the_instant_it_is_for_however_late_it_runs(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, REMIND, "case 1")
        await run_at(kernel_engine, now=TWO + timedelta(days=40))
        assert await traces(kernel_engine) == [told("case 1")]

    async def test_runs_once_though_several_workers_find_it(self, kernel_engine: AsyncEngine) -> None:
        keys = [f"case {n}" for n in range(30)]
        await given_planned(kernel_engine, REMIND, *keys)
        await asyncio.gather(*(run_at(kernel_engine) for _ in range(4)))
        assert await traces(kernel_engine) == sorted(told(key) for key in keys)
        assert await actions(kernel_engine) == [("remind", "done")] * 30

    async def test_is_not_lost_with_a_worker_that_dies_in_the_middle(self, kernel_engine: AsyncEngine) -> None:
        reached = asyncio.Event()

        async def never_end(tx: Transaction, due: Due) -> None:
            await leave_a_trace(tx, due)
            reached.set()
            await asyncio.Event().wait()

        await given_planned(kernel_engine, REMIND, "case 1")
        dying = asyncio.create_task(run_at(kernel_engine, Job("remind", never_end)))
        await reached.wait()
        dying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dying
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("case 1")]

    async def test_comes_and_goes_with_the_command_that_plans_it(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def plan_and_refuse(tx: Transaction) -> None:
            await schedule_at(tx, REMIND, key="case 1", due_at=TWO)
            raise NotNow

        with pytest.raises(NotNow):
            await plan_and_refuse(given_work(kernel_engine))
        assert await planned(kernel_engine) == {}

    async def test_is_replaced_by_what_is_planned_for_the_same_key(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, REMIND, "case 1", due_at=TWO - MINUTE)
        await given_planned(kernel_engine, REMIND, "case 1")
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("case 1")]

    async def test_can_be_cancelled_until_it_has_run(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def cancel_it(tx: Transaction) -> bool:
            return await cancel(tx, REMIND, key="case 1")

        await given_planned(kernel_engine, REMIND, "case 1", "case 2")
        assert await cancel_it(given_work(kernel_engine))
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("case 2")]
        assert not await cancel_it(given_work(kernel_engine))

    async def test_needs_a_key(self, kernel_engine: AsyncEngine) -> None:
        with pytest.raises(ValueError, match="key"):
            await given_planned(kernel_engine, REMIND, "")

    async def test_may_plan_itself_anew(self, kernel_engine: AsyncEngine) -> None:
        async def again(tx: Transaction, due: Due) -> None:
            await leave_a_trace(tx, due)
            await schedule_at(tx, REMIND, key=due.key, due_at=due.at + MINUTE)

        await given_planned(kernel_engine, REMIND, "case 1")
        await run_at(kernel_engine, Job("remind", again))
        assert [row.due_at for row in (await planned(kernel_engine)).values()] == [TWO + MINUTE]

    async def test_is_dropped_when_it_was_due_before_the_county_began(self, kernel_engine: AsyncEngine) -> None:
        midnight = start_of(local_date(TWO))
        await given_planned(kernel_engine, REMIND, "case 1", due_at=midnight - MINUTE)
        await given_planned(kernel_engine, REMIND, "case 2", due_at=midnight)
        await run_at(kernel_engine, start_on=local_date(TWO))
        assert await planned(kernel_engine) == {}
        assert await traces(kernel_engine) == [f"case 2@{midnight.isoformat()}"]

    async def test_of_a_job_that_this_version_does_not_know_waits(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, Job("of-tomorrow", leave_a_trace), "case 1")
        await run_at(kernel_engine)
        assert list(await planned(kernel_engine)) == [("of-tomorrow", "case 1")]
        assert await given_scheduler(kernel_engine).flow() == {"schedule_due": 0}

    async def test_runs_in_parts_each_in_a_transaction_of_its_own(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, PARTS, "all")
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("all")] * 3
        assert await actions(kernel_engine) == [("in-parts", "done")] * 3
        assert await planned(kernel_engine) == {}


class TestARunThatFails:
    @pytest.mark.parametrize(("job", "failure"), [(FAIL, "ValueError"), (REFUSE, "not-now")], ids=["error", "refusal"])
    async def test_leaves_nothing_but_why_and_is_tried_again(
        self, kernel_engine: AsyncEngine, job: Job, failure: str
    ) -> None:
        await given_planned(kernel_engine, job, "case 1")
        await run_at(kernel_engine)
        row = (await planned(kernel_engine))[job.name, "case 1"]
        assert (row.due_at, row.attempts, row.failure) == (TWO, 1, failure)
        assert row.next_attempt_at == TWO + MINUTE
        assert await traces(kernel_engine) == []
        await run_at(kernel_engine, Job(job.name, leave_a_trace), now=TWO + MINUTE)
        assert await traces(kernel_engine) == [told("case 1")]
        assert await planned(kernel_engine) == {}

    async def test_waits_longer_each_time_but_never_longer_than_an_hour(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, FAIL, "case 1")
        present, pauses = TWO, []
        for _ in range(9):
            await run_at(kernel_engine, now=present)
            [row] = (await planned(kernel_engine)).values()
            pauses.append((row.next_attempt_at - present) // MINUTE)
            present = row.next_attempt_at
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]

    async def test_holds_up_nobody(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, FAIL, "case 1", due_at=TWO - MINUTE)
        await given_planned(kernel_engine, REMIND, "case 2")
        await run_at(kernel_engine)
        assert await traces(kernel_engine) == [told("case 2")]

    async def test_is_named_and_in_the_end_makes_the_worker_not_ready(self, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, FAIL, "case 1")
        found: list[Check] = []
        for minutes in (0, 1, 3):
            await run_at(kernel_engine, now=TWO + minutes * MINUTE)
            found.append((await given_scheduler(kernel_engine).checks())[0])
        assert [check.ok for check in found] == [True, True, False]
        assert found[-1].detail == "fail: ValueError (1 due, 3 attempts)"


class TestThePart:
    async def test_runs_what_becomes_due_under_an_account_of_its_own(self, kernel_engine: AsyncEngine) -> None:
        callers = []

        async def remember(tx: Transaction, _due: Due) -> None:
            callers.append(tx.caller)
            stop.set()

        stop = asyncio.Event()
        running = asyncio.create_task(given_scheduler(kernel_engine, Job("remind", remember)).run(stop))
        await given_planned(kernel_engine, REMIND, "case 1")
        await asyncio.wait_for(running, 30)
        assert callers == [SCHEDULER]

    async def test_counts_what_is_due(self, kernel_engine: AsyncEngine) -> None:
        await plan(given_work(kernel_engine), REMIND, ["case 1", "case 2"], TWO)
        assert await given_scheduler(kernel_engine, now=TWO - MINUTE).flow() == {"schedule_due": 0}
        assert await given_scheduler(kernel_engine).flow() == {"schedule_due": 2}
