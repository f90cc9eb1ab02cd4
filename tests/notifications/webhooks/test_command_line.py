"""`veterans webhook …` against the API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from deploy.embedded.site import SERVICES
from deploy.operator.main import cli
from services.notifications.feeds.tables import FEED_EVENT
from services.notifications.webhooks.tables import WEBHOOK
from shared import clock
from shared.auth.roles import Role
from shared.ids import first_id_of, new_id
from tests.given import CENTRE, given_grant
from tests.notifications.feeds.given import told
from tests.notifications.feeds.test_fetching import event, given_events
from tests.notifications.webhooks.given import posted, webhook_of
from tests.served import served

Says = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture
async def says(
    app: FastAPI, notifications_engine: AsyncEngine, token_for: Callable[[UUID], str], tmp_path: Path
) -> AsyncIterator[Says]:
    """`await says(words…)`: what the command prints, or the trouble that it ends with; on a server whose clock shows
    UTC, as that of a container does."""
    until = clock.local_date(clock.now()) + timedelta(days=30)
    await told(notifications_engine, posted("https://events.civil.example/", until_on=until))
    (tmp_path / "secrets").mkdir()
    await given_grant(notifications_engine, account := new_id(), Role.SYSTEM_ADMINISTRATOR, CENTRE)
    async with served(app) as url:
        first = (urlsplit(url).port or 0) - list(SERVICES).index("notifications")
        place = {"VETERANS_API_PORT": str(first), "VETERANS_HOME": str(tmp_path), "TZ": "UTC"}
        environment = {**place, "VETERANS_LANGUAGE": "en", "VETERANS_TOKEN": token_for(account)}

        async def run(*words: str) -> str:
            done = await asyncio.to_thread(CliRunner().invoke, cli, ["webhook", *words], env=environment)
            return f"{done.output}{done.exception or ''}"

        yield run


async def kept_at(engine: AsyncEngine, *instants: datetime) -> None:
    """Events of the county that were recorded and kept then."""
    await given_events(engine, *(event() for _ in instants))
    async with engine.begin() as connection:
        for position, instant in enumerate(instants, start=1):
            its: Any = update(FEED_EVENT).where(FEED_EVENT.c.position == position)
            await connection.execute(its.values(kept_at=instant, event_id=first_id_of(instant)))


class TestTheCommands:
    async def test_take_a_webhook_through_its_life(self, says: Says, notifications_engine: AsyncEngine) -> None:
        assert "webhook-not-found" in await says("stop", "nobody", "--reason", "对方维护")
        assert "whsec_" in await says("secret", "township")
        assert "events.civil.example" in await says("list")
        assert "nothing was attempted" in await says("attempts", "township", "--outcome", "refused")
        assert "stopped" in await says("stop", "township", "--reason", "对方维护")
        assert "by-hand" in await says("list", "--json")
        assert "goes on" in await says("restart", "township")
        assert "webhook-is-not-stopped" in await says("restart", "township")
        assert "webhook-does-not-wait" in await says("retry", "township")
        async with notifications_engine.begin() as connection:
            await connection.execute(update(WEBHOOK).values(tries=1, failing_since=clock.now()))
        assert "tried again now" in await says("retry", "township")

    async def test_pass_over_nothing_that_is_due(self, says: Says, notifications_engine: AsyncEngine) -> None:
        day = datetime(2026, 10, 31, 16, tzinfo=UTC)
        await kept_at(notifications_engine, day, day + timedelta(days=1), day + timedelta(days=2))
        await says("secret", "township")
        tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
        assert "since: Must not lie in the future. (in-the-future)" in await says(
            "replay", "township", "--since", f"{tomorrow}"
        )
        await says("replay", "township", "--since", "2026-11-02")
        assert (await webhook_of(notifications_engine)).position == 1, "who was sent nothing begins where he likes"
        assert "again since" in await says("replay", "township", "--since", "2026-11-03")
        assert (await webhook_of(notifications_engine)).position == 1

    @pytest.mark.parametrize(("since", "after"), [("2026-11-01", 1), ("2026-11-01 08:00:00", 2)])
    async def test_send_again_from_an_hour_of_the_county_on(
        self, says: Says, notifications_engine: AsyncEngine, since: str, after: int
    ) -> None:
        day = datetime(2026, 10, 31, 16, tzinfo=UTC)  # where the first of November begins in Xinye
        await kept_at(notifications_engine, day - timedelta(seconds=1), day, day + timedelta(hours=8))
        assert "whsec_" in await says("secret", "township")
        assert "again since" in await says("replay", "township", "--since", since)
        assert (await webhook_of(notifications_engine)).position == after
