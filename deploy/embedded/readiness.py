"""Waiting for a process until it does its work, or until it is known what keeps it from being ready."""

import time
from collections.abc import Callable

from deploy.embedded.answers import Answer, ask

# What the system has to run for until somebody sees to it, by check: what it then says (docs/operations/upgrades.md,
# reconcile.md, parked.md).
LEFT_TO_PEOPLE = {"projections": "rebuild ", "relay": "see `veterans reconcile`", "consumer": "breaker open"}
PAUSE_SECONDS = 0.05


def wait_for_readiness(
    url: str, deadline: float, gave_up: Callable[[], bool], *, asked: Callable[[str], Answer] = ask
) -> Answer | None:
    """What it says at last: that it is ready, or what is missing, where people see to that or the deadline (of the
    process's clock) is over. None: it does not answer, by then or any more."""
    while True:
        answer = asked(url)
        if answer.is_good or _waits_for_people(answer):
            return answer
        if gave_up():
            return None
        if time.monotonic() > deadline:
            return answer if answer.failing else None
        time.sleep(PAUSE_SECONDS)


def _waits_for_people(answer: Answer) -> bool:
    """All that is missing is somebody who sees to it."""
    known = (name in LEFT_TO_PEOPLE and LEFT_TO_PEOPLE[name] in detail for name, detail in answer.failing.items())
    return bool(answer.failing) and all(known)
