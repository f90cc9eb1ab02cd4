"""Waiting for a process until it does its work, or until it is known what keeps it from being ready."""

import time
from collections.abc import Callable

from deploy.embedded.answers import Answer, ask

# What the system has to run for until somebody sees to it (docs/operations/upgrades.md).
LEFT_TO_PEOPLE = frozenset({"projections"})
PAUSE_SECONDS = 0.05


def wait_for_readiness(
    url: str, deadline: float, gave_up: Callable[[], bool], *, asked: Callable[[str], Answer] = ask
) -> Answer | None:
    """What it says at last: that it is ready, or what is missing, where people see to that or the deadline (of the
    process's clock) is over. None: it does not answer, by then or any more."""
    while True:
        answer = asked(url)
        if answer.is_good or (answer.failing and LEFT_TO_PEOPLE.issuperset(answer.failing)):
            return answer
        if gave_up():
            return None
        if time.monotonic() > deadline:
            return answer if answer.failing else None
        time.sleep(PAUSE_SECONDS)
