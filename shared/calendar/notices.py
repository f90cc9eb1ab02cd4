"""Reading notices: those released with the system, and those of a county, in one form."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from shared.calendar.working_days import Notice, WorkingCalendar


class NoticeUnreadable(ValueError):
    """The message says which year and what is wrong with it."""


@cache
def released_calendar() -> WorkingCalendar:
    """What was known when this version was released."""
    return WorkingCalendar(parse_notices(files(__package__).joinpath("notices.toml").read_text(encoding="utf-8")))


def parse_notices(written: str) -> tuple[Notice, ...]:
    """Notices by year, from TOML as in `notices.toml`. Raises NoticeUnreadable."""
    try:
        years = tomllib.loads(written)
    except tomllib.TOMLDecodeError as fault:
        raise NoticeUnreadable(str(fault)) from None
    return tuple(notice_of(year, given) for year, given in sorted(years.items()))


def notice_of(year: str, given: Mapping[str, Any]) -> Notice:
    """One year's, from what stands under it. Raises NoticeUnreadable."""
    try:
        off = frozenset(day for first, last in given["off"] for day in _days(first, last))
        worked = frozenset(date.fromisoformat(day) for day in given["worked"])
        notice = Notice(int(year), str(given["source"]), off, worked)
    except (KeyError, TypeError, ValueError) as fault:
        raise NoticeUnreadable(f"{year}: {type(fault).__name__} {fault}") from None
    faults = _faults(notice)
    if faults:
        raise NoticeUnreadable(f"{year}: {'; '.join(faults)}")
    return notice


def _faults(notice: Notice) -> Sequence[str]:
    weekdays = sorted(day for day in notice.worked if day.isoweekday() <= 5)
    both = sorted(notice.off & notice.worked)
    elsewhere = sorted(day for day in notice.off | notice.worked if day.year not in (notice.year, notice.year - 1))
    said = {"worked, but no weekend": weekdays, "both off and worked": both, "in another year": elsewhere}
    return [f"{fault}: {', '.join(map(str, days))}" for fault, days in said.items() if days]


def _days(first: str, last: str) -> Iterator[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < begin:
        raise ValueError(f"{last} lies before {first}")
    return (begin + timedelta(days=number) for number in range((end - begin).days + 1))
