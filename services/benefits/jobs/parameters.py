"""Why a posting suits somebody, what each reason weighs, and what is pushed."""

from collections.abc import Mapping, Sequence

from shared.events.work_codes import JOB_PLACE
from shared.language import Named

WANTED, TRAINED, NEAR, PAID, FIRST, NEW = (
    "wanted-occupation",
    "trained-for-it",
    "near-enough",
    "wage-enough",
    "veterans-first",
    "new-this-week",
)
REASONS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(WANTED, "符合求职工种", "the work that was wished for"),
        Named(TRAINED, "参加过该工种培训", "was trained for it"),
        Named(NEAR, "在求职地点范围内", "within the places that were wished for"),
        Named(PAID, "达到期望月薪", "pays what was wished for"),
        Named(FIRST, "优先招用退役军人", "takes veterans first"),
        Named(NEW, "本周新增", "new this week"),
    )
}
WEIGHTS: Mapping[str, int] = {WANTED: 8, TRAINED: 6, PAID: 4, FIRST: 3, NEW: 2, NEAR: 1}

PLACES: Sequence[str] = tuple(JOB_PLACE.by_code())
"""From near to far: whoever would go far, would go near."""

MOST_PUSHED = 5
"""Postings in what is pushed to somebody in a week."""
CHUNK = 200
"""Persons in one transaction."""
