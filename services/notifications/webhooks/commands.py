"""What happens to a webhook: its secret is made, it is stopped, restarted, begun again at a time; what was sent."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from sqlalchemy import Column, Row, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.webhooks.domain import (
    Progress,
    ReplayRefused,
    WebhookDoesNotWait,
    WebhookIsNotStopped,
    WebhookIsStopped,
    secret_of,
)
from services.notifications.webhooks.parameters import ATTEMPTS_KEPT, FORMER_SECRET_KEPT, SECRET_BYTES, Stop
from services.notifications.webhooks.queries import (
    find_secret_in,
    find_webhook,
    get_posted,
    lock_webhook,
    position_before,
    standing_in,
)
from services.notifications.webhooks.tables import WEBHOOK, WEBHOOK_ATTEMPT
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring
from shared.rotation import wrapped_keys
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

_OWN = WEBHOOK.c
_GOES_ON = {"tries": 0, "failing_since": None}


@command(keeps_answer=False)
async def make_webhook_secret(tx: Transaction, subscriber: str, *, keyring: Keyring) -> str:
    """What events to it are signed with from now on, for a day with the one before as well; told here and nowhere else.

    Raises `WebhookNotFound`.
    """
    tx.concerns(f"subscriber {subscriber}")
    await get_posted(tx.connection, subscriber, local_date(tx.now))
    before = await find_webhook(tx.connection, subscriber)
    webhook_id = before.webhook_id if before else new_id()
    secret = secret_of(os.urandom(SECRET_BYTES))
    key, wrapped = keyring.new_key(webhook_id)
    former = find_secret_in(before, keyring) if before else None

    def sealed_in(column: Column[Any], clear: str) -> bytes:
        return encrypt(clear, WEBHOOK.name, column.name, webhook_id, key)

    sealed = {
        "data_key": wrapped,
        "secret": sealed_in(_OWN.secret, secret),
        "former_secret": sealed_in(_OWN.former_secret, former) if former else None,
        "former_until": tx.now + FORMER_SECRET_KEPT if former else None,
        "secret_at": tx.now,
        "secret_by": tx.caller.account_id,
    }
    begun = {"webhook_id": webhook_id, "subscriber": subscriber, "position": 0, **_GOES_ON, "next_attempt_at": tx.now}
    kept = upsert(WEBHOOK).values(**begun, **sealed)
    await tx.connection.execute(kept.on_conflict_do_update(index_elements=["webhook_id"], set_=sealed))
    return secret


@command
async def stop_webhook(tx: Transaction, subscriber: str, *, reason: str) -> None:
    """Nothing is sent to it until it is restarted; nothing is lost. Raises `WebhookNotFound`, `WebhookIsStopped`."""
    tx.concerns(f"subscriber {subscriber}", purpose=reason)
    await _stop(tx, subscriber, Stop.BY_HAND)


@command
async def give_up_webhook(tx: Transaction, subscriber: str, *, stop: Stop) -> None:
    """It does not take what is sent to it, and has not for days, or wants no more. Raises as `stop_webhook` does."""
    tx.concerns(f"subscriber {subscriber}", purpose=stop)
    await _stop(tx, subscriber, stop)


@command
async def restart_webhook(tx: Transaction, subscriber: str) -> None:
    """It goes on where it stopped, at once. Raises `WebhookNotFound`, `WebhookIsNotStopped`."""
    tx.concerns(f"subscriber {subscriber}")
    if (await lock_webhook(tx.connection, subscriber)).stopped_at is None:
        raise WebhookIsNotStopped
    await _change(tx, subscriber, {"stopped_at": None, "stopped_for": None, **_GOES_ON, "next_attempt_at": tx.now})


@command
async def retry_webhook(tx: Transaction, subscriber: str) -> None:
    """What failed is tried again at once; since when it fails, and so when it is given up, stays.

    Raises `WebhookNotFound`, `WebhookIsStopped`, `WebhookDoesNotWait`."""
    tx.concerns(f"subscriber {subscriber}")
    held = await lock_webhook(tx.connection, subscriber)
    if held.stopped_at is not None:
        raise WebhookIsStopped
    if held.failing_since is None:
        raise WebhookDoesNotWait
    await _change(tx, subscriber, {"next_attempt_at": tx.now})


@command
async def replay_webhook(tx: Transaction, subscriber: str, *, since: datetime) -> None:
    """What was kept since then is sent again. Only who was sent nothing yet begins later than at the first event, with
    what was recorded since then: what is due to others is passed over by no replay. Raises `WebhookNotFound`,
    `ReplayRefused`."""
    if since > tx.now:
        raise ReplayRefused
    tx.concerns(f"subscriber {subscriber}", purpose=f"since {since.isoformat()}")
    before = await lock_webhook(tx.connection, subscriber)
    its = await get_posted(tx.connection, subscriber, local_date(tx.now))
    reached = standing_in(before, its).position
    position = await position_before(tx.connection, since, is_recorded=not reached)
    position = min(reached, position) if reached else position
    at = {"feed": its.feed, "history": its.history, "position": position}
    await _change(tx, subscriber, {**at, **_GOES_ON, "next_attempt_at": tx.now})


async def record_attempts(
    connection: AsyncConnection, before: Row[Any], attempts: Sequence[Mapping[str, Any]], now: Progress
) -> None:
    """What was sent, and how it stands since; where somebody stopped or moved it meanwhile, that holds. The caller
    commits. Not a command: it goes with every few events."""
    if attempts:
        await connection.execute(insert(WEBHOOK_ATTEMPT), list(attempts))
    same = (
        _OWN.webhook_id == before.webhook_id,
        _OWN.feed.is_not_distinct_from(before.feed),
        _OWN.history.is_not_distinct_from(before.history),
        _OWN.position == before.position,
        _OWN.tries == before.tries,
        _OWN.stopped_at.is_(None),
    )
    await connection.execute(update(WEBHOOK).where(*same).values(asdict(now)))


async def forget_attempts(tx: Transaction, due: Due) -> Payload | None:
    """What was attempted some months ago, and secrets that nothing is signed with any more."""
    is_old = WEBHOOK_ATTEMPT.c.attempted_at < due.at - ATTEMPTS_KEPT
    await tx.connection.execute(delete(WEBHOOK_ATTEMPT).where(is_old))
    no_former = dict.fromkeys((_OWN.former_secret, _OWN.former_until))
    await tx.connection.execute(update(WEBHOOK).where(_OWN.former_until <= due.at).values(no_former))
    return None


FORGET_ATTEMPTS = Job("forget-webhook-attempts", forget_attempts, daily(time(3, 40)), deletes=True)
WEBHOOK_KEYS = wrapped_keys(WEBHOOK, _OWN.data_key, _OWN.webhook_id)


async def _stop(tx: Transaction, subscriber: str, stop: Stop) -> None:
    if (await lock_webhook(tx.connection, subscriber)).stopped_at is not None:
        raise WebhookIsStopped
    await _change(tx, subscriber, {"stopped_at": tx.now, "stopped_for": stop})


async def _change(tx: Transaction, subscriber: str, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(update(WEBHOOK).where(_OWN.subscriber == subscriber).values(values))
