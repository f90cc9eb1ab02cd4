"""Findings for people on the terminal, and for machines as one JSON line a goal."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.measuring import Series
from bench.targets import Finding, Goal

RESULTS = Path(__file__).with_name("results.jsonl")


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def print_machine(machine: Mapping[str, object]) -> None:
    for name, fact in machine.items():
        shown = " ".join(f"{key} {value}" for key, value in fact.items()) if isinstance(fact, dict) else fact
        say(f"{name:18} {shown}")


def print_goal(goal: Goal, findings: Sequence[Finding], seconds: float) -> None:
    say(f"\n{goal.code}  {goal.sentence}  ({seconds:.0f} s)")
    for finding in findings:
        say(f"  {finding.what} [{finding.unit}]")
        if finding.limit is not None:
            say(f"    limit   {_shown(finding.limit)}   {finding.against}")
        say(f"    ours    {_shown(finding.ours)}")
        kind = "ratio" if finding.limit is not None else "value"
        reach = " … ".join(f"{extreme:.4g}" for extreme in finding.extremes)
        say(f"    {kind}   {finding.value:.4g}   ({reach})   goal {finding.target}   {finding.verdict.upper()}")
        for name, fact in finding.facts.items():
            say(f"    · {name}: {fact}")


def keep(goal: Goal, findings: Sequence[Finding], machine: Mapping[str, object], *, quick: bool) -> None:
    """One line in bench/results.jsonl."""
    line = {"goal": goal.code, "quick": quick, "findings": [_line(each) for each in findings], "machine": machine}
    with RESULTS.open("a", encoding="utf-8") as results:
        results.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def _shown(series: Series) -> str:
    void = "  VOID" if series.is_void else ""
    low, high = _number(series.lowest), _number(series.highest)
    return f"{_number(series.median):>12}   ({low} … {high}, spread {series.spread:.0%}, n={len(series.values)}){void}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.4g}"


def _line(finding: Finding) -> dict[str, object]:
    return {
        "what": finding.what,
        "unit": finding.unit,
        "limit": finding.limit.values if finding.limit else None,
        "against": finding.against,
        "ours": finding.ours.values,
        "value": finding.value,
        "extremes": finding.extremes,
        "target": str(finding.target),
        "verdict": finding.verdict.value,
        "facts": finding.facts,
    }
