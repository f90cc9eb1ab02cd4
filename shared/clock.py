"""The only place that reads the wall clock. Everything else is told the time."""

from datetime import UTC, date, datetime, timedelta, timezone

# China has kept one zone without daylight saving since September 1991; no instant this system records is older.
# A fixed offset needs no zone database, which slim images lack.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar date in Asia/Shanghai on which an aware instant falls."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone: an instant must be aware")
    return instant.astimezone(SHANGHAI).date()
