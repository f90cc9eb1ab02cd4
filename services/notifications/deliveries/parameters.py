"""States and reasons of a delivery in words, and how often a failing gateway is tried."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from shared.language import Named


class State(StrEnum):
    """Where a delivery stands: pending → sending → sent, failed, suppressed or logged; back to pending for another try.

    Only `sent` says that a person was told; `logged` is what a trial comes to, whose driver reaches nobody.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    LOGGED = "logged"


FINAL = frozenset({State.SENT, State.FAILED, State.SUPPRESSED, State.LOGGED})

STATES: Mapping[State, Named] = {
    State.PENDING: Named("pending", "待发送", "waiting to be sent"),
    State.SENDING: Named("sending", "发送中", "being sent"),
    State.SENT: Named("sent", "已发送", "sent"),
    State.FAILED: Named("failed", "发送失败", "failed"),
    State.SUPPRESSED: Named("suppressed", "未发送", "not sent"),
    State.LOGGED: Named("logged", "试用：仅记入日志，未发送", "a trial: written to the log, sent to nobody"),
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
    )
}

REASONS: Mapping[str, Named] = {
    reason.code: reason
    for reason in (
        Named("no-contact-point", "没有联系方式", "the person has no contact point"),
        Named("unverified", "联系方式未经核实", "the contact point is not verified"),
        Named("revoked", "联系方式已撤销", "the contact point was revoked"),
        Named("opted-out", "本人已退订此类通知", "the person opted out of such messages"),
        Named("not-composed", "通知内容或联系方式无法读取", "the text or the contact point could not be read"),
        Named("gateway-refused", "短信网关拒绝发送", "the gateway refused the message"),
        Named("gateway-unavailable", "短信网关多次无响应", "the gateway could not be reached after several tries"),
        Named(
            "outcome-unknown",
            "发送时中断，是否送达不明，为免重复不再发送，请人工联系",
            "interrupted while sending; not sent again lest it come twice; reach the person otherwise",
        ),
    )
}

# After the first, second, … failure; after the last the delivery has failed.
BACKOFF: tuple[timedelta, ...] = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
