"""Webhooks in a browser: how each stands, what was attempted; stopped, restarted, sent again.

What events are signed with is made on the server (`veterans webhook secret`); no page shows or knows it.
"""

from typing import Any

from starlette.responses import Response

from services.notifications.dependencies import WebhookReading, WebhookSteering, WebhookSteeringReading
from services.notifications.webhooks.commands import replay_webhook, restart_webhook, retry_webhook, stop_webhook
from services.notifications.webhooks.parameters import COLOURS, OUTCOMES, REASONS, STOPS, Outcome
from services.notifications.webhooks.queries import WantedAttempts, fetch_attempts, fetch_webhooks, get_webhook
from services.notifications.webhooks.schemas import (
    ATTEMPTS,
    AttemptView,
    ReplayFromForm,
    StopForm,
    SubscriberPath,
    WebhookView,
)
from shared.clock import local_date, start_of
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST = "/notifications/webhooks"
MADE = LIST + "/attempts"
ONE = LIST + "/{subscriber}"

WORDS: dict[str, Any] = {"outcomes": OUTCOMES, "colours": COLOURS, "stops": STOPS, "reasons": REASONS}


@router.get(LIST)
async def list_of_webhooks(
    reading: WebhookReading, view: Viewing, *, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Whom events are posted to, by name, and how that stands."""
    page = await fetch_webhooks(reading, cursor, limit, view=WebhookView.of)
    return view.show("webhooks.html", page=page, cursor=cursor, today=local_date(reading.now), **WORDS)


@router.get(MADE)
async def list_of_attempts(
    reading: WebhookReading,
    view: Viewing,
    *,
    subscriber: FilterText = None,
    outcome: Outcome | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Attempts of the last three months, the latest first."""
    wanted = WantedAttempts(subscriber, outcome)
    page = await fetch_attempts(reading, wanted, cursor, limit, view=AttemptView.of)
    return view.show("attempts.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, MADE, ATTEMPTS)


@router.get(ONE + "/stop")
async def show_stop(reading: WebhookSteeringReading, view: Viewing, subscriber: SubscriberPath) -> Response:
    """The form that asks why nothing is to be sent."""
    await get_webhook(reading.connection, subscriber)
    return view.show("webhook-stop.html", form=Form(), subscriber=subscriber)


@router.post(ONE + "/stop")
async def stop(work: WebhookSteering, sent: Sent[StopForm], subscriber: SubscriberPath) -> Response:
    """Send nothing until it is restarted."""
    async with sent.answering("webhook-stop.html", subscriber=subscriber):
        await stop_webhook(sent.keyed(work), subscriber, reason=sent.value.reason)
    return sent.done(LIST)


@router.post(ONE + "/restart")
async def restart(work: WebhookSteering, sent: Sent[Pressed], subscriber: SubscriberPath) -> Response:
    """Go on where it stopped."""
    await restart_webhook(sent.keyed(work), subscriber)
    return sent.done(LIST)


@router.post(ONE + "/retry")
async def retry(work: WebhookSteering, sent: Sent[Pressed], subscriber: SubscriberPath) -> Response:
    """Try what failed again at once."""
    await retry_webhook(sent.keyed(work), subscriber)
    return sent.done(LIST)


@router.get(ONE + "/replay")
async def show_replay(reading: WebhookSteeringReading, view: Viewing, subscriber: SubscriberPath) -> Response:
    """The form that asks from which day on."""
    await get_webhook(reading.connection, subscriber)
    return view.show("webhook-replay.html", form=Form(), subscriber=subscriber)


@router.post(ONE + "/replay")
async def replay(work: WebhookSteering, sent: Sent[ReplayFromForm], subscriber: SubscriberPath) -> Response:
    """Send again what was kept since then."""
    async with sent.answering("webhook-replay.html", subscriber=subscriber):
        await replay_webhook(sent.keyed(work), subscriber, since=start_of(sent.value.since))
    return sent.done(LIST)
