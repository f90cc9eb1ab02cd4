"""How long a loop that a process lives in waits before it tries again.

Not stamina's, which counts the attempts of one call and sleeps to the end: such a loop counts anew after progress, and
wakes when it is asked to stop.
"""

import random

FIRST_SECONDS = 0.05
MOST_DOUBLINGS = 10  # by then it is as long as anybody waits

_RANDOM = random.SystemRandom()


def backoff_seconds(failures: int, longest_seconds: float) -> float:
    """Doubling with each of the `failures` in a row, from about 50 ms to about `longest_seconds`, with jitter."""
    return jittered(min(longest_seconds, FIRST_SECONDS * 2.0 ** min(failures, MOST_DOUBLINGS)))


def jittered(seconds: float) -> float:
    """Between half of it and all, so that processes that failed together do not come back together."""
    return seconds * (0.5 + _RANDOM.random() / 2)
