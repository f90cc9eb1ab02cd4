"""`veterans demo`: start everything, load the demo county, print its figures, stay up; live a year in it."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from deploy.demo.county import AS_OF
from deploy.demo.lives.year import ahead_on, run_year
from deploy.demo.run import Target, run_demo
from deploy.embedded.postgres import Postgres
from deploy.embedded.site import Site
from deploy.operator import trial
from deploy.operator.installation import Embedded
from deploy.operator.options import DEFAULT_HOME, Home, site
from deploy.operator.screen import print_line, said
from deploy.operator.up import ended_by_signals, running_stack

LIVED = "lives"  # the folder, in that of the stack

Once = Annotated[bool, typer.Option("--once", help="打印后停止并退出 · stop and exit after printing")]
Lives = Annotated[
    bool, typer.Option("--lives", help="再过一年并另行核算各项数据 · live a year, compute all figures twice")
]
Seed = Annotated[int, typer.Option(help="这一年的随机种子 · which year")]


def demo(
    context: typer.Context, home: Home = DEFAULT_HOME, once: Once = False, lives: Lives = False, seed: Seed = 1
) -> None:
    """启动并装入演示县。 Start everything and load the demo county."""
    if context.invoked_subcommand:
        return
    code = 0
    where = _emptied(home / LIVED) if lives else site(home, synthetic=True)
    with ended_by_signals() as ended, running_stack(where) as stack:
        target = target_of(stack.site)
        code = run_year(target, stack.move_clock, seed=seed) if lives else run_demo(target)
        if not once:
            print_line(said("按 Ctrl-C 停止", "Ctrl-C stops it"))
            ended.wait()
    if code:
        raise typer.Exit(code)


def _emptied(home: Path) -> Site:
    """A year begins with nothing, on the demo's day: what an earlier one left is thrown away."""
    home = home.resolve()
    if home.exists():
        Postgres(home).delete_data()
        shutil.rmtree(home)
    return replace(site(home, synthetic=True), clock_ahead=ahead_on(AS_OF))


def target_of(where: Site) -> Target:
    """What the loader of the demo county needs to know of a running stack."""
    return trial.target_of(Embedded(where))
