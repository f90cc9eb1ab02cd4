"""Telling a bad deploy from a poisoned event: one is rare, the other is everything.

The breaker opens when too much would be parked; then nothing is, the batch is rolled back and the consumer stands
still. It tries the same batch again every RETRY_SECONDS, so that it closes by itself once the cause is gone. What
really is poison an operator allows to be parked: so many events, audited (`shared.parked.commands`).
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

WINDOW_EVENTS = 1_000
PARKED_SHARE = 0.05
# So that a few poisoned events on a quiet day are not yet a share of anything.
AT_LEAST = 5
RETRY_SECONDS = 30

READ_ALLOWANCE = text("""SELECT may_park FROM breaker WHERE "group" = :group""")
SPEND_ALLOWANCE = text("""
    UPDATE breaker SET may_park = may_park - :parked WHERE "group" = :group AND may_park >= :parked
""")
RECORD_OPENED = text("""
    INSERT INTO breaker AS kept ("group", opened_at, reason, may_park) VALUES (:group, :now, :reason, 0)
    ON CONFLICT ("group") DO UPDATE
    SET opened_at = coalesce(kept.opened_at, excluded.opened_at), reason = excluded.reason
""")
RECORD_CLOSED = text("""UPDATE breaker SET opened_at = NULL WHERE "group" = :group AND opened_at IS NOT NULL""")


class BreakerOpened(Exception):
    """Too much would be parked: the consumer stops instead, and parks none of it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Events of a batch that were tried. Waiting behind a parked event is not counted, the parked event itself is."""

    applied: int
    parked: int


class Breaker:
    """Watches three things: the batch at hand, the last thousand events that were tried, and failures in a row.

    A batch may be larger than the window, and on a quiet day a batch is one event and the window reaches back for
    weeks: each of the three alone would park hundreds before it noticed.
    """

    def __init__(self) -> None:
        self._window: deque[bool] = deque(maxlen=WINDOW_EVENTS)
        self._in_a_row = 0

    def check(self, tally: Tally) -> None:
        """Before a batch is committed. Raises BreakerOpened, and then does not count the batch."""
        parked = tally.parked
        if not parked:
            return
        window = [*self._window, *(False,) * tally.applied, *(True,) * parked][-WINDOW_EVENTS:]
        in_a_row = 0 if tally.applied else self._in_a_row + parked
        if is_too_much(parked, tally.applied + parked):
            raise BreakerOpened(f"{parked} of the {tally.applied + parked} events of a batch cannot be applied")
        if is_too_much(sum(window), len(window)):
            raise BreakerOpened(f"{sum(window)} of the last {len(window)} events cannot be applied")
        if in_a_row > AT_LEAST:
            raise BreakerOpened(f"the last {in_a_row} events cannot be applied, and none between them could")

    def count(self, tally: Tally) -> None:
        """After a batch is committed. What was parked although it would open, an operator has permitted: it is poison,
        and says nothing about the events after it."""
        try:
            self.check(tally)
        except BreakerOpened:
            tally = Tally(tally.applied, 0)
        self._window.extend((False,) * min(tally.applied, WINDOW_EVENTS))
        self._window.extend((True,) * min(tally.parked, WINDOW_EVENTS))
        self._in_a_row = 0 if tally.applied else self._in_a_row + tally.parked


def is_too_much(parked: int, tried: int) -> bool:
    return parked > max(AT_LEAST, PARKED_SHARE * tried)


async def admit(connection: AsyncConnection, breaker: Breaker, group: str, tally: Tally) -> None:
    """Raises BreakerOpened, unless an operator has allowed as many events to be parked; that is spent then."""
    try:
        breaker.check(tally)
    except BreakerOpened:
        spent = await connection.execute(SPEND_ALLOWANCE, {"group": group, "parked": tally.parked})
        if spent.rowcount != 1:
            raise


async def read_allowance(connection: AsyncConnection, group: str) -> int:
    """How many events an operator allows to be parked although the breaker would open."""
    return (await connection.execute(READ_ALLOWANCE, {"group": group})).scalar_one_or_none() or 0


async def record_opened(connection: AsyncConnection, group: str, opened: BreakerOpened, *, now: datetime) -> None:
    """For whoever asks whether the group's projections can be vouched for."""
    await connection.execute(RECORD_OPENED, {"group": group, "now": now, "reason": str(opened)})


async def record_closed(connection: AsyncConnection, group: str) -> None:
    """After a batch was committed."""
    await connection.execute(RECORD_CLOSED, {"group": group})
