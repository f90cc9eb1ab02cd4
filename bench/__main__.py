"""`python -m bench [--only G3[,G7]] [--quick]`"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

import uvloop

from bench import machine, report
from bench.goals import GOALS
from bench.measuring import FULL, QUICK
from bench.stage import Stage
from bench.targets import Goal, Verdict
from shared import garbage
from shared.logs import configure_logging


def main() -> int:
    """The exit code is 1 when a goal is missed or void."""
    asked = _asked()
    wanted = [code.strip().upper() for code in asked.only.split(",") if code.strip()]
    unknown = set(wanted) - {goal.code for goal in GOALS}
    if unknown:
        sys.stderr.write(f"no such goal: {', '.join(sorted(unknown))}\n")
        return 2
    goals = [goal for goal in GOALS if not wanted or goal.code in wanted]
    configure_logging(service="bench", level="ERROR")
    garbage.settle()  # as every worker does
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return 0 if runner.run(_measure(goals, quick=asked.quick)) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", default="", help="goals to measure, separated by commas; all when empty")
    parser.add_argument("--quick", action="store_true", help="a few seconds each: whether it runs, not how fast it is")
    return parser.parse_args()


async def _measure(goals: Sequence[Goal], *, quick: bool) -> bool:
    facts = machine.describe()
    report.print_machine(facts)
    verdicts: list[Verdict] = []
    for goal in goals:
        began = time.monotonic()
        with Stage() as stage:  # a fresh one each: what a goal leaves behind slows no other
            findings = await goal.measure(stage, QUICK if quick else FULL)
        report.print_goal(goal, findings, time.monotonic() - began)
        report.keep(goal, findings, machine.describe(), quick=quick)
        verdicts += [finding.verdict for finding in findings]
    return all(verdict is Verdict.MET for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(main())
