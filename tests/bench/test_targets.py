"""Whether a finding meets what its goal asks for."""

import pytest

from bench.measuring import Series
from bench.targets import Finding, Target, Verdict, at_least, at_most

STEADY, WILD = Series((100.0, 100.0)), Series((50.0, 150.0))


class TestAFinding:
    @pytest.mark.parametrize(
        ("target", "verdict"),
        [(at_least(0.5), "met"), (at_least(0.51), "missed"), (at_most(0.5), "met"), (at_most(0.49), "missed")],
    )
    def test_compares_the_ratio_of_ours_to_the_limit(self, target: Target, verdict: str) -> None:
        assert Finding("rate", "1/s", target, Series((50.0,)), STEADY).verdict == verdict

    def test_compares_ours_itself_where_there_is_no_limit(self) -> None:
        assert Finding("latency", "ms", at_most(50), Series((49.0,))).verdict is Verdict.MET

    @pytest.mark.parametrize(("ours", "limit"), [(WILD, STEADY), (STEADY, WILD)])
    def test_is_void_when_either_side_is(self, ours: Series, limit: Series) -> None:
        assert Finding("rate", "1/s", at_least(0.1), ours, limit).verdict is Verdict.VOID

    def test_tells_how_far_any_repetition_of_ours_is_from_any_of_the_limit(self) -> None:
        ours, limit = Series((30.0, 60.0)), Series((100.0, 120.0))
        assert Finding("latency", "ms", at_most(2), ours, limit).extremes == (0.25, 0.6)
        assert Finding("latency", "ms", at_most(2), ours).extremes == (30.0, 60.0)
