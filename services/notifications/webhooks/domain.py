"""How an event is signed, which addresses may be called, and what follows from an answer. Pure."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from uuid import UUID

from services.notifications.webhooks.parameters import (
    GIVEN_UP_AFTER,
    GONE,
    LONGEST_ASKED,
    REFUSED_STATUSES,
    SIGNING_PREFIX,
    WAITS,
    Outcome,
    Stop,
)
from shared.networks import Network
from shared.refusal import Conflict, FieldFault, Invalid, NotFound

_UNICAST = IPv6Network("2000::/3")
# Ways to write an address of version 4 in one of version 6, behind which anything may stand.
_WRAPPING = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))


class WebhookNotFound(NotFound):
    """Nobody of this name is sent events today, or no secret was made yet."""

    code = "webhook-not-found"
    zh = "没有向 {subscriber} 推送：没有经确认的推送订阅，或者还没有制作签名密钥。"
    en = "Nothing is sent to {subscriber}: no subscription by webhook is confirmed, or no secret was made yet."


class WebhookIsStopped(Conflict):
    """It was stopped before."""

    code = "webhook-is-stopped"
    zh = "已经停止。"
    en = "It is stopped already."


class WebhookIsNotStopped(Conflict):
    """It goes on as it is."""

    code = "webhook-is-not-stopped"
    zh = "没有停止，不用恢复。"
    en = "It is not stopped; there is nothing to restart."


class WebhookDoesNotWait(Conflict):
    """What is due is sent as it comes."""

    code = "webhook-does-not-wait"
    zh = "没有等待重试的事件。"
    en = "Nothing waits to be tried again."


class ReplayRefused(Invalid):
    """Of what is to come nothing was kept."""

    code = "replay-refused"
    zh = "不能从未来的时刻起重新推送。"
    en = "Nothing can be sent again from a time to come."

    def __init__(self) -> None:
        future = FieldFault("since", "in-the-future", "不能是未来的时刻。", "Must not lie in the future.")
        super().__init__(fields=[future])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request. `status` is None where there was none, and `reason` says why."""

    status: int | None
    text: str = ""
    reason: str = ""
    retry_after: timedelta | None = None

    @property
    def outcome(self) -> Outcome:
        """A redirection is none: the address that was confirmed is the only one."""
        if self.status is None:
            return Outcome.FAILED
        if self.status // 100 == 2:
            return Outcome.DELIVERED
        return Outcome.REFUSED if self.status in REFUSED_STATUSES else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is sent, of which feed and history, and how it goes: `tries` of the next event that failed,
    since when."""

    feed: str | None
    history: datetime | None
    position: int
    tries: int
    failing_since: datetime | None
    next_attempt_at: datetime

    def reached(self, position: int, now: datetime) -> "Progress":
        """Everything up to here is sent."""
        return Progress(self.feed, self.history, position, 0, None, now)

    def failed(self, answer: Answer, now: datetime, *, jitter: float) -> "Progress":
        """The next event is tried again, later from time to time; `jitter` from 0 to 1."""
        wait = WAITS[min(self.tries, len(WAITS) - 1)] * (1 + jitter / 4)
        asked = min(answer.retry_after or timedelta(0), LONGEST_ASKED)
        tries, since = self.tries + 1, self.failing_since or now
        return Progress(self.feed, self.history, self.position, tries, since, now + max(wait, asked))

    def stop_after(self, answer: Answer, now: datetime) -> Stop | None:
        """Whether it is enough."""
        if answer.status == GONE:
            return Stop.GONE
        is_long = self.failing_since is not None and now - self.failing_since >= GIVEN_UP_AFTER
        return Stop.FAILING if is_long else None


def signature(secrets: Sequence[str], message_id: UUID, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks; with several secrets, as many signatures, of which one suffices."""
    seconds = str(int(at.timestamp()))
    said = b".".join((str(message_id).encode(), seconds.encode(), body))
    keys = [base64.b64decode(secret.removeprefix(SIGNING_PREFIX)) for secret in secrets]
    signed = " ".join(f"v1,{base64.b64encode(hmac.digest(key, said, sha256)).decode()}" for key in keys)
    return {"webhook-id": str(message_id), "webhook-timestamp": seconds, "webhook-signature": signed}


def secret_of(key: bytes) -> str:
    """As receivers write it down."""
    return SIGNING_PREFIX + base64.b64encode(key).decode()


def may_be_called(address: IPv4Address | IPv6Address, named: Sequence[Network]) -> bool:
    """Whether it is an address of the internet, or one that the operator names."""
    plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    if any(plain in network for network in named):
        return True
    if isinstance(plain, IPv6Address) and (plain not in _UNICAST or any(plain in each for each in _WRAPPING)):
        return False
    return plain.is_global and not plain.is_multicast
