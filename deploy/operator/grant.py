"""`veterans grant`: a way back, when nobody is left who could give a grant."""

from typing import Annotated

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, Reason


def grant(
    username: Annotated[str, typer.Argument(help="已有账号的用户名 · the user name of an account that exists")],
    role: Annotated[
        str,
        typer.Argument(help="system-administrator · security-administrator · auditor · bureau-leader"),
    ],
    *,
    reason: Reason,
    home: Home = DEFAULT_HOME,
) -> None:
    """全县无人担任某管理角色时，在服务器上授予（写入审计）。 Give a role that nobody holds any more; audited."""
    words = ("grant", "--username", username, "--role", role, "--reason", reason)
    raise typer.Exit(run_job(started(home), "registry", *words))
