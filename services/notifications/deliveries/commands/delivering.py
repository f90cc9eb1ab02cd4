"""Beginning deliveries, taking them in hand, and recording what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.domain import (
    DeliveryNotFound,
    DeliveryNotInHand,
    FinalOutcome,
    Outcome,
    outcome_of,
)
from services.notifications.deliveries.parameters import DeliveryState
from services.notifications.deliveries.tables import DELIVERY
from shared.command import Transaction, Work, command
from shared.database.driver import DriverStatement
from shared.events.catalogue import find_type
from shared.events.contract import Event
from shared.events.envelope import BrokenData, decode_data
from shared.events.notifications import NotificationFailed, NotificationSent, NotificationSuppressed
from shared.outbox.unrecorded import Unrecorded

_BEGIN = text("""
    INSERT INTO delivery (notification_id, state, attempts, next_attempt_at, changed_at)
    SELECT notification_id, 'pending', 0, owed_at, owed_at
    FROM unnest(CAST(:notification_id AS uuid[]), CAST(:owed_at AS timestamptz[])) AS owed (notification_id, owed_at)
    ON CONFLICT (notification_id) DO NOTHING
""")
# Without its request (`rebuild --from-log` has taken it back) nothing is owed, and nobody waits behind it. What was
# changed later than now was changed by a clock that is ahead, or was: it waits for no instant of that clock.
_CLAIM = text("""
    UPDATE delivery SET state = 'sending', attempts = attempts + 1, changed_at = :now
    FROM notification_request AS request
    WHERE request.notification_id = delivery.notification_id AND delivery.notification_id IN (
        SELECT notification_id FROM delivery
        WHERE state = 'pending' AND (next_attempt_at <= :now OR changed_at > :now)
              AND EXISTS (SELECT FROM notification_request AS its WHERE its.notification_id = delivery.notification_id)
        ORDER BY next_attempt_at LIMIT :count FOR UPDATE SKIP LOCKED
    )
    RETURNING delivery.notification_id, delivery.attempts, request.template, request.person_id, request.facts,
              request.cause_event_id, request.correlation_id,
              request.requested_at, request.is_past
""")


async def begin_deliveries(connection: AsyncConnection, owed: Mapping[UUID, datetime]) -> None:
    """Let each message be due since the instant it is owed; one that has begun already stays as it is.

    Not a command: the consumer does it with the events that owe the messages, and commits.
    """
    await connection.execute(_BEGIN, {"notification_id": list(owed), "owed_at": list(owed.values())})


async def claim_deliveries(connection: AsyncConnection, *, count: int, now: datetime) -> Sequence[Row[Any]]:
    """Take at most `count` due messages in hand: `sending` before anything is sent. The caller commits.

    Not a command: nobody asked for it and nothing has happened to the person yet.
    """
    return (await connection.execute(_CLAIM, {"now": now, "count": count})).all()


# What a sleeping sender's transaction still holds is left for the next look: nobody waits for it.
_TAKE_BACK = text("""
    UPDATE delivery SET state = 'pending', next_attempt_at = :now, changed_at = :now
    WHERE notification_id IN (
        SELECT notification_id FROM delivery WHERE state = 'sending' FOR UPDATE SKIP LOCKED
    )
""")


async def take_back(connection: AsyncConnection, *, now: datetime) -> int:
    """Put everything in hand back among what is due; only for a sender that alone is at work. The caller commits."""
    return (await connection.execute(_TAKE_BACK, {"now": now})).rowcount


# Of the hot path (docs/decisions/0011-hot-paths.md): every message comes to it.
_RECORD = DriverStatement("""
    UPDATE delivery
    SET state = :state, reason = :reason, channel = :channel, changed_at = :now,
        next_attempt_at = coalesce(:retry_at, next_attempt_at), version = version + CAST(:is_final AS integer)
    FROM notification_request AS request
    WHERE delivery.notification_id = :notification_id AND delivery.state = 'sending' AND delivery.attempts = :attempt
          AND request.notification_id = delivery.notification_id
    RETURNING request.notification_id, request.person_id, request.template, request.cause_event_id, request.synthetic,
              delivery.version
""")


@command
async def record_outcome(
    tx: Transaction, notification_id: UUID, *, attempt: int, outcome: Outcome, channel: str | None = None
) -> None:
    """Write what an attempt came to, and publish it when it is final. `channel` is the way it went or would have gone.

    `attempt` is the number `claim_deliveries` gave: a sender that was asleep cannot speak for a later attempt.
    Raises `DeliveryNotFound`, `DeliveryNotInHand`.
    """
    tx.concerns(f"delivery {notification_id}")
    is_final = outcome.state is not DeliveryState.PENDING
    changed = {
        "notification_id": notification_id,
        "attempt": attempt,
        "state": outcome.state.value,
        "reason": outcome.reason,
        "channel": channel,
        "now": tx.now,
        "retry_at": outcome.retry_at,
        "is_final": int(is_final),
    }
    recorded = await _RECORD.fetch(tx.connection, changed)
    if not recorded:
        known = select(DELIVERY.c.state).where(DELIVERY.c.notification_id == notification_id)
        raise DeliveryNotFound if await tx.connection.scalar(known) is None else DeliveryNotInHand
    request = dict(recorded[0])
    if is_final:
        event = _event(request, outcome, channel, tx.now)
        tx.publish(event, sequence=request["version"], synthetic=request["synthetic"])


_RESTORE = text("""
    INSERT INTO delivery (notification_id, state, attempts, next_attempt_at, changed_at, channel, reason, version)
    VALUES (:notification_id, :state, 1, :at, :at, :channel, :reason, :version)
    ON CONFLICT (notification_id) DO UPDATE
    SET state = excluded.state, channel = excluded.channel, reason = excluded.reason, changed_at = excluded.changed_at,
        version = excluded.version
    WHERE delivery.version < excluded.version
    RETURNING notification_id
""")


@command
async def restore_outcome(tx: Transaction, event: FinalOutcome, *, sequence: int, synthetic: bool) -> bool:
    """Write the final outcome that `event` told before the database was restored, and publish it again.

    The message may be owed only later, when its cause is read again: it has ended all the same. False: it had ended
    here as often, and nothing was changed.
    """
    tx.concerns(f"delivery {event.notification_id}")
    outcome = outcome_of(event)
    row = {
        "notification_id": event.notification_id,
        "state": outcome.state,
        "at": event.at,
        "channel": event.channel,
        "reason": outcome.reason,
        "version": sequence,
    }
    restored = (await tx.connection.execute(_RESTORE, row)).one_or_none() is not None
    if restored:
        tx.publish(event, sequence=sequence, synthetic=synthetic)
    return restored


async def take_over(work: Work, lost: Unrecorded) -> bool:
    """What became of a message, from Kafka, when the database that knew it is gone (`veterans reconcile`).

    A final outcome says all there is to know about its message. Without it everybody told since the backup would be
    told once more. False: `lost` is none, or an outcome is on record.
    """
    published = find_type(lost.type)
    if published is None or lost.data is None:
        return False
    try:
        event = decode_data(published, lost.data)
    except BrokenData:
        return False
    if not isinstance(event, FinalOutcome):
        return False
    return await restore_outcome(work, event, sequence=lost.sequence, synthetic=lost.synthetic)


def _event(request: Mapping[str, Any], outcome: Outcome, channel: str | None, now: datetime) -> Event:
    facts: dict[str, Any] = {
        "notification_id": request["notification_id"],
        "person_id": request["person_id"],
        "template": request["template"],
        "channel": channel,
        "cause_event_id": request["cause_event_id"],
        "at": now,
    }
    if outcome.state is DeliveryState.SENT:
        return NotificationSent(**facts)
    contract = NotificationFailed if outcome.state is DeliveryState.FAILED else NotificationSuppressed
    return contract(**facts, reason=outcome.reason or outcome.state.value)  # what was only logged was not sent either
