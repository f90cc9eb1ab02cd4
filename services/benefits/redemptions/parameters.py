"""How long codes last, how many digits they have, and how often somebody may err."""

from collections.abc import Mapping
from datetime import timedelta

from shared.events.merchant_codes import DISCOUNT_REFUSAL, DISCOUNT_REVERSAL
from shared.language import Named

ONE_TIME, PRINTED = "one-time", "printed"
DIGITS: Mapping[str, int] = {ONE_TIME: 6, PRINTED: 12}
"""A printed code lasts for months, so that it has to be longer to be as hard to guess."""
ONE_TIME_LASTS = timedelta(seconds=60)
PRINTED_LASTS = timedelta(days=366)
"""At most; the centre says until which day."""
HELD_FOR = timedelta(minutes=15)
"""So long a code that was verified at a shop can be redeemed there, and nowhere else."""
KEPT_FOR = timedelta(hours=1)
"""So long the surname beside a code stays after it can be used no more."""
MOST_MISSES = 20
"""Wrong codes an hour at one shop's clerk."""
MOST_CODES = 60
"""Codes that somebody is shown an hour."""

DRIVING = "driving"
"""The line of business of which a limit is counted by the class of licence that somebody learns for."""
_CLASSES = {
    "a1": ("大型客车", "large buses"),
    "a2": ("重型牵引挂车", "heavy tractors with trailers"),
    "a3": ("城市公交车", "city buses"),
    "b1": ("中型客车", "medium buses"),
    "b2": ("大型货车", "large lorries"),
    "c1": ("小型汽车", "cars"),
    "c2": ("小型自动挡汽车", "cars with automatic transmission"),
    "c3": ("低速载货汽车", "low-speed lorries"),
    "c4": ("三轮汽车", "three-wheeled vehicles"),
    "c5": ("残疾人专用小型自动挡载客汽车", "cars for disabled persons"),
    "c6": ("轻型牵引挂车", "light tractors with trailers"),
    "d": ("普通三轮摩托车", "three-wheeled motorcycles"),
    "e": ("普通二轮摩托车", "motorcycles"),
    "f": ("轻便摩托车", "light motorcycles"),
    "m": ("轮式专用机械车", "wheeled machinery"),
}
LICENCE_CLASSES: Mapping[str, Named] = {
    code: Named(code, f"{code.upper()}（{zh}）", f"{code.upper()}, {en}") for code, (zh, en) in _CLASSES.items()
}
"""机动车驾驶证申领和使用规定."""

REDEEMED, REJECTED, REVERSED = "redeemed", "rejected", "reversed"
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(REDEEMED, "已核销", "redeemed"),
        Named(REJECTED, "不予核销", "refused"),
        Named(REVERSED, "已撤回", "taken back"),
    )
}
REFUSALS, REVERSALS = DISCOUNT_REFUSAL.by_code(), DISCOUNT_REVERSAL.by_code()
CODE_NOT_VALID, NOT_ELIGIBLE = "code-not-valid", "not-eligible"
"""What a shop alone is told."""
OF_THE_PERSON = frozenset({"subject-not-covered", "relation-not-covered", "relation-ended"})
"""Reasons that would tell a shop who somebody is, or that a marriage has ended: it is told `not-eligible`."""
TOLD_TO_SHOPS: Mapping[str, Named] = {
    **{code: each for code, each in REFUSALS.items() if code not in OF_THE_PERSON},
    CODE_NOT_VALID: Named(CODE_NOT_VALID, "优惠码无效或者已过期", "the code is none, or has expired"),
    NOT_ELIGIBLE: Named(NOT_ELIGIBLE, "不能享受", "may not have it"),
}
