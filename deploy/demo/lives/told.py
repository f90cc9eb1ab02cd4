"""Prints what a year was made of, and what was not as reckoned."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.demo.county import CENTRE
from deploy.demo.lives.compared import Difference
from deploy.demo.lives.plan import Plan
from deploy.demo.lives.reckoning import FIGURES, Reckoning

MOST_SHOWN = 40


def print_year(console: Console, plan: Plan, reckoning: Reckoning, compared: int) -> None:
    """The acts of the lives, and the county's figures at the end of each month, as known then and as known at last."""
    acts = Counter(type(step.act).__name__ for life in plan.lives for step in life.steps if not step.refused)
    refused = sum(bool(step.refused) for life in plan.lives for step in life.steps)
    table = Table(title=f"{len(plan.lives)} 人的一年 · a year of {len(plan.lives)} lives", title_justify="left")
    table.add_column("acts")
    table.add_column("", justify="right")
    for name, number in sorted(acts.items()):
        table.add_row(name, f"{number:,}")
    table.add_row("refused, as due", f"{refused:,}")
    console.print(table)
    months = Table(title="全县每月末 · the county, month by month", title_justify="left")
    for heading in ("as of", *FIGURES, "F01 as known now", "F02 as known now"):
        months.add_column(heading, justify="right")
    last = len(plan.ground.days) - 1
    for month, day in enumerate(plan.ground.days):
        then, now = reckoning.figures(day, month)[CENTRE], reckoning.figures(day, last)[CENTRE]
        months.add_row(f"{day}", *(f"{then[code]:,}" for code in FIGURES), f"{now['F01']:,}", f"{now['F02']:,}")
    console.print(months)
    console.print(f"另行计算并核对的数值 · values computed a second time and compared: [bold]{compared:,}[/bold]")


def print_differences(
    console: Console, plan: Plan, wrong: Sequence[Difference], broken: Mapping[int, str]
) -> None:  # fmt: skip
    """Each with the lives behind it, and what was done in these; and which lives went otherwise than planned."""
    named = dict.fromkeys(broken)
    for number, fault in broken.items():
        console.print(f"[red]✗ life {number}[/red] {escape(fault)}", soft_wrap=True)
    for each in wrong[:MOST_SHOWN]:
        console.print(
            f"[red]✗ {each.figure} of {each.unit} as of {each.as_of}, known {plan.ground.days[each.known]}, "
            f"{each.asked}: expected {each.expected}, found {each.found}[/red] {', '.join(each.lives)}",
            soft_wrap=True,
        )
        named |= {int(subject.partition("/")[0]): None for subject in each.lives}
    if len(wrong) > MOST_SHOWN:
        console.print(f"[red]… and {len(wrong) - MOST_SHOWN} more[/red]")
    for number in named:
        console.print(f"life {number}: {plan.lives[number].people[0].room.code}")
        for step in plan.lives[number].steps:
            refused = f" → {step.refused}" if step.refused else ""
            console.print(f"  {plan.ground.days[step.month]} file {step.file}: {step.act}{refused}", soft_wrap=True)
