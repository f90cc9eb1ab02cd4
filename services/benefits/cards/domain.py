"""What a card must be, and how long it waits for its holder. Pure."""

from collections.abc import Collection, Sequence
from datetime import date

from shared.calendar.months import months_after
from shared.calendar.working_days import WorkingCalendar
from shared.entries.domain import Facts, too_early
from shared.refusal import FieldFault

RULE_SINCE = date(2021, 12, 14)
"""Since when a card can be applied for; before there was none."""
WORKING_DAYS, MONTHS = 10, 3
"""A station delivers within so many working days; after so many months a card whose holder is not reached goes back."""


def last_days(arrived_on: date | None, calendar: WorkingCalendar) -> Facts:
    """Of a card at the station: its last day to be delivered in time, the first on which it may go back. Raises
    `CalendarYearMissing`."""
    if arrived_on is None:
        return {"due_on": None, "return_on": None}
    return {
        "due_on": calendar.add_working_days(arrived_on, WORKING_DAYS),
        "return_on": months_after(arrived_on, MONTHS),
    }


def faults_of_card(facts: Facts) -> Sequence[FieldFault]:
    """It was applied for since that was possible, and goes back not before its time."""
    found = [too_early("applied_on", RULE_SINCE)] if facts["applied_on"] < RULE_SINCE else []
    returned_on, return_on = facts.get("returned_on"), facts.get("return_on")
    is_early = returned_on is not None and return_on is not None and returned_on < return_on
    return [*found, *([too_early("returned_on", return_on)] if is_early else [])]


def days_of_the_family(_facts: Facts) -> Collection[str]:
    """After a death a card is cancelled, or goes back."""
    return ("returned_on", "cancelled_on")
