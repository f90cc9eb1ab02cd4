"""Days some months later. Pure."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The corresponding day, or the last of the month where it has none (民法典 art 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
