"""`veterans account`: a way back in for who cannot sign in any more; run on the server, without signing in."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, Reason

account = typer.Typer(help="账号的应急恢复 · a way back in for an account", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="用户名 · user name")]


@account.command("reset")
def reset(username: Username, *, reason: Reason, home: Home = DEFAULT_HOME) -> None:
    """重置账号，打印新的激活码（写入审计）。 Reset an account and print a new activation code; audited."""
    _do("reset-account", username, reason, home)


@account.command("remove-second-factor")
def remove_second_factor(username: Username, *, reason: Reason, home: Home = DEFAULT_HOME) -> None:
    """手机和恢复码均已丢失时，停用账号的动态验证码（写入审计）。 Free an account of its second factor; audited."""
    _do("remove-second-factor", username, reason, home)


def _do(task: str, username: str, reason: str, home: Path) -> None:
    raise typer.Exit(run_job(started(home), "registry", task, "--username", username, "--reason", reason))
