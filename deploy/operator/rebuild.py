"""`veterans rebuild`: make a projection anew from the first event on."""

from typing import Annotated

import typer

from deploy.operator.job import run_job
from deploy.operator.place import DEFAULT_HOME, Home, running_site
from deploy.operator.up import require_home


def rebuild(
    service: Annotated[str, typer.Argument(help="registry · benefits · reporting · notifications")],
    projection: Annotated[str, typer.Argument(help="投影名称 · name of the projection")],
    home: Home = DEFAULT_HOME,
) -> None:
    """从头重建投影，其间照常服务。 Make a projection anew while the old one serves."""
    require_home(home)
    raise typer.Exit(run_job(running_site(home), service, "rebuild", projection))
