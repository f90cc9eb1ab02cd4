"""After failed sign-ins the next try has to wait, longer each time; nobody is locked out by a stranger.

Three counts are kept of each failure: of the user name from this address, of this address, of the user name from
anywhere. Where the account has signed in from lately, only the first one counts: what strangers do elsewhere does not
delay its holder there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.refusal import TooMany

# Without a failure for so long, the count begins anew.
FORGOTTEN_AFTER = timedelta(hours=1)
# An address that a user name has signed in from within this time is its own.
KNOWN_FOR = timedelta(days=30)


class Count(StrEnum):
    """Whose failures are counted."""

    NAME_HERE = "name-here"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures without a delay; then `first_seconds`, doubled with each failure, up to `most_seconds`."""

    free: int
    first_seconds: int
    most_seconds: int

    def delay(self, failed_count: int) -> timedelta:
        doublings = failed_count - self.free - 1
        if doublings < 0:
            return timedelta(0)
        return timedelta(seconds=min(self.most_seconds, self.first_seconds << min(doublings, 16)))


LIMITS: Mapping[Count, Limit] = {
    Count.NAME_HERE: Limit(free=3, first_seconds=2, most_seconds=300),
    # Many people may sit behind one address.
    Count.ADDRESS: Limit(free=20, first_seconds=2, most_seconds=300),
    # A delay that a stranger can cause from elsewhere: bearable, yet a thousand addresses guess no faster than one.
    Count.NAME: Limit(free=10, first_seconds=1, most_seconds=4),
}


class SignInDelayed(TooMany):
    """Too many failures; whether the user name is known makes no difference."""

    code = "sign-in-delayed"
    zh = "连续输错次数较多，请在 {retry_after_seconds} 秒后重试。"
    en = "Too many failed attempts; try again in {retry_after_seconds} seconds."


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to sign in: a keyed hash of the user name as it was typed, and the network address."""

    name_hash: bytes
    address: str

    def key(self, count: Count) -> tuple[bytes, str]:
        """What a count is kept under: name and address, with nothing in the place of what does not matter."""
        return (
            b"" if count is Count.ADDRESS else self.name_hash,
            "" if count is Count.NAME else self.address,
        )


@dataclass(frozen=True, slots=True)
class Failures:
    """One count as it is kept: the next try may come at `retry_at`; None: at any time."""

    retry_at: datetime | None
    succeeded_at: datetime | None


FailuresByCount = Mapping[Count, Failures]


def is_known(kept: FailuresByCount, *, now: datetime) -> bool:
    """Whether the user name has signed in from this address lately."""
    here = kept.get(Count.NAME_HERE)
    return here is not None and here.succeeded_at is not None and now - here.succeeded_at <= KNOWN_FOR


def counted(kept: FailuresByCount, *, now: datetime) -> tuple[Count, ...]:
    """The counts that matter to this attempt."""
    return (Count.NAME_HERE,) if is_known(kept, now=now) else tuple(Count)


def check_delay(kept: FailuresByCount, *, now: datetime) -> None:
    """Raises `SignInDelayed`."""
    waits = [_wait(count, kept[count], now=now) for count in counted(kept, now=now) if count in kept]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise SignInDelayed(retry_after_seconds=-(-longest // timedelta(seconds=1)))


def _wait(count: Count, failures: Failures, *, now: datetime) -> timedelta:
    """None where it would be longer than any delay is: then the clock was set back since."""
    wait = failures.retry_at - now if failures.retry_at else timedelta(0)
    return wait if wait <= timedelta(seconds=LIMITS[count].most_seconds) else timedelta(0)
