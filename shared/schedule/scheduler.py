"""The part of every worker that runs what is due: one poll for all jobs, one run after the other.

Several workers may run it against one database: each due thing is claimed inside the transaction of its effects.
"""

import asyncio
import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import trace
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.calendar.queries import check_calendar
from shared.clock import local_date, now, start_of
from shared.command.transaction import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.refusal import Refusal
from shared.schedule import metrics, overview
from shared.schedule.clock_jump import CLOCK_UNCONFIRMED, is_unconfirmed
from shared.schedule.job import Job
from shared.schedule.recurring import keep_recurrences
from shared.schedule.runs import Taken, Waiting, drop, list_due, record_failure, run_due
from shared.stopping import sleep_until

SCHEDULER = Caller(account_id=own_accounts.SCHEDULER, grants=())

POLL_SECONDS = 2.0
MOST_DUE = 100
RUN_SECONDS = 60.0  # a run that takes longer has failed, so that the others go on
KEEP_SECONDS = 60.0
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)

_log = structlog.get_logger(__name__)


class Scheduler:
    """A part of the worker. Nothing is run that was due before `start_on`, the county's start day."""

    name = "schedule"

    def __init__(
        self,
        engine: AsyncEngine,
        jobs: Sequence[Job],
        *,
        start_on: date | None = None,
        clock: Callable[[], datetime] = now,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._engine = engine
        self._jobs = {job.name: job for job in jobs}
        self._start_at = start_of(start_on) if start_on else LONG_AGO
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; the run under way is finished."""
        kept_at = -math.inf
        while not stop.is_set():
            try:
                if time.monotonic() - kept_at >= KEEP_SECONDS:
                    await self.keep()
                    kept_at = time.monotonic()
                while await self.run_what_is_due(stop):
                    pass
                self._trouble = ""
            except Exception as fault:
                if not is_transient(fault):
                    raise
                self._trouble = type(fault).__name__
                _log.warning("schedule_waits_for_database", cause=self._trouble)
            await sleep_until(stop, self._poll_seconds)

    async def checks(self) -> Sequence[Check]:
        if self._trouble:
            return (Check(self.name, False, self._trouble),)
        try:
            async with self._engine.connect() as connection:
                return (await overview.check(connection), await check_calendar(connection, local_date(self._clock())))
        except Exception as fault:
            if not is_transient(fault):
                raise
            return (Check(self.name, False, type(fault).__name__),)

    async def flow(self) -> Mapping[str, int]:
        """`schedule_due`: what is due and would run now."""
        async with self._engine.connect() as connection:
            due = await overview.count_due(connection, tuple(self._jobs.values()), now=self._clock())
        return {"schedule_due": due}

    async def run_what_is_due(self, stop: asyncio.Event) -> int:
        """One round; answers how many runs ended well, so that there may be more to do at once."""
        due = await list_due(self._engine, tuple(self._jobs), now=self._clock(), limit=MOST_DUE)
        ended_well = 0
        for waiting in due:
            if stop.is_set():
                return 0
            ended_well += await self._run(self._jobs[waiting.name], waiting)
        return ended_well

    async def keep(self) -> None:
        """Have a row for every recurring job, and set the gauges."""
        jobs = tuple(self._jobs.values())
        async with self._engine.begin() as connection:
            await keep_recurrences(connection, jobs, now=self._clock(), start_at=self._start_at)
            await overview.measure(connection, jobs, now=self._clock())

    async def _run(self, job: Job, waiting: Waiting) -> bool:
        """Whether it ended well. What a run raises concerns that run alone."""
        if waiting.due_at < self._start_at:
            await drop(self._engine, waiting)
            metrics.RUNS_TOTAL.labels(job.name, "dropped").inc()
            return False
        if is_unconfirmed(job, waiting.due_at, now=self._clock()):
            await self._wait_for_confirmation(job, waiting)
            return False
        try:
            with trace.using(trace.new_trace()):
                async with asyncio.timeout(RUN_SECONDS):
                    done = await run_due(Work(self._engine, SCHEDULER, self._clock()), job, waiting)
        except Taken:
            return False
        except Exception as fault:
            failure = fault.code if isinstance(fault, Refusal) else type(fault).__name__
            await self._fail(job, waiting, failure, fault)
            return False
        metrics.RUNS_TOTAL.labels(job.name, "done" if done else "continued").inc()
        return True

    async def _wait_for_confirmation(self, job: Job, waiting: Waiting) -> None:
        """Nothing has failed: it is looked at again, as what failed is, until somebody confirms the clock."""
        _log.warning("run_waits_for_confirmation", job=job.name, key=waiting.key, due_at=waiting.due_at.isoformat())
        metrics.RUNS_TOTAL.labels(job.name, "waiting").inc()
        await record_failure(self._engine, waiting, CLOCK_UNCONFIRMED, now=self._clock())

    async def _fail(self, job: Job, waiting: Waiting, failure: str, fault: Exception | None = None) -> None:
        _log.error("run_failed", job=job.name, key=waiting.key, failure=failure, exc_info=fault)
        metrics.RUNS_TOTAL.labels(job.name, "failed").inc()
        await record_failure(self._engine, waiting, failure, now=self._clock())
