"""Works imports off in the registry's worker, a chunk at a time, taking turns between imports that wait."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.queries import is_disabled
from services.registry.imports.commands.acting import apply_chunk
from services.registry.imports.commands.ending import fail_import
from services.registry.imports.commands.registering import judge_chunk
from services.registry.imports.domain import Outcome
from services.registry.imports.parameters import SHEETS, ImportKind
from services.registry.imports.queries import Activity, Pending, count_pending, list_pending
from services.registry.metrics import IMPORT_ROWS_TOTAL
from services.registry.settings import Registrar, Settings
from shared import clock, trace
from shared.auth.caller import Caller
from shared.auth.grants import list_grants
from shared.auth.permissions import permitted
from shared.command import Work
from shared.database.driver import autocommitting
from shared.database.failures import is_transient
from shared.health import Check
from shared.stopping import sleep_until

POLL_SECONDS = 1.0
RETRY_SECONDS = 2.0
# Many chunks are one transaction, until somebody else is at work: then each is its own, and after it others have the
# machine for so many times as long, so that what they do is seen everywhere at once.
CHUNKS_AT_ONCE = 20
GIVES_WAY_TIMES = 9.0
MOST_TRIES = 3
GRANT_ENDED, ACCOUNT_DISABLED, DEFECT = "grant-ended", "account-disabled", "defect"

_log = structlog.get_logger(__name__)


class ImportLoop:
    """A worker's part. Several processes may run it: an import is one transaction's at a time."""

    name = "imports"

    def __init__(self, engine: AsyncEngine, registrar: Registrar) -> None:
        self._engine = engine
        self._registrar = registrar
        self._activity = Activity(engine)
        self._tries: dict[UUID, int] = {}
        self._singly: set[UUID] = set()
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; the chunk under way is finished."""
        while not stop.is_set():
            pause = await self._turn(stop)
            if pause:
                await sleep_until(stop, pause)

    async def checks(self) -> Sequence[Check]:
        return (Check("imports", not self._trouble, self._trouble),)

    async def flow(self) -> Mapping[str, int]:
        async with self._engine.connect() as connection:
            return {"imports_pending": await count_pending(connection)}

    async def _turn(self, stop: asyncio.Event) -> float:
        """A chunk of every import that waits; answers how long to pause."""
        try:
            pending = await list_pending(self._engine)
            self._singly &= {each.import_id for each in pending}
            gives_way = await self._gives_way(pending)
            began, most = time.perf_counter(), 1 if gives_way else CHUNKS_AT_ONCE
            judged = [await self._judge(each, most) for each in pending if not stop.is_set()]
        except Exception as fault:
            if not is_transient(fault):
                raise
            self._trouble = type(fault).__name__
            _log.warning("imports_wait_for_database", cause=self._trouble)
            return RETRY_SECONDS
        self._trouble = ""
        if not any(judged):
            return POLL_SECONDS
        return GIVES_WAY_TIMES * (time.perf_counter() - began) if gives_way else 0

    async def _gives_way(self, pending: Sequence[Pending]) -> bool:
        """A register to who is at work. A list of acts is short, and has small chunks of its own."""
        if not any(each.kind is ImportKind.REGISTRATIONS for each in pending):
            return False
        since = min(each.requested_at for each in pending)
        return await self._activity.others_at_work(but=[each.correlation_id for each in pending], since=since)

    async def _judge(self, pending: Pending, most: int) -> int:
        """So many chunks at most; answers their rows. What a defect stops again and again is given up, nothing else."""
        now = clock.now()
        asked = trace.continued(correlation_id=pending.correlation_id, traceparent=pending.traceparent)
        with trace.using(asked):
            work = await self._work_of(pending, now)
            if hindrance := await self._hindrance(work):
                await fail_import(work, pending.import_id, failure=hindrance)
                return 0
            try:
                counted = await self._chunk(work, pending, 1 if pending.import_id in self._singly else most)
            except Exception as fault:
                self._singly.add(pending.import_id)  # so that what is right before it, or takes less time, goes on
                if is_transient(fault):
                    raise
                await self._blame(work, pending.import_id, fault)
                return 0
            self._tries.pop(pending.import_id, None)
            for outcome, rows in counted.items():
                IMPORT_ROWS_TOTAL.labels(outcome.value).inc(rows)
            return sum(counted.values())

    async def _chunk(self, work: Work, pending: Pending, most: int) -> Mapping[Outcome, int]:
        if pending.kind is ImportKind.REGISTRATIONS:
            return await judge_chunk(work, pending.import_id, registrar=self._registrar, most=most)
        return await apply_chunk(work, pending.import_id, acting=work, registrar=self._registrar)

    async def _work_of(self, pending: Pending, now: datetime) -> Work:
        """On behalf of the account that asked, with what it may do at this moment."""
        async with autocommitting(self._engine).connect() as connection:
            grants = await list_grants(connection, pending.account_id, now=now)
        caller = Caller(pending.account_id, tuple(grants))
        return Work(self._engine, permitted(caller, "imports.run", SHEETS[pending.kind].permission), now)

    async def _hindrance(self, work: Work) -> str:
        """Why the account may import no longer; empty when it may. A disabled one keeps its grants."""
        async with self._engine.connect() as connection:
            if await is_disabled(connection, work.caller.account_id):
                return ACCOUNT_DISABLED
        return "" if work.caller.grants else GRANT_ENDED

    async def _blame(self, work: Work, import_id: UUID, fault: Exception) -> None:
        tries = self._tries[import_id] = self._tries.get(import_id, 0) + 1
        _log.error("import_chunk_failed", import_id=str(import_id), tries=tries, exc_info=fault)
        if tries >= MOST_TRIES:
            del self._tries[import_id]
            await fail_import(work, import_id, failure=DEFECT)


def import_loop(settings: Settings, engine: AsyncEngine) -> ImportLoop:
    """For the manifest of this room."""
    return ImportLoop(engine, settings.registrar)
