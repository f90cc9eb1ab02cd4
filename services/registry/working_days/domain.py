"""A year as it is worked (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from shared.calendar.working_days import Notice, WorkingCalendar
from shared.refusal import NotFound

_DAY = timedelta(days=1)
_FRIDAY = 5


class NoticeNotFound(NotFound):
    """Of such a year nothing is guessed. `year`."""

    code = "holiday-notice-not-found"
    zh = "尚无{year}年的放假调休安排。"
    en = "There is no notice on public holidays of {year}."


@dataclass(frozen=True, slots=True)
class Month:
    """How many days of it are worked; which of Monday to Friday are not, and which of the weekend are."""

    first: date
    working_days: int
    off: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """By the notice with this document number."""

    year: int
    source: str
    months: tuple[Month, ...]

    @property
    def working_days(self) -> int:
        return sum(month.working_days for month in self.months)


def year_of(calendar: WorkingCalendar, year: int) -> Year:
    """Raises `NoticeNotFound`."""
    notice = _notice_of(calendar, year)
    first = date(year, 1, 1)
    days = [first + _DAY * number for number in range((date(year, 12, 31) - first).days + 1)]
    months = groupby(days, key=lambda day: day.month)
    return Year(year, notice.source, tuple(_month(calendar, tuple(own)) for _, own in months))


def _notice_of(calendar: WorkingCalendar, year: int) -> Notice:
    for notice in calendar.notices:
        if notice.year == year:
            return notice
    raise NoticeNotFound(year=year)


def _month(calendar: WorkingCalendar, days: tuple[date, ...]) -> Month:
    working = frozenset(day for day in days if calendar.is_working_day(day))
    off = tuple(day for day in days if day.isoweekday() <= _FRIDAY and day not in working)
    worked = tuple(day for day in days if day.isoweekday() > _FRIDAY and day in working)
    return Month(days[0], len(working), off, worked)
