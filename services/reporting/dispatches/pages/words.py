"""Addresses and words of the pages."""

from collections.abc import Mapping
from typing import Any

from services.reporting.dispatches.domain.minutes import week_in_words
from services.reporting.dispatches.parameters import ACTS, SHOWN, STATES
from services.reporting.paper_forms.parameters import STATES as PAPER_STATES

LIST = "/reporting/dispatches"
ONE = LIST + "/{dispatch_id:uuid}"
TASKS = "/reporting/dispatch-tasks"
TASK = TASKS + "/{task_id:uuid}"
BADGES: Mapping[str, str] = {
    "planned": "none",
    "assigned": "due",
    "accepted": "info",
    "done": "due",
    "confirmed": "ok",
    "withdrawn": "none",
}
BADGES_OF_PAPERS: Mapping[str, str] = {"draft": "due", "issued": "ok", "withdrawn": "none"}
WORDS: Mapping[str, Any] = {
    "states": STATES, "badges": BADGES, "shown_words": SHOWN, "acts": ACTS, "week_in_words": week_in_words,
    "paper_states": PAPER_STATES, "paper_badges": BADGES_OF_PAPERS,
}  # fmt: skip
