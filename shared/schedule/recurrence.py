"""When something recurs: at times of the day, on certain days of the calendar in Asia/Shanghai. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import SHANGHAI, local_date

_DAY = timedelta(days=1)
# Eight years hold a 29 February even around 2100.
_MOST_DAYS = 8 * 366


@dataclass(frozen=True, slots=True)
class Recurrence:
    """At each of `times` (local) of every day that `on` holds for; `times` ascend."""

    times: tuple[time, ...]
    on: Callable[[date], bool] = lambda _day: True

    def after(self, instant: datetime) -> datetime:
        """The first occurrence later than `instant`, in UTC. Raises ValueError when there is none in eight years."""
        return next(each for each in self._occurrences(local_date(instant), _DAY) if each > instant)

    def latest(self, instant: datetime) -> datetime:
        """The last occurrence at or before `instant`. Raises ValueError when there is none in eight years."""
        return next(each for each in self._occurrences(local_date(instant), -_DAY) if each <= instant)

    def _occurrences(self, first: date, step: timedelta) -> Iterator[datetime]:
        times = self.times if step > timedelta(0) else tuple(reversed(self.times))
        for number in range(_MOST_DAYS):
            day = first + number * step
            if self.on(day):
                yield from (datetime.combine(day, at, SHANGHAI).astimezone(UTC) for at in times)
        raise ValueError(f"nothing recurs within eight years of {first}")


def hourly(minute: int = 0) -> Recurrence:
    """At this minute of every hour."""
    return Recurrence(tuple(time(hour, minute) for hour in range(24)))


def daily(at: time) -> Recurrence:
    return Recurrence((at,))


def weekly(iso_weekday: int, at: time) -> Recurrence:
    """`iso_weekday`: Monday is 1."""
    return Recurrence((at,), lambda day: day.isoweekday() == iso_weekday)


def monthly(day_of_month: int, at: time) -> Recurrence:
    """On this day, 1 to 28: every month has it."""
    if not 1 <= day_of_month <= 28:
        raise ValueError(f"not every month has a day {day_of_month}")
    return Recurrence((at,), lambda day: day.day == day_of_month)
