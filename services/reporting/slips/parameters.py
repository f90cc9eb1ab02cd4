"""The colours, within how many working days each is to be answered, what slips are about, and their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.events.reporting_codes import SLIP_COLOUR, SLIP_MATTER, SLIP_OUTCOME
from shared.language import Named

MOST_WORDS = 1_000
COLOURS: Mapping[str, Named] = SLIP_COLOUR.by_code()
MATTERS: Mapping[str, Named] = SLIP_MATTER.by_code()
OUTCOMES: Mapping[str, Named] = SLIP_OUTCOME.by_code()
# In this order; there is none after the last.
ORDER: tuple[str, ...] = ("blue", "orange", "red")


@dataclass(frozen=True, slots=True)
class Terms:
    """From `since` on: working days within which a slip of each colour is to be answered."""

    since: date
    workdays: Mapping[str, int]


# The last one that has begun holds.
TERMS: tuple[Terms, ...] = (Terms(date(2018, 1, 1), {"blue": 3, "orange": 3, "red": 3}),)

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("issued", "待回复", "to be answered"),
        Named("answered", "已回复", "answered"),
        Named("closed", "已结束", "ended"),
    )
}
# What somebody looks for in the list.
SHOWN: tuple[Named, ...] = (*STATES.values(), Named("overdue", "逾期未回复", "overdue"), *OUTCOMES.values())
ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("issue", "发出督办单", "issued"),
        Named("answer", "回复督办单", "answered"),
        Named("return", "退回重新回复", "sent back"),
        Named("settle", "办结督办单", "settled"),
        Named("raise", "升级督办单", "raised"),
        Named("withdraw", "撤回督办单", "withdrawn"),
        Named("overdue", "逾期", "overdue"),
    )
}
