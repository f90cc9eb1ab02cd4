"""`python -m tests.mutants [--n 300] [--seed 1] [--only shared/outbox]`: which small changes do the tests miss?

Exit code 1 when fewer than 92 of 100 are noticed.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from tests.architecture.tree import ROOT
from tests.mutants.mutations import mutations
from tests.mutants.runner import Mutant, Verdict, copies, judge_all
from tests.mutants.scope import mutated_modules

GOAL = 0.92
WORKERS = 2


def sample(modules: Iterable[Path], n: int, seed: int) -> list[Mutant]:
    """`n` of all mutants of the modules, drawn evenly and in any order: those tried so far are a sample too."""
    every = [
        Mutant(module, mutation)
        for module in modules
        for mutation in mutations((ROOT / module).read_text(encoding="utf-8"))
    ]
    chosen = random.Random(seed).sample(range(len(every)), min(n, len(every)))
    return [every[number] for number in chosen]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=300, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--only", default="", help="modules whose path begins with this")
    asked = parser.parse_args()
    modules = [module for module in mutated_modules() if module.as_posix().startswith(asked.only)]
    mutants = sample(modules, asked.n, asked.seed)
    console, counts = Console(highlight=False), Counter[Verdict]()
    with tempfile.TemporaryDirectory(prefix="veterans-mutants-") as folder, copies(Path(folder), WORKERS) as free:
        for mutant, verdict in judge_all(mutants, free, WORKERS):
            counts[verdict] += 1
            console.print(f"{verdict:9} {mutant}", soft_wrap=True, markup=False)
    noticed = 1 - counts[Verdict.SURVIVED] / max(1, counts.total())
    counted = ", ".join(f"{verdict} {count}" for verdict, count in counts.items())
    console.print(f"{counted}: {noticed:.0%} noticed, goal {GOAL:.0%}")
    return 0 if noticed >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
