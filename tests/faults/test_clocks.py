"""A process by a clock that is off: what it records, its ids, what its libraries read; it may step at any moment."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from deploy.embedded.program import Program
from faults.clocks import by_clock, set_clock
from tests.architecture.tree import ROOT

TELLER = "tests.faults.teller"
HOUR = 3600.0


def told_by(file: Path, module: str) -> tuple[datetime, datetime, datetime]:
    """What the process says it is: in the county, by an id, by the library."""
    said = subprocess.run(
        [sys.executable, "-m", "faults.clocks", str(file), module],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    of_id = datetime.fromtimestamp((UUID(said[1]).int >> 80) / 1000, UTC)
    return datetime.fromisoformat(said[0]), of_id, datetime.fromtimestamp(float(said[2]), UTC)


def off(instant: datetime) -> float:
    """In hours, rounded to a minute."""
    return round((instant - datetime.now(UTC)) / timedelta(hours=1), 1)


class TestAProcess:
    def test_lives_by_the_clock_of_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "clock"
        for hours in (1.0, -1.0, 0.0):
            set_clock(file, hours * HOUR)
            assert [off(instant) for instant in told_by(file, TELLER)] == [hours] * 3

    def test_that_serves_people_keeps_what_tokens_are_judged_by(self, tmp_path: Path) -> None:
        set_clock(tmp_path / "clock", HOUR)
        assert [off(instant) for instant in told_by(tmp_path / "clock", f"{TELLER}.main")] == [1.0, 1.0, 0.0]

    def test_is_the_same_program(self, tmp_path: Path) -> None:
        program = Program("a worker", (sys.executable, "-m", "one", "two"), tmp_path / "log", tmp_path)
        assert by_clock(program, tmp_path / "clock").argv == (
            sys.executable, "-m", "faults.clocks", str(tmp_path / "clock"), "one", "two",
        )  # fmt: skip
