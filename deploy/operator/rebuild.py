"""`veterans rebuild`: make projections anew from the first event on."""

from typing import Annotated

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Consumer, Home
from deploy.trouble import Trouble


def rebuild(
    service: Consumer,
    projection: Annotated[str, typer.Argument(help="投影名称 · name of the projection")] = "",
    *,
    every: Annotated[bool, typer.Option("--all", help="逐个重建全部投影 · every projection, one by one")] = False,
    missed: Annotated[
        bool,
        typer.Option("--missed", help="缺事件的投影 · those that were not given every event, as the worker says"),
    ] = False,
    from_log: Annotated[
        bool,
        typer.Option(
            "--from-log", help="全部投影一律以日志为准 · every projection; what the log says replaces the rest"
        ),
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """从头重建投影，其间照常服务。 Make a projection anew while the old one serves."""
    options = {"--all": every, "--missed": missed, "--from-log": from_log}
    chosen = [word for word in (projection, *(option for option, given in options.items() if given)) if word]
    if len(chosen) != 1:
        raise Trouble(
            "请给出投影名称、--all、--missed 或 --from-log 之一。",
            "give a projection's name, --all, --missed or --from-log, and one of them.",
        )
    raise typer.Exit(run_job(started(home), service, "rebuild", *chosen))
