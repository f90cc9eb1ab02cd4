"""Working days of China: Monday to Friday, but for the days off and the worked weekends of each year's notice. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from shared.refusal import Unavailable

_DAY = timedelta(days=1)
_FRIDAY = 5


class CalendarYearMissing(Unavailable):
    """Nobody has entered that year's notice. `year`."""

    code = "calendar-year-missing"
    zh = "尚未录入{year}年的放假调休安排，无法计算工作日；请系统管理员先行录入。"
    en = "The notice on public holidays of {year} has not been entered, so working days cannot be counted."


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's. `source` is its document number; `off` are the days off, `worked` the weekend days worked instead.

    A few of them may lie in the last days of the year before.
    """

    year: int
    source: str
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class WorkingCalendar:
    """What is known. Every question about a year without a notice raises CalendarYearMissing, never guesses."""

    notices: tuple[Notice, ...]

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(notice.year for notice in self.notices)

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(day for notice in self.notices for day in notice.off)

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(day for notice in self.notices for day in notice.worked)

    def is_working_day(self, day: date) -> bool:
        if day.year not in self.years:
            raise CalendarYearMissing(year=day.year)
        return day in self._worked or (day.isoweekday() <= _FRIDAY and day not in self._off)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day`, which is not counted itself; before it when `count` is negative.

        "Within ten working days of 2 March" ends on `add_working_days(2 March, 10)`. 0 is `day` itself.
        """
        if count == 0:
            return day
        step = _DAY if count > 0 else -_DAY
        return next(islice(self._working_days(day + step, step), abs(count) - 1, None))

    def amended(self, notices: Iterable[Notice]) -> "WorkingCalendar":
        """These notices instead of those of the same years."""
        by_year = {notice.year: notice for notice in (*self.notices, *notices)}
        return WorkingCalendar(tuple(by_year[year] for year in sorted(by_year)))

    def _working_days(self, first: date, step: timedelta) -> Iterator[date]:
        day = first
        while True:
            if self.is_working_day(day):
                yield day
            day += step
