"""`veterans schedule`: what is due by the clock, what fails and why; and confirming the clock after it jumped."""

import typer

from deploy.embedded.site import SERVICES
from deploy.operator.installation import installed
from deploy.operator.options import DEFAULT_HOME, Home, Json
from deploy.operator.screen import say, show_list
from deploy.operator.session import signed_in

schedule = typer.Typer(
    help="到期事项：查看，确认时钟。 What is due by the clock: list it; confirm the clock.", no_args_is_help=True
)


@schedule.command("list")
def list_schedule(home: Home = DEFAULT_HOME, failing: bool = False, as_json: Json = False) -> None:
    """列出到期和将到期的事项，及上次失败的原因。 What is due or will be, and why it failed."""
    session = signed_in(installed(home))
    planned = [{"service": service, **item} for service in SERVICES for item in session.pages(service, "/schedule")]
    found = [item for item in planned if item["failure"]] if failing else planned
    columns = ("service", "name", "key", "due_at", "next_attempt_at", "attempts", "failure")
    show_list(found, columns, as_json=as_json, none=("没有这样的事项", "there is nothing of the kind"))


@schedule.command("confirm-clock")
def confirm_clock(home: Home = DEFAULT_HOME) -> None:
    """确认时钟无误，恢复按时间清理。 The clock is right: what deletes by it goes on."""
    session = signed_in(installed(home))
    for service in SERVICES:
        done = session.post(service, "/schedule/clock-confirmation")
        jobs = ", ".join(done["jobs"]) or "–"
        say(f"{service} {done['county_time']}：恢复 {jobs}", f"{service} {done['county_time']}: goes on with {jobs}")
