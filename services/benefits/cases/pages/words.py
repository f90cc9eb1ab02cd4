"""States and clocks of cases in words."""

from dataclasses import dataclass
from datetime import date

from services.benefits.cases.domain import Case, CaseState
from services.benefits.cases.parameters import DUE_SOON_DAYS
from services.benefits.cases.schemas.exported import STATES
from shared.language import Text


@dataclass(frozen=True, slots=True)
class Badge:
    """`kind` is its colour: ok, due, late, info, none."""

    kind: str
    words: Text


_COLOURS = {CaseState.OPENED: "info", CaseState.ASSIGNED: "info", CaseState.RESOLVED: "ok", CaseState.WITHDRAWN: "none"}


def state_badge(case: Case) -> Badge:
    """Where the case stands."""
    return Badge(_COLOURS[case.state], Text(STATES[case.state].zh, STATES[case.state].en))


def clock_badge(case: Case, today: date) -> Badge:
    """How the case stands to the day it should be ended by."""
    if case.state is CaseState.WITHDRAWN:
        return Badge("none", Text("不再计时", "no clock"))
    if case.resolved_on is not None:
        late = (case.resolved_on - case.due_on).days
        return Badge(
            "none", Text("按期办结", "ended in time") if late <= 0 else _days("办结时逾期", "ended late by", late)
        )
    left = (case.due_on - today).days
    if left < 0:
        return Badge("late", _days("逾期", "late by", -left))
    if left == 0:
        return Badge("due", Text("今日到期", "due today"))
    return Badge("due" if left <= DUE_SOON_DAYS else "none", _days("剩", "left:", left))


def _days(zh: str, en: str, days: int) -> Text:
    return Text(f"{zh} {days} 天", f"{en} {days} days")
