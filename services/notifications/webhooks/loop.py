"""The caller of webhooks: a task for each receiver, which posts one event after the other. One that answers late, or
not at all, holds up nobody but itself.

One caller works at a time (advisory lock). What was posted and not written down when it ended is posted again: the id
of an event tells a receiver what it has.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications.feeds.domain import Granted, HandedEvent, cloud_event
from services.notifications.feeds.queries import last_position, list_granted, read_on
from services.notifications.metrics import WEBHOOK_ATTEMPTS_TOTAL, WEBHOOKS_FAILING_SECONDS, WEBHOOKS_STOPPED
from services.notifications.settings import Settings
from services.notifications.webhooks.commands import give_up_webhook, record_attempts
from services.notifications.webhooks.domain import Answer, WebhookIsStopped, signature
from services.notifications.webhooks.driver import Post, Ways, believed
from services.notifications.webhooks.parameters import MOST_AT_ONCE, TURN_SECONDS, WEBHOOK, Outcome, Stop
from services.notifications.webhooks.queries import count_standing, find_posted, find_webhook, secrets_in, standing_in
from shared import clock
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.command import Work
from shared.database import locks
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.privacy.keyring import Keyring
from shared.service.one_at_a_time import IDLE_SECONDS, TROUBLE_SECONDS, OneAtATime
from shared.stopping import sleep_until

CALLER = Caller(account_id=own_accounts.CALLER_OF_WEBHOOKS, grants=())

_JITTER = random.SystemRandom()
_log = structlog.get_logger(__name__)


class WebhookCaller(OneAtATime):
    """Posts to each receiver what its subscription names."""

    name, lock = "webhook-caller", locks.WEBHOOKS

    def __init__(
        self,
        engine: AsyncEngine,
        broker: Broker,
        *,
        keyring: Keyring,
        ways: Ways,
        now: Callable[[], datetime] = clock.now,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        super().__init__(engine, broker, idle_seconds=idle_seconds)
        self._keyring = keyring
        self._ways = ways
        self._now = now
        self._broken: dict[str, str] = {}  # of whose turn something went wrong that is no answer

    async def serve(self, session: AsyncConnection, stop: asyncio.Event) -> None:
        """Whoever is granted has a task; whoever is no more has none, within a second."""
        tasks: dict[str, asyncio.Task[None]] = {}
        try:
            while not stop.is_set():
                granted = await list_granted(session, clock.local_date(self._now()), over=WEBHOOK)
                wanted = {each.subscriber for each in granted}
                for name in set(tasks) - wanted:
                    tasks.pop(name).cancel()
                    self._broken.pop(name, None)
                for name in wanted - set(tasks):
                    tasks[name] = asyncio.create_task(self._follow(name, stop))
                self.trouble = "; ".join(f"{name}: {why}" for name, why in sorted(self._broken.items()))
                await last_position(session)  # raises when the session, and with it the lock, is gone
                await self.rest(stop)
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _follow(self, subscriber: str, stop: asyncio.Event) -> None:
        """Turn after turn; what goes wrong with one receiver is no trouble of the others."""
        while not stop.is_set():
            try:
                async with self._ways.posting() as post:
                    while not stop.is_set():
                        more = await self._turn(subscriber, post)
                        self._broken.pop(subscriber, None)
                        if not more:
                            await sleep_until(stop, self._idle_seconds)
            except Exception as failure:
                self._broken[subscriber] = type(failure).__name__
                _log.exception("webhook_begins_again", subscriber=subscriber)
                await sleep_until(stop, TROUBLE_SECONDS)

    async def _turn(self, subscriber: str, post: Post) -> bool:
        """A piece of what it is to get; whether there is more. What it may get is asked anew each time."""
        now = self._now()
        async with self._engine.connect() as connection:
            its = await find_posted(connection, subscriber, clock.local_date(now))
            row = await find_webhook(connection, subscriber)
            if its is None or row is None or row.stopped_at is not None or row.next_attempt_at > now:
                return False
            before = standing_in(row, its)
            piece = await read_on(connection, its, before.position, limit=MOST_AT_ONCE)
        attempts, last = await self._send(its, secrets_in(row, self._keyring, now), piece.rows, post)
        done = [each["position"] for each in attempts if each["outcome"] != Outcome.FAILED]
        is_all = len(done) == len(piece.rows)
        reached = piece.reached if is_all else max(done, default=before.position)
        after = before if reached == before.position else before.reached(reached, self._now())
        failed = last is not None and last.outcome is Outcome.FAILED
        if last is not None and failed:
            after = after.failed(last, self._now(), jitter=_JITTER.random())
        if attempts or after != before or (row.feed, row.history) != (its.feed, its.history):
            async with self._engine.begin() as connection:
                await record_attempts(connection, row, attempts, after)
        if last is not None and failed and (gone := after.stop_after(last, self._now())):
            await self._give_up(subscriber, gone)
        return reached > before.position and not failed

    async def _send(
        self, its: Granted, secrets: Sequence[str], rows: Sequence[HandedEvent], post: Post
    ) -> tuple[list[dict[str, Any]], Answer | None]:
        """In order, up to the first that fails, and no longer than a turn takes."""
        attempts: list[dict[str, Any]] = []
        last, until = None, monotonic() + TURN_SECONDS
        for row in rows:
            body = msgspec.json.encode(cloud_event(row.headers, row.data))
            last = await post(its.address or "", body, signature(secrets, row.event_id, clock.machine_now(), body))
            attempts.append(_attempt(its.subscriber, row, last, self._now()))
            WEBHOOK_ATTEMPTS_TOTAL.labels(last.outcome).inc()
            if last.outcome is not Outcome.DELIVERED:
                its_words = {"status": last.status, "reason": last.reason}
                _log.warning("webhook_not_taken", subscriber=its.subscriber, event_id=str(row.event_id), **its_words)
            if last.outcome is Outcome.FAILED or monotonic() > until:
                break
        return attempts, last

    async def _give_up(self, subscriber: str, stop: Stop) -> None:
        try:
            await give_up_webhook(Work(self._engine, CALLER, self._now()), subscriber, stop=stop)
        except WebhookIsStopped:
            return
        _log.error("webhook_stopped", subscriber=subscriber, reason=stop, see="docs/operations/subscribers.md")


def _attempt(subscriber: str, row: HandedEvent, answer: Answer, at: datetime) -> dict[str, Any]:
    return {
        "attempt_id": new_id(),
        "subscriber": subscriber,
        "position": row.position,
        "event_id": row.event_id,
        "type": row.type,
        "attempted_at": at,
        "outcome": answer.outcome,
        "status": answer.status,
        "reason": answer.reason,
        "answer": answer.text,
    }


def webhook_caller(settings: Settings, engine: AsyncEngine) -> WebhookCaller:
    """For the manifest of this room."""
    ways = Ways(believed(settings.webhook_authority), settings.callable_networks)
    return WebhookCaller(engine, broker_of(settings), keyring=settings.keyring, ways=ways)


async def measure_webhooks(connection: AsyncConnection, now: datetime) -> None:
    """How many receivers are not sent to any more, and since when one does not answer."""
    found = await count_standing(connection, clock.local_date(now))
    WEBHOOKS_STOPPED.set(found["stopped"])
    since = found["failing_since"]
    WEBHOOKS_FAILING_SECONDS.set(max(0.0, (now - since).total_seconds()) if since else 0)
