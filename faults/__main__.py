"""`python -m faults [--only F1,F2 | quick] [--n 10] [--seed 1] [--rate 25]`: exit code 1 when an invariant is false."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

from rich.console import Console

from faults import ending
from faults.arena import RATE, Arena, open_arena
from faults.experiments.table import EXPERIMENTS, Experiment
from faults.oracle.invariants import judge
from faults.recovery import trouble_of
from faults.report import Outcome, Tally, print_outcome

QUICK = "quick"
Opening = Callable[..., AbstractAsyncContextManager[Arena]]


def counted(found: Counter[str]) -> str:
    """The most frequent first."""
    return ", ".join(f"{name} × {count}" for name, count in found.most_common()) or "none"


async def strike(arena: Arena, experiment: Experiment, n: int) -> Outcome:
    """Let the clerks work, let the fault strike, heal, wait for quiet, judge."""
    began = time.monotonic()
    arena.tally = Tally()
    restarts = sum(arena.stack.restarts().values())
    arena.load.start()
    try:
        await experiment.run(arena, n)
    finally:
        await arena.load.stop()
    facts = await arena.facts()
    logs, undocumented = arena.site.home / "logs", arena.load.seen.undocumented
    arena.tally.failures += [f"{said} · {trouble_of(logs, each)}" for each, said in undocumented.items()]
    arena.tally.notes.append(f"done {counted(arena.load.seen.kinds)}")
    arena.tally.notes.append(f"refusals {counted(arena.load.seen.codes)}")
    return Outcome(
        experiment.code,
        f"{experiment.title}, {n} ×",
        time.monotonic() - began,
        sum(arena.stack.restarts().values()) - restarts,
        arena.tally,
        facts,
        dict(arena.load.seen.statuses),
        judge(facts),
    )


async def run_each(console: Console, experiments: Sequence[Experiment], n: int, opening: Opening) -> int:
    """Each in an arena of its own. One that cannot be done here says why, and is not counted as broken."""
    broken = 0
    for experiment in experiments:
        if hindrance := experiment.hindrance():
            console.print(f"[bold]{experiment.code}[/bold] {experiment.title} · not tried: {hindrance}", soft_wrap=True)
            continue
        async with opening(prepare=experiment.prepare) as arena:
            outcome = await strike(arena, experiment, n or experiment.full)
            print_outcome(console, outcome)
            broken += not outcome.holds
    return broken


async def run_quick(console: Console, n: int, opening: Opening) -> int:
    """The shortened set, all in one arena."""
    broken = 0
    async with opening() as arena:
        for experiment in EXPERIMENTS:
            if experiment.quick:
                outcome = await strike(arena, experiment, n or 3)
                print_outcome(console, outcome)
                broken += not outcome.holds
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="codes separated by commas, or `quick`")
    parser.add_argument(
        "--n", type=int, default=0, help="how often each fault strikes; else as often as the design says"
    )
    parser.add_argument("--seed", type=int, default=1, help="of everything random on our side")
    parser.add_argument("--rate", type=float, default=RATE, help="requests a second that the clerks try to make")
    asked = parser.parse_args()
    console, opening = Console(), partial(open_arena, asked.seed, asked.rate)
    if asked.only == QUICK:
        return ending.run(run_quick(console, asked.n, opening))
    codes = set(filter(None, asked.only.upper().split(",")))
    if unknown := codes - {each.code for each in EXPERIMENTS}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(e.code for e in EXPERIMENTS)}")
    chosen = [each for each in EXPERIMENTS if not codes or each.code in codes]
    return ending.run(run_each(console, chosen, asked.n, opening))


if __name__ == "__main__":
    sys.exit(main())
