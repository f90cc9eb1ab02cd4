"""The sender: takes due messages in hand, hands them to the driver, records what became of each.

One sender works at a time (advisory lock), so whatever is `sending` between two of its batches was left by one that
died, or fell asleep and lost the lock, between the call and the record of it. A repeatable driver gets such a message
again, any other does not, and staff see `outcome-unknown`. Either way a person is told at most once.

A database that was restored does not know whom it has told since. Kafka does: while it holds outcomes that are missing
here, nothing is sent (docs/operations/reconcile.md), and `commands.take_over` is their way back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications.deliveries.commands import claim_deliveries, record_outcome, take_back
from services.notifications.deliveries.domain import (
    NOT_COMPOSED,
    OUTCOME_UNKNOWN,
    DeliveryNotInHand,
    Outcome,
    suppressed,
)
from services.notifications.deliveries.driver import DRIVERS, Driver, Message, hand_over
from services.notifications.deliveries.queries import (
    Deciding,
    count_open,
    find_deciding,
    find_outstanding,
    list_left_behind,
    oldest_due,
)
from services.notifications.metrics import DELIVERIES_OLDEST_SECONDS, DELIVERIES_TOTAL, DELIVERIES_WAITING
from services.notifications.settings import Settings
from services.notifications.templates.domain import render
from services.notifications.templates.parameters import TEMPLATES
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.crashpoint import reach
from shared.database import locks
from shared.database.driver import driver_of
from shared.database.failures import is_transient
from shared.database.session_lock import own_session, try_lock
from shared.events.catalogue import origin_of
from shared.health import Check
from shared.kafka.configured import broker_of
from shared.outbox.unrecorded import Unrecorded, unrecorded_in_tail
from shared.privacy.keyring import Keyring
from shared.stopping import sleep_until
from shared.trace import continued, using

SENDER = Caller(account_id=own_accounts.SENDER, grants=())
IDLE_SECONDS = 2.0
TROUBLE_SECONDS = 2.0
# Between two looks at whether Kafka is still ahead.
REFUSAL_SECONDS = 5.0
BATCH = 16  # all of a batch are under way at once; so many outcomes at most are unknown after a crash

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch in hand, with all that decides about it."""

    rows: Sequence[Row[Any]]
    deciding: Deciding


class Sender:
    """A part of the worker. `clock` tells the time, `idle_seconds` is how often it looks when nothing is due.

    `ahead` finds what Kafka holds of ours and the database of the session does not.
    """

    name = "sender"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        keyring: Keyring,
        driver: Driver,
        signature: str,
        ahead: Callable[[AsyncConnection], Awaitable[Sequence[Unrecorded]]],
        clock: Callable[[], datetime] = now,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._driver = driver
        self._signature = signature
        self._ahead = ahead
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until told to stop; a batch in hand is finished first."""
        while not stop.is_set():
            try:
                async with own_session(self._engine) as session:
                    self._trouble = ""
                    if await try_lock(driver_of(session), locks.SENDER):
                        await self._hold_back(stop, session)
                        await self._serve(stop, session)
            except Exception as error:
                if not (is_transient(error) or isinstance(error, KafkaError)):
                    raise
                self._trouble = type(error).__name__
                _log.warning("sender_begins_again", error=self._trouble)
            await sleep_until(stop, TROUBLE_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whether the sender reaches its database, and that knows whom it has told."""
        return [Check("sender", not self._trouble, self._trouble or f"driver {self._driver.name}")]

    async def flow(self) -> Mapping[str, int]:
        """Messages that are due or being sent."""
        async with self._engine.connect() as connection:
            counts = await count_open(connection)
        return {f"deliveries_{state}": count for state, count in counts.items()}

    async def _hold_back(self, stop: asyncio.Event, session: AsyncConnection) -> None:
        """Return when Kafka is not ahead of the database, or at `stop`."""
        while not stop.is_set() and (told := await self._ahead(session)):
            self._trouble = f"kafka is ahead of this database by {len(told)} events or more: see `veterans reconcile`"
            _log.error("sender_refuses", events=len(told), first=str(told[0]), see="docs/operations/reconcile.md")
            await sleep_until(stop, REFUSAL_SECONDS)
        self._trouble = ""

    async def _serve(self, stop: asyncio.Event, session: AsyncConnection) -> None:
        while not stop.is_set():
            # Over the session that holds the lock: raises when that is gone, so that a sender without it stops here.
            outstanding = await find_outstanding(session, now=self._clock())
            if outstanding.left_behind:
                await self._resolve_left_behind()
            if not outstanding.due or await self.send_due() < BATCH:
                await sleep_until(stop, self._idle_seconds)

    async def _resolve_left_behind(self) -> None:
        """What another sender had in hand: again by a repeatable driver, otherwise given up as unknown."""
        if self._driver.repeatable:
            async with self._engine.begin() as connection:
                await take_back(connection, now=self._clock())
            return
        async with self._engine.connect() as connection:
            left = await list_left_behind(connection)
        for row in left:
            await self._record(row, OUTCOME_UNKNOWN)

    async def send_due(self) -> int:
        """Take one batch in hand and record what became of each message; returns how many there were."""
        claimed = await self._claim()
        if claimed is None:
            return 0
        deliveries = (self._deliver(row, claimed.deciding) for row in claimed.rows)
        ended = await asyncio.gather(*deliveries, return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error
        return len(claimed.rows)

    async def _claim(self) -> Claimed | None:
        async with self._engine.begin() as connection:
            rows = await claim_deliveries(connection, count=BATCH, now=self._clock())
            return Claimed(rows, await find_deciding(connection, rows)) if rows else None

    async def _deliver(self, row: Row[Any], deciding: Deciding) -> None:
        await self._record(row, await self._attempt(row, deciding))

    async def _attempt(self, row: Row[Any], deciding: Deciding) -> Outcome:
        try:
            message = self._compose(row, deciding)
        except Exception:  # a template that is gone, a value under another key: one message must not stop the others
            _log.exception("not_composed", notification_id=str(row.notification_id))
            return NOT_COMPOSED
        if isinstance(message, Outcome):
            return message
        reach("sender.before-send")
        outcome = await hand_over(self._driver, message, attempts=row.attempts, now=self._clock())
        reach("sender.after-send")
        return outcome

    def _compose(self, row: Row[Any], deciding: Deciding) -> Message | Outcome:
        reach, hindered = deciding.reach(row), deciding.obstacle(row, self._clock())
        if reach is None or hindered is not None:
            return suppressed(hindered or "no-contact-point")
        to = reach.reveal(self._keyring, deciding.survivors[row.person_id])
        text = render(row.template, row.facts, signature=self._signature)
        return Message(row.notification_id, TEMPLATES[row.template].channel, to, text)

    async def _record(self, row: Row[Any], outcome: Outcome) -> None:
        channel = TEMPLATES[row.template].channel if row.template in TEMPLATES else None
        work = Work(self._engine, SENDER, self._clock())
        cause = continued(correlation_id=row.correlation_id, traceparent=None, causation_id=str(row.cause_event_id))
        with using(cause):
            try:
                await record_outcome(work, row.notification_id, attempt=row.attempts, outcome=outcome, channel=channel)
            except DeliveryNotInHand:
                _log.warning("recorded_by_another_sender", notification_id=str(row.notification_id))
                return
        DELIVERIES_TOTAL.labels(row.template, outcome.state, outcome.reason or "").inc()


def sender(settings: Settings, engine: AsyncEngine) -> Sender:
    """For the manifest of this room."""

    origin, broker = origin_of(settings.service_name), broker_of(settings)

    async def ahead(session: AsyncConnection) -> Sequence[Unrecorded]:
        return await unrecorded_in_tail(driver_of(session), origin, broker)

    return Sender(
        engine,
        keyring=settings.keyring,
        driver=DRIVERS[settings.driver](),
        signature=settings.signature,
        ahead=ahead,
    )


async def measure_deliveries(connection: AsyncConnection, now: datetime) -> None:
    """How many messages wait, and how late the first of them is."""
    counts = await count_open(connection)
    DELIVERIES_WAITING.set(sum(counts.values()))
    due_at = await oldest_due(connection)
    DELIVERIES_OLDEST_SECONDS.set(max(0.0, (now - due_at).total_seconds()) if due_at else 0)
