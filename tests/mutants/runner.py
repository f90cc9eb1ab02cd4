"""Runs the tests of a module over each of its mutants, in copies of the tree."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import Queue

from tests.architecture.tree import ROOT
from tests.mutants.mutations import Mutation
from tests.mutants.scope import covering, nearest_first

COPIED = ("services", "shared", "deploy", "bench", "faults", "tests", "docs")
FIRST_SECONDS = 1_800.0
INTERRUPT_SECONDS = 20.0
SAID = 2_000
PATIENCE = 3  # so many times as long as without the mutation: then it hangs, which is noticed as well


class Verdict(StrEnum):
    NOTICED = "noticed"
    HANGS = "hangs"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Mutant:
    module: Path
    mutation: Mutation

    def __str__(self) -> str:
        return f"{self.module}:{self.mutation.line} {self.mutation.what}"


class TestsFail(Exception):
    """They do so without any mutation: nothing can be learned from them. Says how they end."""


@contextmanager
def copies(folder: Path, count: int) -> Iterator["Queue[Path]"]:
    """So many copies of the tree, to be taken and put back."""
    free: Queue[Path] = Queue()
    for number in range(count):
        copy = folder / str(number)
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.glob("*.*"):
            if path.is_file():
                shutil.copy(path, copy)
        free.put(copy)
    yield free


def judge_all(mutants: Sequence[Mutant], free: "Queue[Path]", workers: int) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant with what became of it, as they come. Raises `TestsFail`."""
    sets = sorted({covering(mutant.module) for mutant in mutants})
    with ThreadPoolExecutor(workers) as pool:
        seconds = dict(zip(sets, pool.map(lambda tests: _unmutated(tests, free), sets), strict=True))
        verdicts = pool.map(lambda mutant: _judge(mutant, seconds[covering(mutant.module)], free), mutants)
        yield from zip(mutants, verdicts, strict=True)


def _unmutated(tests: Sequence[str], free: "Queue[Path]") -> float:
    """How long the tests take when nothing is changed."""
    copy = free.get()
    began = time.monotonic()
    try:
        if said := _failure(tests, copy, FIRST_SECONDS):
            raise TestsFail(f"{' '.join(tests)}: {said}")
    finally:
        free.put(copy)
    return time.monotonic() - began


def _judge(mutant: Mutant, seconds: float, free: "Queue[Path]") -> Verdict:
    copy = free.get()
    path = copy / mutant.module
    source = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.mutation.apply(source), encoding="utf-8")
        tests = nearest_first(mutant.module, covering(mutant.module))
        said = _failure(tests, copy, PATIENCE * seconds + 10)
    except subprocess.TimeoutExpired:
        return Verdict.HANGS
    finally:
        path.write_text(source, encoding="utf-8")
        free.put(copy)
    return Verdict.NOTICED if said else Verdict.SURVIVED


def _failure(tests: Sequence[str], copy: Path, seconds: float) -> str:
    """The last that they say when one fails, or nothing. Raises TimeoutExpired."""
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *dict.fromkeys(tests)]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, cwd=copy, stdout=said, stderr=subprocess.STDOUT) as running,
    ):
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            _interrupt(running)
            raise
        said.seek(0)
        return said.read()[-SAID:] or f"exit {running.returncode}" if running.returncode else ""


def _interrupt(running: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C does, so that the servers the tests have started are ended; by force when that does not help."""
    running.send_signal(signal.SIGINT)
    try:
        running.wait(INTERRUPT_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
