"""The seam to the outside: what hands a message over to a person. Gateways are drivers; here is the one for trials."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.notifications.deliveries.domain import LOGGED, Outcome, refused, uncertain, unreachable
from shared.privacy.personal import PhoneNumber

SEND_SECONDS = 5.0  # less than the ten seconds that a stopping process has

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What a driver gets. The same `notification_id` is the same message, also when it is handed over again."""

    notification_id: UUID
    channel: str
    to: PhoneNumber
    text: str


class GatewayRefused(Exception):
    """The gateway will never take this message; nothing was handed over."""


class GatewayUnavailable(Exception):
    """The message was certainly not handed over; it may be tried again."""


class Driver(Protocol):
    """Hands messages over, many at a time.

    `repeatable`: handing over the same `notification_id` again reaches the person once. Then a message whose outcome is
    not known, because the process died or the answer did not come, is handed over again. Otherwise it is not, and staff
    see that the outcome is unknown.

    `handed_over` is what a message has come to when `send` returns: SENT, or LOGGED for a driver that reaches nobody.
    """

    name: str
    repeatable: bool
    handed_over: Outcome

    async def send(self, message: Message) -> None:
        """Return when the message is handed over. Raises `GatewayRefused`, `GatewayUnavailable`.

        Anything else it raises, and a silence of longer than the sender waits, leaves the outcome unknown.
        """


class LogDriver:
    """Writes a masked line for each message and reaches nobody: for trials, demonstrations and tests.

    Repeatable: after a crash the line may stand twice, with the same `notification_id`, which makes it one message.
    """

    name = "log"
    repeatable = True
    handed_over = LOGGED

    async def send(self, message: Message) -> None:
        """One line; the number is masked by its type."""
        _log.info(
            "message",
            notification_id=str(message.notification_id),
            channel=message.channel,
            to=str(message.to),
            text=message.text,
        )


DRIVERS: dict[str, Callable[[], Driver]] = {"log": LogDriver}


async def hand_over(driver: Driver, message: Message, *, attempts: int, now: datetime) -> Outcome:
    """What handing the message over came to; `attempts` counts this one. Never raises."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await driver.send(message)
    except GatewayRefused:
        return refused()
    except GatewayUnavailable:
        return unreachable(attempts, now=now)
    except Exception:  # whatever else a gateway's library raises leaves the outcome unknown
        _log.exception("outcome_unknown", notification_id=str(message.notification_id), driver=driver.name)
        return uncertain(attempts, repeatable=driver.repeatable, now=now)
    return driver.handed_over
