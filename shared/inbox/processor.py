"""Processing one batch, whatever it takes: the patience with outages, the three tries with a failing projection."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import now
from shared.crashpoint import reach
from shared.database.failures import is_transient
from shared.inbox import metrics
from shared.inbox.applying import ApplyFailed, describe
from shared.inbox.batch import Batch, BatchContext, Care, StreamsRefused, process_batch, tally
from shared.inbox.session import Session
from shared.inbox.verdict import Disposition, Verdict
from shared.stopping import sleep_until

TRIES = 3
BETWEEN_TRIES_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 2.0

_RANDOM = random.SystemRandom()
_log = structlog.get_logger(__name__)


class BatchProcessor:
    """`progress` rises with every try, for the watchdog; `trouble` says what is being waited for, or is empty."""

    def __init__(self, engine: AsyncEngine, context: BatchContext, after_commit: Callable[[], None]) -> None:
        self._engine = engine
        self._context = context
        self._after_commit = after_commit
        self.progress = 0
        self.trouble = ""

    async def process(self, session: Session, batch: Batch, stop: asyncio.Event) -> Sequence[Verdict] | None:
        """Until it is committed, `stop` is set, or the assignment has changed (None: the batch will come again).

        Raises OffsetRefused or BreakerOpened; nothing is changed then.
        """
        tries = waits = 0
        while session.generation == batch.generation and not stop.is_set():
            self.progress += 1
            try:
                async with session.busy:
                    verdicts = await self._commit(batch, Care.SEARCHING if tries >= TRIES else Care.TRUSTING)
            except ApplyFailed as failure:
                tries += 1
                self._note("handler", str(failure), tries)
                await sleep_until(stop, BETWEEN_TRIES_SECONDS)
            except Exception as failure:
                if not is_transient(failure):
                    raise
                waits += 1
                self._note("transient", describe(failure), waits)
                await sleep_until(stop, _pause_seconds(waits))
            else:
                self.trouble = ""
                self._after_commit()
                return verdicts
        return None

    async def _commit(self, batch: Batch, care: Care) -> Sequence[Verdict]:
        began = time.perf_counter()
        try:
            verdicts = await self._once(batch, care)
        except (StreamsRefused, ApplyFailed):
            if care is not Care.TRUSTING:
                raise
            verdicts = await self._once(batch, Care.READING)  # repeats, or a gap: not what was believed
        metrics.BATCH_SECONDS.observe(time.perf_counter() - began)
        self._context.breaker.count(**tally(verdicts))
        _count(verdicts)
        return verdicts

    async def _once(self, batch: Batch, care: Care) -> Sequence[Verdict]:
        instant = now()
        async with self._engine.connect() as connection:
            verdicts = await process_batch(connection, batch, self._context, care=care, now=instant)
            await connection.commit()
            reach("consumer.after-commit")
        return verdicts

    def _note(self, reason: str, failure: str, times: int) -> None:
        metrics.RETRIES_TOTAL.labels(reason).inc()
        self.trouble = f"{reason}: {failure}"
        _log.warning("batch_tried_again", reason=reason, failure=failure, times=times)


def _count(verdicts: Sequence[Verdict]) -> None:
    metrics.BATCH_EVENTS.observe(len(verdicts))
    for (name, disposition), count in Counter(
        (verdict.record.name, verdict.disposition) for verdict in verdicts
    ).items():
        metrics.EVENTS_TOTAL.labels(name, disposition).inc(count)
    for verdict in verdicts:
        if verdict.disposition is Disposition.PARKED:
            stream, cause = verdict.record.stream, verdict.cause
            _log.error("event_parked", topic=stream.topic, key=stream.key, cause=cause, detail=verdict.detail)
    times = [verdict.delivered.time for verdict in verdicts if verdict.delivered is not None]
    if times:
        metrics.RECORD_TO_APPLY_SECONDS.observe(max(0.0, (now() - min(times)).total_seconds()))


def _pause_seconds(times: int) -> float:
    """Doubling from about 50 ms to about two seconds, with jitter."""
    return min(LONGEST_PAUSE_SECONDS, 0.05 * 2.0 ** min(times, 7)) * (0.5 + _RANDOM.random() / 2)
