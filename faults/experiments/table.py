"""The experiments, in the order they run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from faults.arena import Arena
from faults.experiments import f01_kill


@dataclass(frozen=True, slots=True)
class Experiment:
    """`full` is how often the fault strikes unless fewer are asked for. `quick`: part of the shortened set."""

    code: str
    title: str
    full: int
    run: Callable[[Arena, int], Awaitable[None]]
    quick: bool = False


EXPERIMENTS = (Experiment("F1", "SIGKILL of a random process every 1–5 s", 300, f01_kill.run, quick=True),)
