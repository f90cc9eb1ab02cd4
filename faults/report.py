"""What an experiment came to, on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from faults.oracle.facts import Facts

SHOWN_VIOLATIONS = 5


@dataclass(slots=True)
class Tally:
    """What was done and seen while an experiment ran. `notes` are figures of its own, in words.

    `goals`: within how many seconds what should be back. Noted, not judged: how fast a process starts is the machine's
    business.
    """

    kills: int = 0
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    goals: Mapping[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def recovered(self, what: str, seconds: float) -> None:
        self.recoveries.setdefault(what, []).append(seconds)

    def met(self, what: str) -> int:
        """How often it was back within its goal."""
        return sum(seconds <= self.goals[what] for seconds in self.recoveries[what])


@dataclass(frozen=True, slots=True)
class Outcome:
    """`verdicts`: invariant → what contradicts it."""

    code: str
    title: str
    seconds: float
    restarts: int
    tally: Tally
    facts: Facts
    statuses: Mapping[int, int]
    verdicts: Mapping[str, Sequence[str]]

    @property
    def holds(self) -> bool:
        return not any(self.verdicts.values()) and not self.tally.failures


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie; of no values, 0."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def print_outcome(console: Console, outcome: Outcome) -> None:
    for line in lines(outcome):
        console.print(line, soft_wrap=True, highlight=False)


def lines(outcome: Outcome) -> list[str]:
    """The report as text with rich's markup."""
    facts, tally = outcome.facts, outcome.tally
    distinct = len({each.event_id for each in facts.published})
    counted = {
        "kills": tally.kills,
        "restarts": outcome.restarts,
        "commands": len(facts.journal),
        "events": distinct,
        "duplicates dropped": len(facts.published) - distinct,
        "gaps": len(outcome.verdicts.get("I3", ())),
        "parked": len(facts.parked),
        "messages": len(facts.deliveries),
    }
    answers = ", ".join(f"{status or 'none'}: {count}" for status, count in sorted(outcome.statuses.items()))
    said = [
        f"[bold]{outcome.code}[/bold] {outcome.title} · {outcome.seconds:.0f} s",
        "  " + " · ".join(f"{name} {count:,}" for name, count in counted.items()),
        f"  answers {answers}",
        *(f"  {_recovery(tally, what)}" for what in sorted(tally.recoveries)),
        *(f"  {note}" for note in tally.notes),
        "  " + " ".join(_verdict(name, found) for name, found in outcome.verdicts.items()),
    ]
    broken = [f"{name}: {each}" for name, found in outcome.verdicts.items() for each in found[:SHOWN_VIOLATIONS]]
    return said + [f"  [red]✗ {each}[/red]" for each in (*broken, *tally.failures)]


def _recovery(tally: Tally, what: str) -> str:
    seconds = tally.recoveries[what]
    p50, p99 = percentile(seconds, 0.5), percentile(seconds, 0.99)
    line = f"{what} back after p50 {p50:.2f} s, p99 {p99:.2f} s, max {max(seconds):.2f} s ({len(seconds)} times)"
    if what not in tally.goals:
        return line
    return f"{line}; goal {tally.goals[what]:g} s, met {tally.met(what)} times"


def _verdict(name: str, found: Sequence[str]) -> str:
    return f"[red]{name} ✗ {len(found)}[/red]" if found else f"[green]{name} ✓[/green]"
