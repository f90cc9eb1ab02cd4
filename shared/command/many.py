"""Many commands that follow each other, such as those of the rows of a file: some fifty share a commit."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from shared.command.mechanism import together
from shared.command.transaction import Work
from shared.database.failures import is_outage

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 50
"""PostgreSQL knows 64 savepoints of a transaction by heart; with more, every snapshot that others take costs more."""
HELD_SECONDS = 1.0
"""What commands have locked they keep so long, and no longer than the last of them takes: on a machine that is busy
fewer share a commit."""

_log = structlog.get_logger(__name__)


async def in_turn(
    work: Work,
    items: Sequence[T],
    act: Callable[[Work, T], Awaitable[R]],
    *,
    at_once: int = AT_ONCE,
    held_seconds: float = HELD_SECONDS,
) -> list[R]:
    """What `act` answers of each, in their order; it answers what a command refuses, too. Where anything else happens
    to one of those that share a commit, these are done again, each in a transaction of its own: a defect is one item's,
    and who waits for what two hold holds nothing else."""
    answers: list[R] = []
    while len(answers) < len(items):
        answers += await _some(work, items[len(answers) : len(answers) + at_once], act, held_seconds)
    return answers


async def _some(work: Work, items: Sequence[T], act: Callable[[Work, T], Awaitable[R]], held_seconds: float) -> list[R]:
    """Of the first of them, as many as there was time for."""
    until, answers = time.monotonic() + held_seconds, list[R]()
    try:
        async with together(work) as shared:
            for item in items:
                answers.append(await act(shared, item))
                if time.monotonic() >= until:
                    break
        return answers
    except Exception as fault:
        if is_outage(fault):
            raise  # whether they were done, nobody knows
        _log.warning("commands_done_one_by_one", commands=len(items), cause=type(fault).__name__)
    return [await act(work, item) for item in items]
