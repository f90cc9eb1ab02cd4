"""The commands that are the same for both ways to run: for the embedded stack, and in the operator's container."""

import sys

import typer

from deploy.operator import erase_again, grant, rebuild, reconcile, refill, republish, setup, status, token
from deploy.operator.account import account
from deploy.operator.audit import audit
from deploy.operator.county import county
from deploy.operator.parked import parked
from deploy.operator.schedule import schedule
from deploy.operator.subscriber import subscriber
from deploy.operator.trial import trial
from deploy.operator.unreadable import unreadable
from deploy.operator.webhook import webhook
from deploy.trouble import Trouble

cli = typer.Typer(
    help="退役军人事务系统的运维命令 · the operator's commands of the veterans system",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
for command in (
    status.status,
    grant.grant,
    rebuild.rebuild,
    republish.republish,
    reconcile.reconcile,
    refill.refill,
    erase_again.erase_again,
    token.token,
    setup.setup,
):
    cli.command()(command)
cli.add_typer(account, name="account")
cli.add_typer(audit, name="audit")
cli.add_typer(county, name="county")
cli.add_typer(subscriber, name="subscriber")
cli.add_typer(trial, name="demo")
cli.add_typer(parked, name="parked")
cli.add_typer(schedule, name="schedule")
cli.add_typer(unreadable, name="unreadable")
cli.add_typer(webhook, name="webhook")


def app() -> None:
    """Run the command line; a Trouble becomes its sentence and exit status 1."""
    try:
        cli(prog_name="veterans")
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    app()
