"""What becomes of one message to one person. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.deliveries.parameters import BACKOFF, DeliveryState
from shared.events.notifications import NotificationFailed, NotificationSent, NotificationSuppressed
from shared.refusal import Conflict, NotFound

# For want of a contact point that could be used: what a person is told of once there is one.
UNREACHED = frozenset({"no-contact-point", "unverified", "revoked"})

FinalOutcome = NotificationSent | NotificationFailed | NotificationSuppressed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to. `retry_at` stands with `pending` alone."""

    state: DeliveryState
    reason: str | None = None
    retry_at: datetime | None = None


SENT = Outcome(DeliveryState.SENT)
LOGGED = Outcome(DeliveryState.LOGGED)
NOT_COMPOSED = Outcome(DeliveryState.FAILED, "not-composed")
OUTCOME_UNKNOWN = Outcome(DeliveryState.FAILED, "outcome-unknown")


class DeliveryNotFound(NotFound):
    """There is no such delivery."""

    code = "delivery-not-found"
    zh = "没有这条通知。"
    en = "There is no such delivery."


class DeliveryNotInHand(Conflict):
    """The delivery is not being sent: another sender has recorded its outcome or taken it back. Nothing was changed."""

    code = "delivery-not-in-hand"
    zh = "该通知不在发送中，状态未改变。"
    en = "The delivery is not being sent; nothing was changed."


class NotToBeSentAgain(Conflict):
    """It was sent, failed, is under way, or was not sent for another reason than want of a contact point."""

    code = "not-to-be-sent-again"
    zh = "不能重新发送：只有因没有可用联系方式而未发送的告知可以重新发送。"
    en = "Only a message that was not sent for want of a usable contact point can be sent again."


class StillUnreachable(Conflict):
    """It would not be sent this time either."""

    code = "still-unreachable"
    zh = "不能重新发送，因为：{reason_zh}。"
    en = "It cannot be sent again: {reason_en}."


def is_unreached(state: DeliveryState, reason: str | None) -> bool:
    """Whether it may be sent again."""
    return state is DeliveryState.SUPPRESSED and reason in UNREACHED


def outcome_of(event: FinalOutcome) -> Outcome:
    """The outcome that was published as `event`. What was only logged was told as suppressed, for that reason."""
    if isinstance(event, NotificationSent):
        return SENT
    if isinstance(event, NotificationSuppressed) and event.reason == LOGGED.state:
        return LOGGED
    state = DeliveryState.FAILED if isinstance(event, NotificationFailed) else DeliveryState.SUPPRESSED
    return Outcome(state, event.reason)


def suppressed(reason: str) -> Outcome:
    """Rightly not sent."""
    return Outcome(DeliveryState.SUPPRESSED, reason)


def refused() -> Outcome:
    """The gateway will never take it."""
    return Outcome(DeliveryState.FAILED, "gateway-refused")


def unreachable(attempts: int, *, now: datetime) -> Outcome:
    """Not handed over; `attempts` counts this one. Tried again after a growing wait, in the end failed."""
    if attempts > len(BACKOFF):
        return Outcome(DeliveryState.FAILED, "gateway-unavailable")
    return Outcome(DeliveryState.PENDING, "gateway-unavailable", now + BACKOFF[attempts - 1])


def uncertain(attempts: int, *, repeatable: bool, now: datetime) -> Outcome:
    """Perhaps handed over. Only a driver that makes one of two is given the message again."""
    return unreachable(attempts, now=now) if repeatable else OUTCOME_UNKNOWN


def notification_id(cause_event_id: UUID, template: str, person_id: UUID) -> UUID:
    """The id of the message that an event owes a person: always the same one, so that it can be owed only once (N4).

    A UUIDv7 that begins with the time of the event's id.
    """
    digest = hashlib.sha256(f"{cause_event_id}/{template}/{person_id}".encode()).digest()
    value = bytearray(cause_event_id.bytes[:6] + digest[:10])
    value[6] = 0x70 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    return UUID(bytes=bytes(value))
