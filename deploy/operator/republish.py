"""`veterans republish`: publish again what a broker lost."""

from typing import Annotated

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, Producer

Since = Annotated[
    str | None, typer.Option("--since", help="如 2026-01-31T08:00:00+08:00，缺省为全部 · an instant, else all of it")
]


def republish(service: Producer, since: Since = None, home: Home = DEFAULT_HOME) -> None:
    """重新发布全部事件，或某时刻以来的。 Publish all events of a service again, or those since an instant."""
    raise typer.Exit(run_job(started(home), service, "republish", *(("--since", since) if since else ())))
