"""What an answer means, how long is waited before the next attempt, and when it is enough."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from shared.language import Named

WEBHOOK = "webhook"


class Outcome(StrEnum):
    """What an attempt came to."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # this event is not taken by its receiver, now or later: it is passed over
    FAILED = "failed"  # it is tried again


class Stop(StrEnum):
    """Why nothing is sent any more, until somebody lets it go on."""

    BY_HAND = "by-hand"
    GONE = "gone"
    FAILING = "failing"


class Reason(StrEnum):
    """Why there was no answer, as far as we have a word for it."""

    ADDRESS_NOT_ALLOWED = "address-not-allowed"
    NAME_NOT_FOUND = "name-not-found"
    NOT_CONNECTED = "not-connected"
    CERTIFICATE_REFUSED = "certificate-refused"
    TLS_FAILED = "tls-failed"
    NO_ANSWER_IN_TIME = "no-answer-in-time"


OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(Outcome.DELIVERED, "已接收", "delivered"),
        Named(Outcome.REFUSED, "对方拒收该事件", "refused by the receiver"),
        Named(Outcome.FAILED, "未成，将重试", "failed, tried again"),
    )
}
COLOURS: Mapping[str, str] = {Outcome.DELIVERED: "ok", Outcome.REFUSED: "late", Outcome.FAILED: "due"}
STOPS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(Stop.BY_HAND, "人工停止", "stopped by hand"),
        Named(Stop.GONE, "对方答复不再接收", "its receiver wants no more"),
        Named(Stop.FAILING, "对方长期没有接收", "its receiver took nothing for days"),
    )
}
REASONS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(
            Reason.ADDRESS_NOT_ALLOWED,
            "内部地址，未列入允许的地址",
            "an address inside that nobody named",
        ),
        Named(Reason.NAME_NOT_FOUND, "域名查不到", "its name leads to no address"),
        Named(Reason.NOT_CONNECTED, "连接不上", "no connection"),
        Named(
            Reason.CERTIFICATE_REFUSED,
            "对方的证书未通过检查：机构不受信任、名称不符或者过期",
            "its certificate was refused: of an authority that is not trusted here, for another name, or expired",
        ),
        Named(Reason.TLS_FAILED, "对方不使用 TLS，或者版本不合", "it speaks no TLS, or none that is spoken here"),
        Named(Reason.NO_ANSWER_IN_TIME, "没有及时答复", "no answer in time"),
    )
}

GONE = 410
# What says that it is the event, whenever it comes. All others are of the receiver or of the way to it: a wrong
# address or key (401, 403, 404) is put right some day, and no event is lost until then.
REFUSED_STATUSES = frozenset({400, 409, 413, 415, 422})

WAITS: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""After so many failures in a row; the last goes on."""

LONGEST_ASKED = timedelta(hours=2)  # of what a receiver asks for by Retry-After
GIVEN_UP_AFTER = timedelta(days=3)
ATTEMPTS_KEPT = timedelta(days=90)

MOST_AT_ONCE = 50  # events that are sent before it is written down; after a crash so many come again at most
TURN_SECONDS = 2.0
ANSWER_SECONDS = 10.0
MOST_CHARACTERS = 300  # of an answer that are kept
MOST_BYTES = 4 * MOST_CHARACTERS

SECRET_BYTES = 32
FORMER_SECRET_KEPT = timedelta(hours=24)
SIGNING_PREFIX = "whsec_"  # of Standard Webhooks, before every secret
