"""States and reasons of a delivery in words, and how often a failing gateway is tried."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from shared.events.codes import MESSAGE_FAILURE, MESSAGE_SUPPRESSION
from shared.language import Named


class DeliveryState(StrEnum):
    """Where a delivery stands: pending → sending → sent, failed, suppressed or logged; back to pending for another try.

    Only `sent` says that a person was told; `logged` is what a trial comes to, whose driver reaches nobody.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    LOGGED = "logged"


FINAL = frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.LOGGED})

STATES: Mapping[DeliveryState, Named] = {
    DeliveryState.PENDING: Named("pending", "待发送", "waiting to be sent"),
    DeliveryState.SENDING: Named("sending", "发送中", "being sent"),
    DeliveryState.SENT: Named("sent", "已发送", "sent"),
    DeliveryState.FAILED: Named("failed", "发送失败", "failed"),
    DeliveryState.SUPPRESSED: Named("suppressed", "未发送", "not sent"),
    DeliveryState.LOGGED: Named("logged", "试用：仅记入日志，未发送", "a trial: written to the log, sent to nobody"),
}

# How a page shows them.
COLOURS: Mapping[str, str] = {
    "pending": "info", "sending": "info", "sent": "ok", "failed": "late", "suppressed": "none", "logged": "none",
}  # fmt: skip

# The events that owe messages, by the last two parts of their type.
CAUSES: Mapping[str, Named] = {
    cause.code: cause
    for cause in (
        Named("case-resolved", "案件办结", "a case was resolved"),
        Named("case-withdrawn", "案件撤回", "a case was withdrawn"),
        Named("case-resolution-corrected", "案件办结更正", "the resolution of a case was corrected"),
        Named("case-reopened", "案件恢复办理", "a case was reopened"),
        Named("job-pushed", "岗位推送", "work that suits was put together"),
    )
}

REASONS: Mapping[str, Named] = MESSAGE_FAILURE.by_code() | MESSAGE_SUPPRESSION.by_code()

NEWS_FOR = timedelta(days=30)
"""So long after it ended, an applicant is told of a case whose end is entered from a ledger."""

# After the first, second, … failure; after the last the delivery has failed.
BACKOFF: tuple[timedelta, ...] = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
