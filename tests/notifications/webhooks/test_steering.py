"""Whoever keeps webhooks stops, restarts and repeats them; what they sign with is kept, replaced and forgotten."""

import base64
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import Webhook, WebhookVerificationError

from deploy.embedded.certificates import Authority
from services.notifications.webhooks.commands import (
    FORGET_ATTEMPTS,
    WEBHOOK_KEYS,
    replay_webhook,
    restart_webhook,
    retry_webhook,
    stop_webhook,
)
from services.notifications.webhooks.domain import WebhookDoesNotWait, WebhookIsNotStopped, WebhookIsStopped
from services.notifications.webhooks.parameters import (
    ATTEMPTS_KEPT,
    FORMER_SECRET_KEPT,
)
from services.notifications.webhooks.queries import secrets_in
from shared.command import command
from shared.ids import first_id_of
from shared.privacy.keyring import Keyring, Keys, UnusableKey
from shared.rotation import rekey
from shared.schedule import Due
from tests.given import MASTER_KEY, NOW, given_work
from tests.notifications.feeds.given import told
from tests.notifications.feeds.test_fetching import event, given_events
from tests.notifications.given import keyring
from tests.notifications.webhooks.given import (
    Receiver,
    attempts_of,
    count,
    given_caller,
    given_secret,
    given_ways,
    posted,
    reached,
    webhook_of,
)
from tests.shared.wire import running


def _same(at: datetime) -> datetime:
    return at


class TestWhoKeepsIt:
    async def test_stops_restarts_and_sends_again(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        work: Any = given_work(notifications_engine)
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        with pytest.raises(WebhookIsNotStopped):
            await restart_webhook(work, "township")
        await stop_webhook(work, "township", reason="对方维护")
        with pytest.raises(WebhookIsStopped):
            await stop_webhook(work, "township", reason="对方维护")
        ids = await given_events(notifications_engine, *(event() for _ in range(3)))
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE feed_event SET kept_at = '2026-01-01T00:00:00Z' WHERE position = 1"))
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await restart_webhook(work, "township")
            await reached(notifications_engine, 3)
            await replay_webhook(work, "township", since=NOW.replace(year=2026, month=1, day=2))
            await count(notifications_engine, 5)
        assert receiver.ids == [*ids, *ids[1:]]

    async def test_has_who_was_sent_nothing_begin_with_what_was_recorded_since(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        """All that there was before the county's first subscriber is kept in the same minute."""
        work, january = given_work(notifications_engine), NOW.replace(month=1, day=1)
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        ids = await given_events(notifications_engine, *(event() for _ in range(3)))
        async with notifications_engine.begin() as connection:
            recorded = text("UPDATE feed_event SET event_id = :id WHERE position = 1")
            await connection.execute(recorded, {"id": first_id_of(january)})
        await replay_webhook(work, "township", since=january + timedelta(days=1))
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await reached(notifications_engine, 3)
        assert receiver.ids == ids[1:]

    async def test_has_what_waits_tried_now(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        """The time of `NOW` stands still: without it nothing would be tried again."""
        receiver.answers = [500, 204]
        work: Any = given_work(notifications_engine)
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        with pytest.raises(WebhookDoesNotWait):
            await retry_webhook(work, "township")
        [only] = await given_events(notifications_engine, event())
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await count(notifications_engine, 1)
            assert (await webhook_of(notifications_engine)).next_attempt_at > NOW
            await retry_webhook(work, "township")
            await reached(notifications_engine, 1)
        assert receiver.ids == [only, only]
        await stop_webhook(work, "township", reason="对方维护")
        with pytest.raises(WebhookIsStopped):
            await retry_webhook(work, "township")
        async with notifications_engine.connect() as connection:
            said = text("SELECT subject FROM audit WHERE action = 'retry-webhook' AND result = 'done'")
            assert (await connection.execute(said)).scalars().all() == ["subscriber township"]

    async def test_replaces_the_secret_and_it_is_kept_sealed(
        self, notifications_engine: AsyncEngine, receiver: Receiver
    ) -> None:
        await told(notifications_engine, posted(receiver.address))
        first = await given_secret(notifications_engine)
        before = await webhook_of(notifications_engine)
        second = await given_secret(notifications_engine)
        after = await webhook_of(notifications_engine)
        assert first != second
        assert before.webhook_id == after.webhook_id
        assert second.encode() not in after.secret

    async def test_signs_with_the_secret_before_as_well_for_a_day(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        """Until its receiver has the new one; each of them suffices."""
        await told(notifications_engine, posted(receiver.address))
        first, second = [await given_secret(notifications_engine) for _ in range(2)]
        for sent, at in enumerate((NOW, NOW + FORMER_SECRET_KEPT), 1):
            await given_events(notifications_engine, event())
            async with running(given_caller(notifications_engine, given_ways(authority), partial(_same, at))):
                await reached(notifications_engine, sent)
        both, new = receiver.got
        for secret in (first, second):
            Webhook(secret).verify(both.body, dict(both.headers))
        Webhook(second).verify(new.body, dict(new.headers))
        with pytest.raises(WebhookVerificationError):
            Webhook(first).verify(new.body, dict(new.headers))

    async def test_keeps_no_attempt_and_no_secret_for_longer_than_it_says(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        await told(notifications_engine, posted(receiver.address))
        for _ in range(2):
            await given_secret(notifications_engine)
        for sent, at in enumerate((NOW, NOW + timedelta(days=1)), 1):
            await given_events(notifications_engine, event())
            async with running(given_caller(notifications_engine, given_ways(authority), partial(_same, at))):
                await reached(notifications_engine, sent)
        at = NOW + ATTEMPTS_KEPT + timedelta(hours=1)
        await command(FORGET_ATTEMPTS.run)(given_work(notifications_engine, now=at), Due("", at, {}))
        assert [each.position for each in await attempts_of(notifications_engine)] == [2]
        assert (await webhook_of(notifications_engine)).former_secret is None

    async def test_keeps_its_secrets_under_the_master_key_in_force(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        await told(notifications_engine, posted(receiver.address))
        secrets = [await given_secret(notifications_engine) for _ in range(2)]
        newer = SecretStr(base64.b64encode(b"2" * 32).decode())
        both = Keyring(Keys([newer, SecretStr(MASTER_KEY)]))
        assert await rekey(given_work(notifications_engine), both, WEBHOOK_KEYS) == 1
        row = await webhook_of(notifications_engine)
        assert set(secrets_in(row, Keyring(Keys([newer])), NOW)) == set(secrets)
        with pytest.raises(UnusableKey):
            secrets_in(row, keyring(), NOW)
