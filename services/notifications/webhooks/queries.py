"""Whom events are posted to, how that stands, and what was attempted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import Granted
from services.notifications.feeds.queries import list_granted
from services.notifications.feeds.tables import FEED_EVENT, SUBSCRIPTION
from services.notifications.webhooks.domain import Progress, WebhookNotFound
from services.notifications.webhooks.parameters import WEBHOOK as DOOR
from services.notifications.webhooks.parameters import Outcome
from services.notifications.webhooks.tables import WEBHOOK, WEBHOOK_ATTEMPT
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.ids import first_id_of
from shared.privacy.encryption import BrokenCiphertext, decrypt
from shared.privacy.keyring import Keyring, UnusableKey

T = TypeVar("T")

_OWN, _TOLD = WEBHOOK.c, SUBSCRIPTION.c
_SECRET, _FORMER = ((WEBHOOK.name, column.name) for column in (_OWN.secret, _OWN.former_secret))


def _webhooks() -> Select[Any]:
    by_door = _TOLD.over == DOOR
    named = (_TOLD.subscriber, _TOLD.address, _TOLD.until_on, _TOLD.revoked_at)
    own = [column for column in WEBHOOK.c if column.name not in {"subscriber", "data_key", "secret", "former_secret"}]
    return select(*named, *own).outerjoin(WEBHOOK, _OWN.subscriber == _TOLD.subscriber).where(by_door)


async def fetch_webhooks(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """By name, those that are over and those without a secret too."""
    return await fetch_page(
        reading.connection, _webhooks(), by=[_TOLD.subscriber], cursor=cursor, limit=limit, view=view
    )


@dataclass(frozen=True, slots=True)
class WantedAttempts:
    """Attempts that agree with everything that is given."""

    subscriber: str | None = None
    outcome: Outcome | None = None


async def fetch_attempts(
    reading: Reading, wanted: WantedAttempts, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The latest first."""
    made = WEBHOOK_ATTEMPT.c
    found = select(WEBHOOK_ATTEMPT).where(
        when(wanted.subscriber, lambda subscriber: made.subscriber == subscriber),
        when(wanted.outcome, lambda outcome: made.outcome == outcome),
    )
    return await fetch_page(
        reading.connection, found, by=[made.attempt_id], newest_first=True, cursor=cursor, limit=limit, view=view
    )


async def find_posted(connection: AsyncConnection, subscriber: str, today: date) -> Granted | None:
    """What is posted to it today, if anything."""
    granted = await list_granted(connection, today, over=DOOR)
    return next((each for each in granted if each.subscriber == subscriber), None)


async def get_posted(connection: AsyncConnection, subscriber: str, today: date) -> Granted:
    """The same. Raises `WebhookNotFound`."""
    its = await find_posted(connection, subscriber, today)
    if its is None:
        raise WebhookNotFound(subscriber=subscriber)
    return its


async def lock_webhook(connection: AsyncConnection, subscriber: str) -> Row[Any]:
    """For this transaction alone to change. Raises `WebhookNotFound`."""
    held = select(WEBHOOK).where(_OWN.subscriber == subscriber).with_for_update()
    row: Row[Any] | None = (await connection.execute(held)).one_or_none()
    if row is None:
        raise WebhookNotFound(subscriber=subscriber)
    return row


async def find_webhook(connection: AsyncConnection, subscriber: str) -> Row[Any] | None:
    """None: no secret was made."""
    row: Row[Any] | None = (
        await connection.execute(select(WEBHOOK).where(_OWN.subscriber == subscriber))
    ).one_or_none()
    return row


async def get_webhook(connection: AsyncConnection, subscriber: str) -> Row[Any]:
    """Raises `WebhookNotFound`."""
    found = await find_webhook(connection, subscriber)
    if found is None:
        raise WebhookNotFound(subscriber=subscriber)
    return found


def find_secret_in(row: Row[Any], keyring: Keyring) -> str | None:
    """What events to it are signed with; None where no key here opens it."""
    try:
        return decrypt(row.secret, *_SECRET, row.webhook_id, keyring.unwrap(row.data_key, row.webhook_id))
    except (BrokenCiphertext, UnusableKey):
        return None


def secrets_in(row: Row[Any], keyring: Keyring, now: datetime) -> Sequence[str]:
    """The same, and the one before, for as long as its receiver may not have taken the new one over. Raises
    BrokenCiphertext, UnusableKey."""
    key = keyring.unwrap(row.data_key, row.webhook_id)
    is_overlapping = row.former_secret is not None and now < row.former_until
    former = [decrypt(row.former_secret, *_FORMER, row.webhook_id, key)] if is_overlapping else []
    return [decrypt(row.secret, *_SECRET, row.webhook_id, key), *former]


def standing_in(row: Row[Any], its: Granted) -> Progress:
    """Of another feed, or of another history, nothing was sent yet."""
    if (row.feed, row.history) != (its.feed, its.history):
        return Progress(its.feed, its.history, 0, 0, None, row.next_attempt_at)
    return Progress(row.feed, row.history, row.position, row.tries, row.failing_since, row.next_attempt_at)


async def position_before(connection: AsyncConnection, since: datetime, *, is_recorded: bool) -> int:
    """After which the events follow that are kept since then, or recorded: what came before there was anybody to keep
    it for is kept since the first one."""
    kept = FEED_EVENT.c
    is_since = kept.event_id >= first_id_of(since) if is_recorded else kept.kept_at >= since
    first = select(func.min(kept.position) - 1).where(is_since).scalar_subquery()
    found = await connection.scalar(select(func.coalesce(first, func.max(kept.position), 0)).select_from(FEED_EVENT))
    return int(found or 0)


async def count_standing(connection: AsyncConnection, today: date) -> Mapping[str, Any]:
    """Of those that events are posted to today: how many stopped, and since when the first fails."""
    stopped = func.count().filter(_OWN.stopped_at.is_not(None)).label("stopped")
    failing = func.min(_OWN.failing_since).filter(_OWN.stopped_at.is_(None)).label("failing_since")
    joined = select(stopped, failing).join(SUBSCRIPTION, _TOLD.subscriber == _OWN.subscriber).where(*_held(today))
    return dict((await connection.execute(joined)).one()._mapping)


def _held(today: date) -> tuple[ColumnElement[bool], ...]:
    return _TOLD.over == DOOR, _TOLD.revoked_at.is_(None), _TOLD.until_on >= today
