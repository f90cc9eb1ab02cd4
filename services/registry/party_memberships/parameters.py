"""How long a letter of transfer is valid, and how a transfer ends: data."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from shared.language import Named
from shared.rule import Limit, Period

# For so many days at most a letter is valid, the day of its issue not counted.
VALIDITIES: tuple[Limit, ...] = (
    Limit(90, "letter-days", "中国共产党党员组织关系介绍信：有效期一般不超过三个月", Period(date(2004, 1, 1), None)),
)


class LetterState(StrEnum):
    """started → completed by its return slip, expired without one, or revoked; an expired one may be completed yet."""

    STARTED = "started"
    COMPLETED = "completed"
    EXPIRED = "expired"
    REVOKED = "revoked"


# Where formal membership is, and what a member takes part in whatever that is.
FORMAL, TAKING_PART = "formal", "taking-part"
MEMBER_KINDS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(FORMAL, "组织关系在该党组织", "formal member"),
        Named(TAKING_PART, "参加该党组织活动", "takes part"),
    )
}

# How what is recorded stands to what was recorded last.
INSTEAD: Sequence[Named] = (
    Named("false", "变更：原登记到该日为止", "a change: what was recorded ends on that day"),
    Named("true", "更正：上次登记有误，视同没有登记", "a correction: what was recorded last never was"),
)

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("started", "已开出，待回执", "issued, no return slip yet"),
        Named("completed", "已收回执", "return slip received"),
        Named("expired", "已过期，未收回执", "expired without a return slip"),
        Named("revoked", "已作废", "revoked"),
    )
}
