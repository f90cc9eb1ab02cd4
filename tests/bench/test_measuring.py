"""Series taken in turns, and what makes a run void."""

import itertools
from collections.abc import Awaitable, Callable

import pytest

from bench.measuring import Arm, Effort, Series, interleaved, interleaved_percentiles, percentile, serial_bound

ONCE = Effort(repetitions=3, tries=1)


class TestASeries:
    def test_is_void_when_it_spreads_more_than_fifteen_per_cent(self) -> None:
        assert Series((93.0, 100.0, 109.0)).is_void
        assert not Series((93.0, 100.0, 107.0)).is_void

    def test_knows_its_median_and_its_ends(self) -> None:
        series = Series((3.0, 1.0, 2.0))
        assert (series.median, series.lowest, series.highest, series.spread) == (2.0, 1.0, 3.0, 1.0)

    def test_does_not_spread_around_nothing(self) -> None:
        assert Series((0.0, 0.0)).spread == 0.0


class TestTakingTurns:
    async def test_goes_a_b_a_b_after_warming_each_up(self) -> None:
        order: list[str] = []

        def arm(name: str) -> Arm:
            async def run() -> float:
                order.append(name)
                return 1.0

            return Arm(name, run)

        await interleaved([arm("a"), arm("b")], ONCE)
        assert "".join(order) == "ab" + "ababab"

    async def test_does_a_void_run_again_three_times_at_most_and_then_reports_it(self) -> None:
        calls = itertools.count()

        async def run() -> float:
            return float(next(calls))

        series = await interleaved([Arm("rising", run)], Effort(repetitions=2))
        assert series["rising"].is_void
        assert next(calls) == 1 + 3 * 2

    async def test_keeps_the_first_run_that_is_not_void(self) -> None:
        values = iter([0.0, 1.0, 9.0, 5.0, 5.0])

        async def run() -> float:
            return next(values)

        series = await interleaved([Arm("calming down", run)], Effort(repetitions=2))
        assert series["calming down"].values == (5.0, 5.0)

    async def test_gives_a_series_for_each_percentile(self) -> None:
        async def sample() -> list[float]:
            return [float(number) for number in range(1, 101)]

        series = await interleaved_percentiles({"s": sample}, (50, 99), ONCE)
        assert series["s", 50].values == (50.0,) * 3
        assert series["s", 99].values == (99.0,) * 3

    async def test_takes_a_percentile_of_all_turns_of_a_repetition(self) -> None:
        order: list[str] = []

        def given(name: str) -> Callable[[], Awaitable[list[float]]]:
            async def sample() -> list[float]:
                order.append(name)
                return [float(len(order))]

            return sample

        effort = Effort(repetitions=2, tries=1, turns=2)
        series = await interleaved_percentiles({"a": given("a"), "b": given("b")}, (100,), effort)
        assert "".join(order) == "abab" + "abab"
        assert series["a", 100].values == (3.0, 7.0)
        assert series["b", 100].values == (4.0, 8.0)


class TestThePercentile:
    @pytest.mark.parametrize(("percent", "value"), [(0.1, 1.0), (50, 2.0), (75, 3.0), (99, 4.0), (100, 4.0)])
    def test_is_a_value_that_occurred(self, percent: float, value: float) -> None:
        assert percentile([4.0, 1.0, 3.0, 2.0], percent) == value


class TestTheSerialBound:
    def test_is_what_two_stages_one_after_the_other_can_do(self) -> None:
        assert serial_bound(Series((100.0, 50.0)), Series((100.0, 50.0))).values == (50.0, 25.0)
