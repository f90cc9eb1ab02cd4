"""Noticing that a consumer no longer moves although it should: then only a new process helps."""

STUCK_SECONDS = 25  # looked at every five seconds, so that the process is gone after thirty
# Nobody looked for so long: the process slept, or the machine did, and nothing could move.
SLEPT_SECONDS = 15


class Watchdog:
    def __init__(self) -> None:
        self._progress = -1
        self._since = 0.0
        self._looked = 0.0

    def is_stuck(self, *, lag: int | None, progress: int, at_seconds: float) -> bool:
        """`lag` is None while it cannot be known; `progress` is any number that changes with every move or try."""
        slept, self._looked = at_seconds - self._looked >= SLEPT_SECONDS, at_seconds
        if not lag or slept or progress != self._progress:
            self._progress, self._since = progress, at_seconds
            return False
        return at_seconds - self._since >= STUCK_SECONDS
