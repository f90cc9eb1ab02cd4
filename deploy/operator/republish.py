"""`veterans republish`: publish again what a broker lost."""

from typing import Annotated

import typer

from deploy.operator.job import Service, run_job
from deploy.operator.place import DEFAULT_HOME, Home, running_site
from deploy.operator.up import require_home

Since = Annotated[str, typer.Option("--since", help="ISO 8601，如 2026-01-31T08:00:00+08:00 · an instant")]


def republish(service: Service, since: Since, home: Home = DEFAULT_HOME) -> None:
    """重新发布某时刻以来的事件。 Publish a service's events since an instant again; consumers do not notice."""
    require_home(home)
    raise typer.Exit(run_job(running_site(home), service, "republish", "--since", since))
