"""`python -m faults.crashing POINT MODULE [WORD…]`: what `python -m MODULE WORD…` runs, armed to die at a point.

The point is one of `shared.crashpoint.POINTS`, or `point:visits`. Only here is a process ever armed.
"""

import runpy
import sys
from dataclasses import replace

from deploy.embedded.program import Program
from shared.crashpoint import arm


def crashing(program: Program, point: str) -> Program:
    """The same program (`python -m module …`), armed."""
    python, dash_m, *module = program.argv
    return replace(program, argv=(python, dash_m, "faults.crashing", point, *module))


def main() -> None:
    point, module, *words = sys.argv[1:]
    arm(point)
    sys.argv[1:] = words
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
