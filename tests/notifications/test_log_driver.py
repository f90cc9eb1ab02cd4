"""The driver for trials: it writes a line for each message, and sends none."""

from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.deliveries.driver import LogDriver
from tests.notifications.given import (
    MOBILE,
    TEXT,
    given_owed,
    given_reachable,
    given_sender,
    published_events,
    state_of,
)


class TestTheLogDriver:
    async def test_writes_a_masked_line_for_each_message(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        lines: list[Any]
        with structlog.testing.capture_logs() as lines:
            await given_sender(notifications_engine, LogDriver()).send_due()
        [line] = [line for line in lines if line["event"] == "message"]
        assert (line["notification_id"], line["to"], line["text"]) == (str(owed), "138****8000", TEXT)
        assert MOBILE not in str(lines)

    async def test_sends_nothing_and_says_so(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await given_sender(notifications_engine, LogDriver()).send_due()
        assert await state_of(notifications_engine, owed) == ("logged", None)
        [(name, _, event)] = await published_events(notifications_engine)
        assert (name, event["channel"], event["reason"]) == ("notification-suppressed", "sms", "logged")
