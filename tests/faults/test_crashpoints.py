"""The list of crash points is complete, and a point that is not armed does nothing."""

import os
import re
import signal
import subprocess
import sys

import pytest
from pydantic import ValidationError

from shared.crashpoint import POINTS, UnknownPoint, parsed
from tests.architecture.tree import ROOT, python_files
from tests.databases import given_settings, settings_class_of

REACHED = re.compile(r"\breach\(\s*\"([^\"]+)\"\s*\)")
VISITOR = """
import sys
from shared.crashpoint import arm, reach
arm(sys.argv[1])
for visit in range(3):
    print(visit, flush=True)
    reach("relay.after-ack")
"""


def visit(crash_at: str) -> subprocess.CompletedProcess[str]:
    """A program that passes `relay.after-ack` three times, saying which time it is."""
    program = [sys.executable, "-c", VISITOR, crash_at]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)


class TestTheListOfCrashPoints:
    def test_is_exactly_what_the_code_passes(self) -> None:
        passed: list[str] = []
        for path in python_files("shared", "services"):
            if path.name != "crashpoint.py":
                passed += REACHED.findall((ROOT / path).read_text(encoding="utf-8"))
        assert sorted(passed) == sorted(POINTS)


class TestAnArmedProcess:
    def test_kills_itself_at_the_visit_that_was_named(self) -> None:
        ended = visit("relay.after-ack:2")
        assert ended.returncode == -signal.SIGKILL
        assert ended.stdout.split() == ["0", "1"]

    def test_passes_other_points(self) -> None:
        assert visit("relay.after-mark").returncode == os.EX_OK


class TestAnUnarmedProcess:
    def test_passes_every_point(self) -> None:
        assert visit("").stdout.split() == ["0", "1", "2"]


class TestCrashAt:
    def test_refuses_a_point_that_does_not_exist(self) -> None:
        with pytest.raises(UnknownPoint):
            parsed("relay.nowhere")

    def test_is_refused_where_real_people_are_registered(self) -> None:
        known = given_settings("benefits").model_dump() | {"crash_at": "relay.after-ack"}
        with pytest.raises(ValidationError, match="must be empty"):
            settings_class_of("benefits")(**known | {"synthetic_ids_allowed": False})
        assert settings_class_of("benefits")(**known | {"synthetic_ids_allowed": True}).crash_at == "relay.after-ack"
