"""Repetitions of several things taken in turns, A-B-A-B, so that what the machine does meanwhile meets all alike."""

import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

# (highest − lowest) / median. Above it a run says more about the machine than about the code.
LARGEST_SPREAD = 0.15
TRIES = 3


@dataclass(frozen=True, slots=True)
class Series:
    """What the repetitions of one arm gave, in their order."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def lowest(self) -> float:
        return min(self.values)

    @property
    def highest(self) -> float:
        return max(self.values)

    @property
    def spread(self) -> float:
        """0 for a single value, and where the median is 0."""
        return (self.highest - self.lowest) / self.median if self.median else 0.0

    @property
    def is_void(self) -> bool:
        return self.spread > LARGEST_SPREAD


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the things compared. `run` does one repetition and answers a rate or a duration."""

    name: str
    run: Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a measurement is. `share` scales the numbers of rows and events.

    `turns`: of `seconds` each, for a repetition of what is told in percentiles.
    """

    repetitions: int = 5
    seconds: float = 8.0
    share: float = 1.0
    tries: int = TRIES
    turns: int = 3

    def count(self, full: int) -> int:
        """So many rows of a full measurement's."""
        return max(100, round(full * self.share))


FULL = Effort()
QUICK = Effort(repetitions=2, seconds=1.0, share=0.02, tries=1, turns=1)


async def interleaved(arms: Sequence[Arm], effort: Effort) -> Mapping[str, Series]:
    """The series of each arm. A run that is void for any of them is done again, three times at most."""
    series: Mapping[str, Series] = {}
    for arm in arms:
        await arm.run()  # to warm up
    for _ in range(effort.tries):
        series = await _once(arms, effort.repetitions)
        if not any(each.is_void for each in series.values()):
            break
    return series


Sample = Callable[[], Awaitable[Sequence[float]]]


async def interleaved_percentiles(
    samples: Mapping[str, Sample], percents: Sequence[float], effort: Effort
) -> Mapping[tuple[str, float], Series]:
    """The same for durations of many operations: a series for each sample and percent.

    A repetition is several turns of each: a percentile of few operations is one hiccup's.
    """
    series: Mapping[tuple[str, float], Series] = {}
    for _ in range(effort.tries):
        values: dict[tuple[str, float], list[float]] = {(name, at): [] for name in samples for at in percents}
        for _ in range(effort.repetitions):
            taken = await _in_turns(samples, effort.turns)
            for (name, at), repetitions in values.items():
                repetitions.append(percentile(taken[name], at))
        series = {key: Series(tuple(each)) for key, each in values.items()}
        if not any(each.is_void for each in series.values()):
            break
    return series


async def _in_turns(samples: Mapping[str, Sample], turns: int) -> Mapping[str, Sequence[float]]:
    taken: dict[str, list[float]] = {name: [] for name in samples}
    for _ in range(turns):
        for name, sample in samples.items():
            taken[name] += await sample()
    return taken


async def _once(arms: Sequence[Arm], repetitions: int) -> Mapping[str, Series]:
    values: dict[str, list[float]] = {arm.name: [] for arm in arms}
    for _ in range(repetitions):
        for arm in arms:
            values[arm.name].append(await arm.run())
    return {name: Series(tuple(each)) for name, each in values.items()}


def serial_bound(first: Series, second: Series) -> Series:
    """S: how fast two raw stages, one after the other, can go; repetition by repetition."""
    return Series(tuple(1 / (1 / a + 1 / b) for a, b in zip(first.values, second.values, strict=True)))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__trunc__() - 1)]
