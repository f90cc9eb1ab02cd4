"""What time it is: in the county, and on this machine. The one place, with tokens, that reads the wall clock.

The county lives by `now`: everything that is recorded, decided and due. Where people are invented, it may be ahead of
the machine, or behind (`VETERANS_CLOCK_AHEAD`); then what others judge by their own clocks keeps to `machine_now`:
tokens, and what libraries do by themselves (TLS, HTTP dates, Kafka timestamps, logs, ids, the database's now()).
"""

from datetime import UTC, date, datetime, timedelta, timezone

# China has kept one zone without daylight saving since September 1991; no instant this system records is older.
# A fixed offset needs no zone database, which slim images lack.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


# What somebody may mean by a date; a slip of the pen in between is for the rules of its subject.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)


class _County:
    ahead = timedelta(0)


def set_ahead(ahead: timedelta) -> None:
    """Let the county of this process live so much later than the machine; negative: earlier. Once, at the start."""
    _County.ahead = ahead


def now() -> datetime:
    """The county's present instant, aware, UTC."""
    return machine_now() + _County.ahead


def machine_now() -> datetime:
    """The machine's present instant, aware, UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar date in Asia/Shanghai on which an aware instant falls."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone: an instant must be aware")
    return instant.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The last instant, in UTC, of a calendar date in Asia/Shanghai: what was known on that day was known by then."""
    return start_of(day + timedelta(days=1)) - timedelta.resolution


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which a calendar date begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
