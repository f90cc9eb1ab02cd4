"""Telling a bad deploy from a poisoned event: one is rare, the other is everything."""

from collections import deque

WINDOW_EVENTS = 1_000
PARKED_SHARE = 0.05
# So that a few poisoned events on a quiet day are not yet a share of anything.
AT_LEAST = 5


class BreakerOpened(Exception):
    """More than a twentieth of the last events would be parked: the consumer stops instead, and parks none of them."""


class Breaker:
    """Watches the last thousand events that were tried. What opened it is for a person to look at; a restart closes it.

    Waiting behind a parked event is not counted, the parked event itself is.
    """

    def __init__(self) -> None:
        self._window: deque[bool] = deque(maxlen=WINDOW_EVENTS)

    def admit(self, *, applied: int, parked: int) -> None:
        """Before a batch is committed. Raises BreakerOpened, and then does not count the batch."""
        if not parked:
            return
        window = [*self._window, *(True,) * parked, *(False,) * applied][-WINDOW_EVENTS:]
        failures = sum(window)
        if failures > max(AT_LEAST, PARKED_SHARE * len(window)):
            raise BreakerOpened(f"{failures} of the last {len(window)} events cannot be applied")

    def count(self, *, applied: int, parked: int) -> None:
        """After a batch is committed."""
        self._window.extend((True,) * parked)
        self._window.extend((False,) * min(applied, WINDOW_EVENTS))
