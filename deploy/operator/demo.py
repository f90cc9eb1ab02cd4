"""`veterans demo`: start everything, load the demo county, print its figures, stay up."""

from typing import Annotated

import typer

from deploy.demo.client import Addresses
from deploy.demo.run import Target, run_demo
from deploy.embedded import configuration
from deploy.embedded.site import SERVICES, Site
from deploy.operator.options import DEFAULT_HOME, Home, site
from deploy.operator.screen import print_line, said
from deploy.operator.up import ended_by_signals, running_stack

Once = Annotated[bool, typer.Option("--once", help="打印后停止并退出 · stop and exit after printing")]


def demo(home: Home = DEFAULT_HOME, once: Once = False) -> None:
    """启动并装入演示县。 Start everything and load the demo county."""
    code = 0
    with ended_by_signals() as ended, running_stack(site(home, synthetic=True)) as stack:
        code = run_demo(target_of(stack.site))
        if not once:
            print_line(said("按 Ctrl-C 停止", "Ctrl-C stops it"))
            ended.wait()
    if code:
        raise typer.Exit(code)


def target_of(where: Site) -> Target:
    """What the loader of the demo county needs to know of a running stack."""
    apis = {name: where.api_url(name) for name in SERVICES}
    workers = {name: where.worker_url(name) for name in SERVICES}
    return Target(where.url, Addresses(apis, workers), configuration.setup_token(where), where.home)
