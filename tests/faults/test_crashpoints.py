"""The list of crash points is complete, and a point that is not armed does nothing."""

import os
import re
import signal
import subprocess
import sys

from shared.crashpoint import POINTS
from tests.architecture.tree import ROOT, python_files

VISITOR = "tests.faults.visitor"
REACHED = re.compile(r"\breach\(\s*\"([^\"]+)\"\s*\)")
ARMED = re.compile(r"shared\.crashpoint import .*\b(arm|Armed|_armed)\b|import shared|from shared import .*crashpoint")


def visit(*words: str) -> subprocess.CompletedProcess[str]:
    """`python -m …`: a program that passes `relay.after-ack` three times, saying which time it is."""
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


class TestTheListOfCrashPoints:
    def test_is_exactly_what_the_code_passes(self) -> None:
        passed: list[str] = []
        for path in python_files("shared", "services"):
            if path.name != "crashpoint.py":
                passed += REACHED.findall((ROOT / path).read_text(encoding="utf-8"))
        assert sorted(passed) == sorted(POINTS)


class TestAnArmedProcess:
    def test_kills_itself_at_the_visit_that_was_named(self) -> None:
        ended = visit("faults.crashing", "relay.after-ack:2", VISITOR)
        assert ended.returncode == -signal.SIGKILL
        assert ended.stdout.split() == ["0", "1"]

    def test_passes_other_points(self) -> None:
        assert visit("faults.crashing", "relay.after-mark", VISITOR).returncode == os.EX_OK

    def test_is_what_it_is_by_itself(self) -> None:
        ended = visit("faults.crashing", "relay.after-mark", VISITOR, "rebuild", "figures")
        assert ended.stdout.splitlines()[-1] == "__main__ rebuild figures"

    def test_cannot_be_armed_at_a_point_that_does_not_exist(self) -> None:
        assert "UnknownPoint: 'relay.nowhere'" in visit("faults.crashing", "relay.nowhere", VISITOR).stderr


class TestAnUnarmedProcess:
    def test_passes_every_point(self) -> None:
        assert visit(VISITOR).stdout.splitlines() == ["0", "1", "2", "__main__ "]

    def test_is_every_process_that_is_not_started_by_an_experiment(self) -> None:
        assert [
            str(path)
            for path in python_files("shared", "services", "deploy")
            if path.name != "crashpoint.py" and ARMED.search((ROOT / path).read_text(encoding="utf-8"))
        ] == []
