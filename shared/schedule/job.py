"""What can be due: a job, which a worker knows by its name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.command.transaction import Transaction
from shared.schedule.recurrence import Recurrence

Payload = Mapping[str, Any]


class Missed(StrEnum):
    """What a recurring job does about the times it missed while no worker ran."""

    EACH = "each"  # one run for each of them, the oldest first
    LAST = "last"  # one run, for the last of them


@dataclass(frozen=True, slots=True)
class Due:
    """What a run is told. `at` is the instant that it is for, however late it runs; `key` is "" for a recurrence."""

    key: str
    at: datetime
    payload: Payload


# Answers None when the job is done, or the payload of its next part, which follows at once in its own transaction.
Run = Callable[[Transaction, Due], Awaitable[Payload | None]]


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is the body of a command: what it writes and publishes is committed together with its being done.

    It has no effect outside its transaction, since a failed run is repeated. One that `deletes` because of the clock
    stops when the clock seems to have jumped (`clock_jump`).
    """

    name: str
    run: Run
    recurrence: Recurrence | None = None
    missed: Missed = Missed.LAST
    deletes: bool = False
