"""Webhooks over HTTP: who is sent events, how that stands, what was attempted; secret, stop, restart, retry, replay."""

from services.notifications.dependencies import Keys, WebhookReading, WebhookSecretMaker, WebhookSteering
from services.notifications.webhooks.commands import (
    make_webhook_secret,
    replay_webhook,
    restart_webhook,
    retry_webhook,
    stop_webhook,
)
from services.notifications.webhooks.parameters import Outcome
from services.notifications.webhooks.queries import WantedAttempts, fetch_attempts, fetch_webhooks
from services.notifications.webhooks.schemas import (
    ATTEMPTS,
    AttemptView,
    ReplayForm,
    SecretView,
    StopForm,
    SubscriberPath,
    WebhookView,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/webhooks", tags=["webhooks"])


@router.get("", responses=problems(401, 403))
async def list_webhooks(reading: WebhookReading, cursor: Cursor = None, limit: Limit = 50) -> Page[WebhookView]:
    """Whom events are posted to, and how that stands, by name · 推送情况"""
    return await fetch_webhooks(reading, cursor, limit, view=WebhookView.of)


@router.get("/{subscriber}/attempts", responses=problems(401, 403))
async def list_attempts(
    subscriber: SubscriberPath,
    reading: WebhookReading,
    *,
    outcome: Outcome | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AttemptView]:
    """Attempts of the last three months, the latest first · 推送记录"""
    wanted = WantedAttempts(subscriber, outcome)
    return await fetch_attempts(reading, wanted, cursor, limit, view=AttemptView.of)


export_route(router, "/attempts/exports", ATTEMPTS)


@router.post("/{subscriber}/secret", status_code=201, responses=problems(401, 403, 404))
async def post_webhook_secret(subscriber: SubscriberPath, work: WebhookSecretMaker, keys: Keys) -> SecretView:
    """Make what its events are signed with, for a day beside the one before; shown this once · 制作签名密钥"""
    return SecretView(secret=await make_webhook_secret(work, subscriber, keyring=keys))


@router.post("/{subscriber}/stop", status_code=204, responses=problems(401, 403, 404, 409))
async def post_webhook_stop(subscriber: SubscriberPath, form: StopForm, work: WebhookSteering) -> None:
    """Send nothing until it is restarted; nothing is lost · 停止推送"""
    await stop_webhook(work, subscriber, reason=form.reason)


@router.post("/{subscriber}/restart", status_code=204, responses=problems(401, 403, 404, 409))
async def post_webhook_restart(subscriber: SubscriberPath, work: WebhookSteering) -> None:
    """Go on where it stopped · 恢复推送"""
    await restart_webhook(work, subscriber)


@router.post("/{subscriber}/retry", status_code=204, responses=problems(401, 403, 404, 409))
async def post_webhook_retry(subscriber: SubscriberPath, work: WebhookSteering) -> None:
    """Try what failed again at once · 立即重试"""
    await retry_webhook(work, subscriber)


@router.post("/{subscriber}/replay", status_code=204, responses=problems(401, 403, 404))
async def post_webhook_replay(subscriber: SubscriberPath, form: ReplayForm, work: WebhookSteering) -> None:
    """Send again what was kept since an instant · 重新推送"""
    await replay_webhook(work, subscriber, since=form.since)
