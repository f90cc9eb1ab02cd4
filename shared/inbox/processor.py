"""Processing one batch until it is committed: the patience with outages, the three tries with a failing projection."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import spans
from shared.backoff import backoff_seconds
from shared.clock import now
from shared.crashpoint import reach
from shared.database.failures import is_timeout, is_transient
from shared.inbox import metrics
from shared.inbox.applying import ApplyFailed, ApplyTimedOut, describe
from shared.inbox.batch import Batch, BatchContext, deliveries, process_batch, tally
from shared.inbox.breaker import BreakerOpened, record_closed
from shared.inbox.coverage import MOST_TYPES, committed_types
from shared.inbox.session import Session
from shared.inbox.verdict import NO_FAILURES, Cause, Disposition, Failure, Failures, Verdict
from shared.stopping import sleep_until

TRIES = 3
# An event that is alone in its batch: the server gets more time to recover before it is blamed.
TRIES_ALONE = 5
BETWEEN_TRIES_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 2.0

_log = structlog.get_logger(__name__)


@dataclass
class Attempts:
    """How often a batch was tried in vain, and why."""

    failed: int = 0
    interrupted: int = 0
    timed_out: int = 0  # in a row

    def note(self, failure: Exception) -> str:
        """The `reason` label of the metrics. Raises a failure after which trying again has no use."""
        if isinstance(failure, ApplyFailed):
            self.failed += 1
            return "handler"
        timed_out = isinstance(failure, ApplyTimedOut) or is_timeout(failure)
        if not timed_out and not is_transient(failure):
            raise failure
        self.interrupted += 1
        self.timed_out = self.timed_out + 1 if timed_out else 0
        return "transient"

    @property
    def pause_seconds(self) -> float:
        """A handler that fails is tried again soon; a database that is away, after longer each time."""
        if not self.interrupted:
            return BETWEEN_TRIES_SECONDS
        return backoff_seconds(self.interrupted, LONGEST_PAUSE_SECONDS)


class BatchProcessor:
    """`progress` rises with every try, for the watchdog; `trouble` says what is being waited for, or is empty."""

    def __init__(self, engine: AsyncEngine, context: BatchContext, after_commit: Callable[[], None]) -> None:
        self._engine = engine
        self._context = context
        self._after_commit = after_commit
        self._may_be_open = True  # as the process before us may have left it
        self.progress = 0
        self.trouble = ""

    async def process(self, session: Session, batch: Batch, stop: asyncio.Event) -> Sequence[Verdict] | None:
        """Until it is committed, `stop` is set, or the assignment has changed (None: what is left will come again).

        What always takes longer than a statement may is processed in halves, and an event that does so alone is
        parked. Raises OffsetRefused or BreakerOpened; of the batch, or of its second half, nothing is changed then.
        """
        attempts, failures = Attempts(), NO_FAILURES
        while session.generation == batch.generation and not stop.is_set():
            if attempts.timed_out >= TRIES and len(batch.records) > 1:
                return await self._process_halves(session, batch, stop)
            self.progress += 1
            try:
                async with session.busy:
                    return await self._commit(batch, search=attempts.failed >= TRIES, failures=failures)
            except Exception as failure:
                reason = attempts.note(failure)
                if isinstance(failure, ApplyTimedOut) and attempts.timed_out >= TRIES_ALONE:
                    failures = {batch.records[0].position: Failure(Cause.TIMEOUT, str(failure))}
                self._note(reason, describe(failure))
            await sleep_until(stop, attempts.pause_seconds)
        return None

    async def _process_halves(self, session: Session, batch: Batch, stop: asyncio.Event) -> Sequence[Verdict] | None:
        first, second = batch.halves()
        _log.warning("batch_halved", events=len(batch.records))
        verdicts = await self.process(session, first, stop)
        others = None if verdicts is None else await self.process(session, second, stop)
        return None if verdicts is None or others is None else [*verdicts, *others]

    def breaker_opened(self, opened: BreakerOpened) -> None:
        """Until a batch is committed; that also records the breaker as closed."""
        self._may_be_open = True
        self.trouble = f"breaker open: {opened}"

    def nothing_waits(self) -> None:
        """What could not be processed is not there any more."""
        self.trouble = ""

    async def _commit(self, batch: Batch, *, search: bool, failures: Failures) -> Sequence[Verdict]:
        began, context = time.perf_counter(), self._context
        async with self._engine.connect() as connection:
            verdicts = await process_batch(connection, batch, context, now=now(), search=search, failures=failures)
            if self._may_be_open:
                await record_closed(connection, context.group)
            await connection.commit()
            reach("consumer.after-commit")
        seconds = time.perf_counter() - began
        metrics.BATCH_SECONDS.observe(seconds)
        metrics.BREAKER_OPEN.set(0)
        self.trouble, self._may_be_open = "", False
        context.breaker.count(tally(verdicts))
        if len(context.seen_types) < MOST_TYPES:
            context.seen_types.update(committed_types(verdicts))
        _count(verdicts)
        _tell(verdicts, context.group, seconds)
        self._after_commit()
        return verdicts

    def _note(self, reason: str, failure: str) -> None:
        metrics.RETRIES_TOTAL.labels(reason).inc()
        self.trouble = f"{reason}: {failure}"
        _log.warning("batch_tried_again", reason=reason, failure=failure)


def _tell(verdicts: Sequence[Verdict], group: str, seconds: float) -> None:
    """A span for each event: all of a batch took as long as the batch."""
    if not spans.are_exported():
        return
    for each in deliveries(verdicts):
        facts = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": each.topic,
            "messaging.consumer.group.name": group,
            "cloudevents.event_type": each.type,
        }
        spans.ended(each.trace, f"process {each.topic}", spans.Kind.CONSUMER, seconds=seconds, facts=facts)


def _count(verdicts: Sequence[Verdict]) -> None:
    metrics.BATCH_EVENTS.observe(len(verdicts))
    for (name, disposition), count in Counter((each.record.name, each.disposition) for each in verdicts).items():
        metrics.EVENTS_TOTAL.labels(name, disposition).inc(count)
    for verdict in verdicts:
        if verdict.disposition is Disposition.PARKED:
            stream, cause = verdict.record.stream, verdict.cause
            metrics.PARKED_TOTAL.labels(cause).inc()
            _log.error("event_parked", topic=stream.topic, key=stream.key, cause=cause, detail=verdict.detail)
    times = [verdict.delivered.time for verdict in verdicts if verdict.delivered is not None]
    if times:
        metrics.RECORD_TO_APPLY_SECONDS.observe(max(0.0, (now() - min(times)).total_seconds()))
