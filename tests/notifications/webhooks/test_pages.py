"""Webhooks in a browser: how each stands, what was attempted; stopped, restarted, sent again, taken away."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.webhooks.commands import make_webhook_secret
from services.notifications.webhooks.parameters import Outcome, Reason
from services.notifications.webhooks.tables import WEBHOOK, WEBHOOK_ATTEMPT
from shared import clock
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import as_browser, links_of, words_of
from tests.given import given_work
from tests.notifications.feeds.given import told
from tests.notifications.given import keyring
from tests.notifications.webhooks.given import posted, webhook_of

ADDRESS = "https://events.civil.example/veterans"
LIST = "/notifications/webhooks"
BrowserOf = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def browser_of(by: Callable[..., Any]) -> BrowserOf:
    async def make(role: Role = Role.SYSTEM_ADMINISTRATOR) -> httpx2.AsyncClient:
        return as_browser(await by(role))

    return make


@pytest.fixture
async def subscribed(notifications_engine: AsyncEngine) -> None:
    until = clock.local_date(clock.now()) + timedelta(days=30)
    await told(notifications_engine, posted(ADDRESS, until_on=until))


@pytest.fixture
async def signed(subscribed: None, notifications_engine: AsyncEngine) -> None:
    await make_webhook_secret(given_work(notifications_engine), "township", keyring=keyring())


async def attempted(engine: AsyncEngine, *outcomes: Outcome, subscriber: str = "township") -> list[str]:
    """The ids of their events."""
    rows = [
        {
            "attempt_id": new_id(),
            "subscriber": subscriber,
            "position": 1,
            "event_id": new_id(),
            "type": "veteran-registered",
            "attempted_at": clock.now(),
            "outcome": outcome,
            "status": 422 if outcome is Outcome.REFUSED else None,
            "reason": "" if outcome is Outcome.REFUSED else Reason.CERTIFICATE_REFUSED,
            "answer": "unknown type" if outcome is Outcome.REFUSED else "",
        }
        for outcome in outcomes
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(WEBHOOK_ATTEMPT), rows)
    return [str(row["event_id"]) for row in rows]


class TestAWebhook:
    @pytest.mark.usefixtures("subscribed")
    async def test_without_a_secret_says_that_nothing_is_sent(self, browser_of: BrowserOf) -> None:
        shown = await (await browser_of()).get(LIST)
        assert "尚未制作签名密钥，不推送" in words_of(shown)
        assert ADDRESS in words_of(shown)
        assert not any(path.endswith(("/stop", "/replay")) for path in links_of(shown))

    @pytest.mark.usefixtures("signed")
    async def test_is_stopped_with_a_reason_and_restarted(self, browser_of: BrowserOf) -> None:
        browser = await browser_of()
        at = f"{LIST}/township"
        assert {f"{at}/stop", f"{at}/replay"} <= links_of(await browser.get(LIST))
        without = await browser.post(f"{at}/stop", data={"reason": ""})
        assert (without.status_code, "理由" in words_of(without)) == (422, True)
        assert (await browser.post(f"{at}/stop", data={"reason": "对方维护"})).status_code == 303
        assert "人工停止" in words_of(await browser.get(LIST))
        again = await browser.post(f"{at}/stop", data={"reason": "对方维护"})
        assert (again.status_code, "已经停止" in words_of(again)) == (409, True)
        assert (await browser.post(f"{at}/restart", data={"idempotency_key": str(new_id())})).status_code == 303
        assert "正常" in words_of(await browser.get(LIST))

    @pytest.mark.usefixtures("signed")
    async def test_that_waits_is_tried_now(self, browser_of: BrowserOf, notifications_engine: AsyncEngine) -> None:
        browser, at = await browser_of(), f"{LIST}/township/retry"
        assert at not in (await browser.get(LIST)).text
        later = clock.now() + timedelta(hours=1)
        async with notifications_engine.begin() as connection:
            waiting = update(WEBHOOK).values(tries=1, failing_since=clock.now(), next_attempt_at=later)
            await connection.execute(waiting)
        assert f'action="{at}"' in (await browser.get(LIST)).text
        assert (await browser.post(at, data={"idempotency_key": str(new_id())})).status_code == 303
        assert (await webhook_of(notifications_engine)).next_attempt_at < later

    @pytest.mark.usefixtures("signed")
    async def test_is_sent_again_from_a_day_on(self, browser_of: BrowserOf) -> None:
        browser = await browser_of()
        at = f"{LIST}/township/replay"
        assert (await browser.get(at)).status_code == 200
        assert (await browser.post(at, data={"since": "0001-01-01"})).status_code == 422
        tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
        refused = await browser.post(at, data={"since": f"{tomorrow}"})
        assert (refused.status_code, 'href="#f-since"' in refused.text) == (422, True)
        assert (await browser.post(at, data={"since": "2026-05-01"})).status_code == 303

    async def test_that_is_none_has_no_forms(self, browser_of: BrowserOf) -> None:
        browser = await browser_of()
        for act in ("stop", "replay"):
            assert (await browser.get(f"{LIST}/nobody/{act}")).status_code == 404

    @pytest.mark.usefixtures("signed")
    async def test_is_seen_by_an_auditor_who_steers_nothing(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.AUDITOR)
        shown = await browser.get(LIST)
        assert shown.status_code == 200
        assert f"{LIST}/township/stop" not in links_of(shown)
        assert (await browser.get(f"{LIST}/township/stop")).status_code == 403


class TestAttempts:
    async def test_are_listed_filtered_and_taken_away(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        [failed, refused] = await attempted(notifications_engine, Outcome.FAILED, Outcome.REFUSED)
        [other] = await attempted(notifications_engine, Outcome.FAILED, subscriber="school")
        browser = await browser_of(Role.AUDITOR)
        shown = words_of(await browser.get(f"{LIST}/attempts"))
        assert all(each in shown for each in (failed, refused, other, "对方的证书未通过检查", "422 unknown type"))
        asked = "subscriber=township&outcome=failed"
        found = await browser.get(f"{LIST}/attempts?{asked}")
        assert failed in words_of(found)
        assert refused not in words_of(found)
        assert other not in words_of(found)
        assert f"{LIST}/attempts/export?{asked}" in links_of(found)
        taken = await browser.post(
            f"{LIST}/attempts/export", data={"purpose": "核对", "subscriber": "township", "outcome": "failed"}
        )
        lines = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert [line for line in lines if failed in line]
        assert not [line for line in lines if refused in line or other in line]
