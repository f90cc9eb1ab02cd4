"""What looks now and then does so at instants all processes share."""

import subprocess
import sys
import time

import pytest

from shared.ticks import until_tick

NEXT_TICK = "import time; from shared.ticks import until_tick; print(time.monotonic() + until_tick(60))"


class TestUntilTick:
    @pytest.mark.parametrize(
        ("at", "seconds", "left"), [(10.25, 0.5, 0.25), (10.0, 0.5, 0.5), (7.0, 5, 3.0), (0.0, 2.0, 2.0)]
    )
    def test_ends_at_the_next_multiple_and_is_never_nothing(self, at: float, seconds: float, left: float) -> None:
        assert until_tick(seconds, at=at) == pytest.approx(left)

    def test_a_longer_interval_ticks_when_a_shorter_one_does(self) -> None:
        ends = {seconds: 10.9 + until_tick(seconds, at=10.9) for seconds in (0.5, 1.0)}
        assert ends[0.5] == pytest.approx(ends[1.0])

    def test_is_the_same_instant_in_another_process(self) -> None:
        ours = time.monotonic() + until_tick(60)
        theirs = float(subprocess.run([sys.executable, "-c", NEXT_TICK], capture_output=True, check=True).stdout)
        # The minute may have ended between the two looks.
        assert theirs - ours == pytest.approx(0, abs=0.01) or theirs - ours == pytest.approx(60, abs=0.01)
