"""Days, ISO weeks, ten-day periods (旬), months and years, by the calendar date in Asia/Shanghai. Pure.

Each says of a day in which one it lies (`of`), its bounds, its neighbours, and its `code`, as events call it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Self

_DAY = timedelta(days=1)


class Third(IntEnum):
    """上旬 1–10, 中旬 11–20, 下旬 21 to the end of the month."""

    FIRST = 1
    MIDDLE = 2
    LAST = 3

    @property
    def zh(self) -> str:
        return {Third.FIRST: "上旬", Third.MIDDLE: "中旬", Third.LAST: "下旬"}[self]


@dataclass(frozen=True, slots=True, order=True)
class TenDays:
    """A ten-day period: ten days, but the last of a month has 8, 9, 10 or 11."""

    year: int
    month: int
    third: Third

    @classmethod
    def of(cls, day: date) -> Self:
        """The one in which `day` lies."""
        return cls(day.year, day.month, Third(min(3, (day.day + 9) // 10)))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 10 * self.third - 9)

    @property
    def last(self) -> date:
        return self.following.first - _DAY

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def following(self) -> "TenDays":
        if self.third is not Third.LAST:
            return TenDays(self.year, self.month, Third(self.third + 1))
        year, month = divmod(12 * self.year + self.month, 12)
        return TenDays(year, month + 1, Third.FIRST)

    @property
    def preceding(self) -> "TenDays":
        return TenDays.of(self.first - _DAY)

    @property
    def code(self) -> str:
        """2019-03-A, -B or -C."""
        return f"{self.year:04}-{self.month:02}-{'ABC'[self.third - 1]}"

    @property
    def zh(self) -> str:
        return f"{self.year}年{self.month}月{self.third.zh}"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, Monday to Sunday; its year is that of its Thursday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The one in which `day` lies."""
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first + 6 * _DAY

    @property
    def following(self) -> "Week":
        return Week.of(self.last + _DAY)

    @property
    def preceding(self) -> "Week":
        return Week.of(self.first - _DAY)

    @property
    def code(self) -> str:
        """2019-W18, as ISO 8601 writes it."""
        return f"{self.year:04}-W{self.number:02}"

    @classmethod
    def read(cls, code: str) -> Self:
        """What `code` wrote."""
        year, _, number = code.partition("-W")
        return cls(int(year), int(number))

    @property
    def zh(self) -> str:
        return f"{self.year}年第{self.number}周"

    @property
    def days_zh(self) -> str:
        """From when to when: 4月29日至5月5日."""
        first, last = self.first, self.last
        return f"{first.month}月{first.day}日至{last.month}月{last.day}日"


@dataclass(frozen=True, slots=True, order=True)
class CalendarMonth:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The one in which `day` lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.following.first - _DAY

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def following(self) -> "CalendarMonth":
        year, month = divmod(12 * self.year + self.number, 12)
        return CalendarMonth(year, month + 1)

    @property
    def preceding(self) -> "CalendarMonth":
        return CalendarMonth.of(self.first - _DAY)

    @property
    def code(self) -> str:
        """2019-04."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def zh(self) -> str:
        return f"{self.year}年{self.number}月"


@dataclass(frozen=True, slots=True, order=True)
class CalendarYear:
    """1 January to 31 December."""

    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The one in which `day` lies."""
        return cls(day.year)

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def following(self) -> "CalendarYear":
        return CalendarYear(self.year + 1)

    @property
    def preceding(self) -> "CalendarYear":
        return CalendarYear(self.year - 1)

    @property
    def code(self) -> str:
        """2019."""
        return f"{self.year:04}"

    @property
    def zh(self) -> str:
        return f"{self.year}年"


@dataclass(frozen=True, slots=True, order=True)
class SingleDay:
    """A day as a period of its own."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """This one."""
        return cls(day)

    @property
    def last(self) -> date:
        return self.first

    @property
    def days(self) -> int:
        return 1

    @property
    def following(self) -> "SingleDay":
        return SingleDay(self.first + _DAY)

    @property
    def preceding(self) -> "SingleDay":
        return SingleDay(self.first - _DAY)

    @property
    def code(self) -> str:
        """2019-04-30."""
        return self.first.isoformat()

    @property
    def zh(self) -> str:
        return f"{self.first.year}年{self.first.month}月{self.first.day}日"


Period = SingleDay | Week | TenDays | CalendarMonth | CalendarYear
