"""Whoever looks now and then looks at the same instants as all others, so that an idle machine wakes once for all.

Waking a processor for one question costs several times the question itself.
"""

import time


def until_tick(seconds: float, *, at: float | None = None) -> float:
    """How long from `at` (seconds of the machine's monotonic clock; now) to the next multiple of `seconds`: never 0.

    The clock is the machine's, so the ticks of all its processes fall together.
    """
    present = time.monotonic() if at is None else at
    return seconds - present % seconds
