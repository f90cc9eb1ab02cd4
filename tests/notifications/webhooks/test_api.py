"""Webhooks over HTTP: who sees how they stand, who makes the secret, stops, restarts and sends again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.auth.roles import Role
from tests.notifications.feeds.given import told
from tests.notifications.webhooks.given import posted

ADDRESS = "https://events.civil.example/veterans"


@pytest.fixture
async def subscribed(notifications_engine: AsyncEngine) -> None:
    until = clock.local_date(clock.now()) + timedelta(days=30)
    await told(notifications_engine, posted(ADDRESS, until_on=until))


@pytest.mark.usefixtures("subscribed")
class TestAWebhook:
    async def test_has_a_secret_that_is_shown_once(self, by: Any, notifications_engine: AsyncEngine) -> None:
        keeper = await by(Role.SYSTEM_ADMINISTRATOR)
        [before] = (await keeper.get("/webhooks")).json()["items"]
        assert (before["address"], before["secret_at"]) == (ADDRESS, None)
        made = await keeper.post("/webhooks/township/secret", headers={"Idempotency-Key": "1"})
        secret = made.json()["secret"]
        assert (made.status_code, secret[:6]) == (201, "whsec_")
        listed = await keeper.get("/webhooks")
        assert listed.json()["items"][0]["secret_at"] is not None
        assert secret not in listed.text
        async with notifications_engine.connect() as connection:
            for table in ("webhook", "audit", "outbox", "idempotency"):
                found = await connection.execute(text(f"SELECT CAST({table}.* AS text) FROM {table}"))
                assert all(secret not in row for row in found.scalars()), table
        assert (await keeper.post("/webhooks/nobody/secret")).status_code == 404

    async def test_is_stopped_restarted_and_sent_again(self, by: Any) -> None:
        keeper = await by(Role.SYSTEM_ADMINISTRATOR)
        await keeper.post("/webhooks/township/secret")
        assert (await keeper.post("/webhooks/township/restart")).status_code == 409
        assert (await keeper.post("/webhooks/township/retry")).json()["code"] == "webhook-does-not-wait"
        assert (await keeper.post("/webhooks/township/stop", json={"reason": "对方维护"})).status_code == 204
        assert (await keeper.get("/webhooks")).json()["items"][0]["stopped_for"] == "by-hand"
        assert (await keeper.post("/webhooks/township/restart")).status_code == 204
        since = {"since": "2026-05-01T00:00:00+08:00"}
        assert (await keeper.post("/webhooks/township/replay", json=since)).status_code == 204
        assert (await keeper.post("/webhooks/township/replay", json={"since": "2026-05-01"})).status_code == 422
        assert (await keeper.get("/webhooks/township/attempts?outcome=failed")).json()["items"] == []

    async def test_is_seen_by_who_sees_subscriptions_and_steered_by_who_keeps_the_server(self, by: Any) -> None:
        auditor, staff = await by(Role.AUDITOR), await by(Role.CENTRE_STAFF)
        assert (await auditor.get("/webhooks")).status_code == 200
        assert (await staff.get("/webhooks")).status_code == 403
        for act in ("secret", "stop", "restart", "retry", "replay"):
            assert (await auditor.post(f"/webhooks/township/{act}", json={})).status_code == 403
